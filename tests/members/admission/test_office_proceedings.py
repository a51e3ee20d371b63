"""Exclusions, removals and dormant memberships in the office."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.actions.refusal import MemberRefused
from members.admission.actions.proceedings import (
    ask_for_statement,
    decide,
    note_statement,
)
from members.admission.actions.suspensions import suspend
from members.admission.models import Proceeding
from members.admission.queries.leaving import clause_of
from members.admission.rules.leaving import statement_until
from members.models import EndReason, Member, User
from tests.factories import MemberFactory, sign_in, user_in_group
from tests.members.admission.test_proceedings import EXCLUSION, TODAY, at, opened, period_of

from .test_leaving import in_force

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> User:
    return user_in_group("Board")


@pytest.fixture
def member() -> Member:
    return MemberFactory()


def test_the_office_walks_through_an_exclusion(member: Member, board: User) -> None:
    in_force({"leaving": {"exclusion": EXCLUSION}})
    office = sign_in(Client(), board)
    office.post(reverse("admission_open", args=[member.pk, "exclusion"]), {"grounds": "Verstoß"})
    proceeding = Proceeding.objects.get()

    def step(name: str, **data: object) -> str:
        response = office.post(reverse("admission_step", args=[proceeding.pk, name]), data, follow=True)
        return str(response.content.decode())

    until = proceeding.opened_on + timedelta(days=14)
    step("anhoeren", until=until.isoformat())
    step("stellungnahme", text="Ich bedaure es.")
    today = proceeding.opened_on.isoformat()
    refused = step("beschluss", ends="1", decided_on="2019-01-01", decided_by="Vorstand", minutes="P 5")
    assert "zwischen der Einleitung und heute" in refused
    assert 'value="P 5"' in refused
    step("beschluss", ends="1", decided_on=today, decided_by="Vorstand", minutes="P 5")
    step("zugang", delivered_on=today)
    step("widerspruch", received_on=today)
    page = step("widerspruch-entscheiden", upheld="0", decided_on=today)
    assert "Mitgliedschaft beendet" in page
    assert period_of(member).end_reason == EndReason.EXCLUDED


def test_proceedings_are_for_the_board(member: Member, board: User) -> None:
    in_force({"leaving": {"exclusion": EXCLUSION}})
    proceeding = opened(member, board)
    address = reverse("admission_proceeding", args=[proceeding.pk])
    treasurer = sign_in(Client(), user_in_group("Treasurer"))
    assert treasurer.get(address).status_code == 200  # sees, and has no button
    assert treasurer.post(reverse("admission_close", args=[proceeding.pk])).status_code in (302, 403)
    proceeding.refresh_from_db()
    assert proceeding.closed_on is None
    for user in User.objects.filter(person__member=member) | User.objects.filter(pk=user_in_group("Editors").pk):
        assert sign_in(Client(), user).get(address).status_code in (302, 403)


SEVERAL = [
    {"unpaid_for": "2 years"},
    {"reminders": 2, "decision": "general_meeting", "hearing_period": "4 weeks", "when": "calendar_year_end"},
]


def test_the_board_chooses_among_several_clauses_on_arrears_and_the_procedure_follows_it(
    member: Member, board: User
) -> None:
    in_force({"leaving": {"arrears": SEVERAL}})
    office = sign_in(Client(), board)
    address = reverse("admission_open", args=[member.pk, "arrears"])
    data = {"grounds": "Beitrag 2025", "unpaid_since": "2025-12-01", "reminders": "2"}
    assert "2 Mahnungen" in office.get(address).content.decode()

    too_young = office.post(address, {**data, "clause_number": "0"}).content.decode()
    assert "Beitrag 2025" in too_young
    assert not Proceeding.objects.exists()
    office.post(address, {**data, "clause_number": "1"})
    proceeding = Proceeding.objects.get()

    clause = clause_of(proceeding)
    assert clause is not None
    assert clause.decision is not None
    assert clause.decision.body == ("general_meeting",)
    day = proceeding.opened_on
    assert statement_until(clause, day) == day + timedelta(weeks=4)
    with pytest.raises(MemberRefused):
        ask_for_statement(proceeding, until=day + timedelta(days=14), actor=board, now=at(day))
    ask_for_statement(proceeding, until=day + timedelta(weeks=4), actor=board, now=at(day))
    note_statement(proceeding, text="Ich zahle.", actor=board, now=at(day))
    decided = decide(
        proceeding, ends=True, decided_on=day, decided_by="Versammlung", minutes="P 7", actor=board, now=at(day)
    )
    assert decided.last_day == date(day.year, 12, 31)


def test_a_dormant_membership_stands_on_the_member_s_page_and_in_the_list_and_can_be_ended_there(
    member: Member, board: User
) -> None:
    in_force({"leaving": {"suspension": [{"clause": "§ 6 (2)", "on_request": True}]}})
    today = timezone.localdate()
    resting = suspend(member, reason="request", from_on=date(2026, 6, 1), until_on=None, actor=board, now=at(TODAY))
    office = sign_in(Client(), board)
    end = reverse("admission_go_on", args=[resting.pk])

    assert member.person is not None
    for address in (reverse("admission_leaving"), reverse("office_people:inspect", args=[member.person.pk])):
        page = office.get(address).content.decode()
        assert end in page
        assert "§ 6 (2)" in page
    assert member.person.user is not None
    own = sign_in(Client(), member.person.user).get(reverse("own_membership")).content.decode()
    assert "ruht seit dem 1. Juni 2026 (§ 6 (2))" in own

    office.post(end, {"from_on": today.isoformat()})
    resting.refresh_from_db()
    assert resting.until_on == today
    assert end not in office.get(reverse("admission_leaving")).content.decode()
