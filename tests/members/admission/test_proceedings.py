"""Exclusion, removal for arrears, dormant membership."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from members.actions.refusal import MemberRefused
from members.admission.actions.proceedings import (
    ask_for_statement,
    close_proceeding,
    decide,
    decide_appeal,
    note_delivery,
    note_statement,
    open_proceeding,
    receive_appeal,
)
from members.admission.actions.suspensions import resume, suspend
from members.admission.models import Proceeding
from members.admission.rules.leaving import Arrears, why_not_remove_for_arrears
from members.models import EndReason, Member, Membership, User
from members.models.rulebook import Rulebook
from tests.factories import MemberFactory, user_in_group
from verein.models import Mail

from .test_leaving import in_force

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 1)
EXCLUSION: dict[str, Any] = {
    "decision": "board",
    "reasons": ["Verstoß gegen die Satzung"],
    "hearing": True,
    "appeal": {"period": "1 month", "decision": {"body": "general_meeting"}},
}


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


@pytest.fixture
def board() -> User:
    return user_in_group("Board")


@pytest.fixture
def member() -> Member:
    return MemberFactory()


def opened(member: Member, board: User) -> Proceeding:
    return open_proceeding(member, kind=Proceeding.Kind.EXCLUSION, grounds="Grober Verstoß", actor=board, now=at(TODAY))


def decided(member: Member, board: User) -> Proceeding:
    found = ask_for_statement(opened(member, board), until=date(2026, 6, 15), actor=board, now=at(TODAY))
    return decide(
        found,
        ends=True,
        decided_on=date(2026, 6, 20),
        decided_by="Vorstand",
        minutes="Protokoll 3/2026",
        actor=board,
        now=at(date(2026, 6, 20)),
    )


def delivered(member: Member, board: User) -> Proceeding:
    return note_delivery(decided(member, board), delivered_on=date(2026, 6, 22), actor=board, now=at(date(2026, 6, 22)))


def period_of(member: Member) -> Membership:
    found: Membership = member.periods.get()
    return found


# --- Exclusion -------------------------------------------------------------------------------------------------------
def test_exclusion_needs_a_clause(member: Member, board: User) -> None:
    with pytest.raises(MemberRefused, match="keine Regelung zum Ausschluss"):
        opened(member, board)


def test_nobody_is_excluded_without_a_hearing(member: Member, board: User) -> None:
    in_force({"leaving": {"exclusion": EXCLUSION}})
    proceeding = opened(member, board)
    result: dict[str, Any] = {"ends": True, "decided_by": "Vorstand", "minutes": "P", "actor": board}
    with pytest.raises(MemberRefused, match="zuerst angehört"):
        decide(proceeding, decided_on=TODAY, now=at(TODAY), **result)
    ask_for_statement(proceeding, until=date(2026, 6, 15), actor=board, now=at(TODAY))
    with pytest.raises(MemberRefused, match="noch nicht abgelaufen"):
        decide(proceeding, decided_on=date(2026, 6, 15), now=at(date(2026, 6, 15)), **result)
    note_statement(proceeding, text="Das war ich nicht.", actor=board, now=at(date(2026, 6, 10)))
    assert decide(proceeding, decided_on=date(2026, 6, 15), now=at(date(2026, 6, 15)), **result).decided_on


def test_the_member_hears_of_it_and_the_membership_ends_with_the_delivery(member: Member, board: User) -> None:
    in_force({"leaving": {"exclusion": EXCLUSION}})
    proceeding = delivered(member, board)
    assert (proceeding.appeal_until, proceeding.last_day) == (date(2026, 7, 22), date(2026, 6, 22))
    assert (period_of(member).last_day, period_of(member).end_reason) == (date(2026, 6, 22), EndReason.EXCLUDED)
    asked, told = Mail.objects.order_by("pk")
    assert "15. Juni 2026" in asked.text
    assert "Grober Verstoß" in asked.text
    assert "22. Juli 2026" in told.text


def test_an_appeal_with_suspensive_effect_keeps_the_membership_until_it_is_decided(member: Member, board: User) -> None:
    appeal = {**EXCLUSION["appeal"], "suspensive": True}
    in_force({"leaving": {"exclusion": {**EXCLUSION, "appeal": appeal}}})
    proceeding = delivered(member, board)
    assert period_of(member).until_on is None
    receive_appeal(proceeding, received_on=date(2026, 7, 22), actor=board, now=at(date(2026, 7, 22)))
    decide_appeal(proceeding, upheld=False, decided_on=date(2026, 9, 1), actor=board, now=at(date(2026, 9, 1)))
    assert period_of(member).last_day == date(2026, 9, 1)


def test_an_appeal_that_succeeds_gives_the_membership_back(member: Member, board: User) -> None:
    in_force({"leaving": {"exclusion": EXCLUSION}})
    proceeding = delivered(member, board)
    receive_appeal(proceeding, received_on=date(2026, 7, 1), actor=board, now=at(date(2026, 7, 1)))
    kept = decide_appeal(proceeding, upheld=True, decided_on=date(2026, 9, 1), actor=board, now=at(date(2026, 9, 1)))
    assert (period_of(member).until_on, kept.result) == (None, Proceeding.Result.KEPT)


def test_an_appeal_after_the_period_is_refused(member: Member, board: User) -> None:
    in_force({"leaving": {"exclusion": EXCLUSION}})
    proceeding = delivered(member, board)
    with pytest.raises(MemberRefused, match="zu spät"):
        receive_appeal(proceeding, received_on=date(2026, 7, 23), actor=board, now=at(date(2026, 7, 23)))


def test_the_decision_is_final_when_nobody_appeals(member: Member, board: User) -> None:
    in_force({"leaving": {"exclusion": EXCLUSION}})
    proceeding = delivered(member, board)
    with pytest.raises(MemberRefused, match="noch nicht abgelaufen"):
        close_proceeding(proceeding, actor=board, now=at(date(2026, 7, 22)))
    closed = close_proceeding(proceeding, actor=board, now=at(date(2026, 7, 23)))
    assert (closed.result, period_of(member).last_day) == (Proceeding.Result.ENDED, date(2026, 6, 22))


def test_a_proceeding_can_be_dropped_and_another_opened(member: Member, board: User) -> None:
    in_force({"leaving": {"exclusion": EXCLUSION}})
    first = opened(member, board)
    with pytest.raises(MemberRefused, match="bereits ein Verfahren"):
        opened(member, board)
    close_proceeding(first, actor=board, now=at(TODAY))
    assert opened(member, board).pk != first.pk
    assert period_of(member).until_on is None


# --- Arrears ---------------------------------------------------------------------------------------------------------
def rulebook(**clause: object) -> Rulebook:
    return Rulebook.model_validate({"leaving": {"arrears": [clause]}})


@pytest.mark.parametrize(
    ("clause", "arrears", "reason"),
    [
        ({"unpaid_for": "3 months"}, Arrears(date(2026, 3, 1), 0, None, False), "nicht alt genug"),
        ({"unpaid_for": "3 months"}, Arrears(date(2026, 2, 28), 0, None, False), None),
        ({"reminders": 3}, Arrears(date(2025, 1, 1), 2, None, False), "3 Mahnungen"),
        ({"reminders": 3}, Arrears(date(2025, 1, 1), 3, None, False), None),
        ({"after_reminder": "2 months"}, Arrears(date(2025, 1, 1), 1, date(2026, 4, 1), False), "1. Juni 2026"),
        ({"after_reminder": "2 months"}, Arrears(date(2025, 1, 1), 1, date(2026, 3, 31), False), None),
        ({"threatened": True}, Arrears(date(2025, 1, 1), 1, None, False), "angedroht"),
    ],
)
def test_all_conditions_of_the_clause_must_hold(
    clause: dict[str, object], arrears: Arrears, reason: str | None
) -> None:
    found = why_not_remove_for_arrears(rulebook(**clause), arrears, TODAY)
    assert (found is None) == (reason is None)
    assert reason is None or reason in (found or "")


def test_one_of_several_clauses_is_enough() -> None:
    rules = Rulebook.model_validate({"leaving": {"arrears": [{"unpaid_for": "2 years"}, {"reminders": 2}]}})
    assert why_not_remove_for_arrears(rules, Arrears(date(2026, 1, 1), 2, None, False), TODAY) is None
    assert why_not_remove_for_arrears(rules, Arrears(date(2026, 1, 1), 1, None, False), TODAY)


def test_removal_for_arrears_has_its_own_reason(member: Member, board: User) -> None:
    in_force({"leaving": {"arrears": [{"reminders": 2, "decision": "board"}]}})
    arrears = Arrears(date(2025, 1, 1), 2, date(2026, 5, 1), True)
    proceeding = open_proceeding(
        member, kind=Proceeding.Kind.ARREARS, grounds="Beitrag 2025", actor=board, now=at(TODAY), arrears=arrears
    )
    ask_for_statement(proceeding, until=date(2026, 6, 10), actor=board, now=at(TODAY))
    day = date(2026, 6, 11)
    decide(proceeding, ends=True, decided_on=day, decided_by="Vorstand", minutes="P 4", actor=board, now=at(day))
    note_delivery(proceeding, delivered_on=day, actor=board, now=at(day))
    assert period_of(member).end_reason == EndReason.ARREARS
    assert "keinen Widerspruch" in Mail.objects.get(kind="admission/mail/decision_told").text


# --- Dormant membership ----------------------------------------------------------------------------------------------
def test_a_membership_rests_only_under_a_clause_and_not_longer(member: Member, board: User) -> None:
    who: dict[str, Any] = {"actor": board, "now": at(TODAY)}
    with pytest.raises(MemberRefused, match="keine Regelung"):
        suspend(member, reason="request", from_on=TODAY, until_on=None, **who)
    in_force({"leaving": {"suspension": [{"clause": "§ 6 (2)", "on_request": True, "at_most": "1 year"}]}})
    with pytest.raises(MemberRefused, match="höchstens"):
        suspend(member, reason="request", from_on=TODAY, until_on=date(2027, 6, 2), **who)
    resting = suspend(member, reason="request", from_on=TODAY, until_on=date(2027, 6, 1), **who)
    assert resting.clause == "§ 6 (2)"
    with pytest.raises(MemberRefused, match="ruht"):
        suspend(member, reason="request", from_on=date(2026, 9, 1), until_on=date(2026, 10, 1), **who)
    resume(resting, from_on=date(2026, 8, 1), **who)
    assert not member.suspensions.on(date(2026, 8, 1)).exists()
    assert Mail.objects.filter(to=member.person.email).count() == 2
