"""How somebody becomes a member: starts, periods and votes of real statutes."""

from datetime import date

import pytest

from members.models.rulebook import Appeal, Decision, Payment, Rulebook
from members.rules import (
    Result,
    appeal_window,
    decision_on_admission,
    decision_on_refusal,
    objection_until,
    outcome,
    rights_wait_for,
    silent_acceptance_on,
    start_day,
    veto_until,
)

APPLIED, DECIDED, PAID = date(2025, 3, 28), date(2025, 5, 6), date(2025, 5, 20)


def _admission(**rules: object) -> Rulebook:
    return Rulebook.model_validate({"admission": rules})


def _start(paid_on: date | None = None, **start: object) -> date | None:
    rulebook = _admission(start=start)
    return start_day(rulebook, type_key=None, applied_on=APPLIED, decided_on=DECIDED, paid_on=paid_on)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("decision", DECIDED),
        ("next_month", date(2025, 6, 1)),  # alpen
        ("application", APPLIED),
        ("application_month", date(2025, 3, 1)),  # dreieich: before the decision
        ("register", DECIDED),
        ("next_year", date(2026, 1, 1)),
    ],
)
def test_start_day_as_the_statutes_say(at: str, expected: date) -> None:
    assert _start(at=at) == expected


def test_start_day_waits_for_the_payment() -> None:
    assert _start(at="payment") is None
    assert _start(PAID, at="payment") == PAID
    assert _start(needs_payment="year") is None
    assert _start(PAID, needs_payment="year") == PAID
    assert _start(date(2025, 4, 1), needs_payment="year") == DECIDED


def test_rights_wait_for_the_payment_where_membership_does_not() -> None:
    """niddatal: member with the entry in the list, rights and duties with the fee."""
    rulebook = _admission(start={"at": "register", "rights_need_payment": True})

    assert rights_wait_for(rulebook, None) == (Payment.YEAR,)
    assert rights_wait_for(Rulebook(), None) == ()


def test_veto_until_six_months_after_receipt() -> None:
    rulebook = _admission(mode="declaration", veto={"period": "6 months"})  # fischeln

    assert veto_until(rulebook, type_key=None, received_on=date(2025, 2, 10)) == date(2025, 8, 10)
    assert veto_until(Rulebook(), type_key=None, received_on=date(2025, 2, 10)) is None


def test_appeal_window_starts_after_dispatch() -> None:
    appeal = Appeal.model_validate({"period": "1 month", "starts_after": "3 days"})  # fischeln

    window = appeal_window(appeal, decided_on=date(2025, 3, 1), dispatched_on=date(2025, 3, 3))

    assert window == (date(2025, 3, 6), date(2025, 4, 6))


def test_appeal_window_counts_from_receipt_or_decision() -> None:
    days = {"decided_on": date(2025, 1, 29), "dispatched_on": date(2025, 1, 30), "received_on": date(2025, 1, 31)}

    assert appeal_window(Appeal.model_validate({"period": "1 month"}), **days) == (
        date(2025, 1, 31),
        date(2025, 2, 28),
    )
    decision = Appeal.model_validate({"period": "4 weeks", "counts": "decision"})
    assert appeal_window(decision, **days) == (date(2025, 1, 29), date(2025, 2, 26))
    assert appeal_window(Appeal(), **days) == (date(2025, 1, 31), None)
    assert appeal_window(Appeal(possible=False), **days) is None


def test_objection_until_14_days_after_the_announcement() -> None:
    rulebook = _admission(objection={"by": ["members", "applicant"], "period": "14 days"})  # kreuztal

    until = objection_until(rulebook, type_key=None, decided_on=DECIDED, announced_on=date(2025, 5, 10))

    assert until == date(2025, 5, 24)
    no_period = _admission(objection={"by": "members"})  # salzwedel
    assert objection_until(no_period, type_key=None, decided_on=DECIDED) is None


def test_silent_acceptance_on_the_day_after_the_period() -> None:
    rulebook = _admission(silence_accepts_after="4 weeks")

    assert silent_acceptance_on(rulebook, type_key=None, received_on=date(2025, 3, 3)) == date(2025, 4, 1)
    assert silent_acceptance_on(Rulebook(), type_key=None, received_on=date(2025, 3, 3)) is None


def test_decision_on_admission_is_the_boards_without_a_rule() -> None:
    assert decision_on_admission(Rulebook(), None).body == ("board",)
    own_name = Rulebook.model_validate({"bodies": [{"key": "vorstandschaft", "name": "Vorstandschaft"}]})
    assert decision_on_admission(own_name, None).body == ("vorstandschaft",)


def test_decision_on_refusal_may_be_another_bodys() -> None:
    rulebook = _admission(decision="board", refusal_decision="committee")  # moessingen

    assert decision_on_admission(rulebook, None).body == ("board",)
    assert decision_on_refusal(rulebook, None).body == ("committee",)
    assert decision_on_refusal(_admission(decision="general_meeting"), None).body == ("general_meeting",)


def test_decision_on_admission_of_a_granted_type() -> None:
    rulebook = Rulebook.model_validate(
        {
            "admission": {"decision": "board"},
            "types": [{"key": "honorary", "name": "Ehrenmitglied", "granted": "general_meeting"}],
        }
    )

    assert decision_on_admission(rulebook, "honorary").body == ("general_meeting",)


@pytest.mark.parametrize(
    ("decision", "yes", "no", "expected"),
    [
        ({}, 3, 2, Result.ACCEPTED),
        ({}, 2, 3, Result.REFUSED),
        ({}, 0, 0, Result.REFUSED),
        ({}, 2, 2, Result.REFUSED),  # bad-saulgau: a tie counts as refusal
        ({"tie": "accepted"}, 2, 2, Result.ACCEPTED),
        ({"majority": "unanimous"}, 5, 0, Result.ACCEPTED),
        ({"majority": "unanimous"}, 5, 1, Result.REFUSED),
        ({"majority": "two_thirds"}, 4, 2, Result.ACCEPTED),
        ({"majority": "two_thirds"}, 3, 2, Result.REFUSED),
        ({"majority": "three_quarters"}, 6, 2, Result.ACCEPTED),
        ({"majority": "three_quarters"}, 5, 2, Result.REFUSED),
    ],
)
def test_outcome_by_majority(decision: dict[str, object], yes: int, no: int, expected: Result) -> None:
    assert outcome(Decision.model_validate(decision), yes=yes, no=no).result == expected


def test_outcome_absolute_majority_is_of_all_present() -> None:
    decision = Decision.model_validate({"majority": "absolute"})

    assert outcome(decision, yes=5, no=2, present=10).result == Result.REFUSED
    assert outcome(decision, yes=6, no=2, present=10).result == Result.ACCEPTED


def test_outcome_the_chair_has_two_votes() -> None:
    """grossenwiehe: two against one, but the one is the chair: a tie, refused; three against two tips over."""
    decision = Decision.model_validate({"body": "board", "votes": {"chair": 2}})

    assert outcome(decision, yes=2, no=1, office_votes={"chair": False}).result == Result.REFUSED
    assert outcome(decision, yes=2, no=2, office_votes={"chair": True}).result == Result.ACCEPTED


def test_outcome_the_chair_decides_a_tie() -> None:
    decision = Decision.model_validate({"tie": "chair"})

    assert outcome(decision, yes=2, no=2, chair_vote=True).result == Result.ACCEPTED
    assert outcome(decision, yes=2, no=2, chair_vote=False).result == Result.REFUSED
    assert outcome(decision, yes=2, no=2).result == Result.REFUSED


def test_outcome_without_a_majority_goes_on_to_the_general_meeting() -> None:
    """bergenhusen: board majority; without one the next general meeting by simple majority."""
    decision = Decision.model_validate({"body": "board", "otherwise": {"body": "general_meeting"}})

    found = outcome(decision, yes=2, no=2)

    assert found.result == Result.GOES_ON
    assert found.by
    assert found.by.body == ("general_meeting",)
