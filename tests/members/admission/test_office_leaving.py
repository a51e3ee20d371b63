"""Notices, ends and deaths in the office."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from members.admission.models import Notice
from members.models import (
    Company,
    Membership,
    Seat,
    User,
)
from tests.factories import (
    MemberFactory,
    sign_in,
    user_in_group,
)
from tests.members.admission.test_leaving import YEAR_END, in_force, notice_of
from tests.members.admission.test_own_notice import company_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def membership() -> Membership:
    in_force(YEAR_END)
    period: Membership = MemberFactory().periods.get()
    return period


@pytest.fixture
def board() -> User:
    return user_in_group("Board")


@pytest.fixture
def office(board: User) -> Client:
    return sign_in(Client(), board)


def test_the_office_enters_a_letter_after_seeing_the_end(office: Client, membership: Membership) -> None:
    address = reverse("admission_enter_notice", args=[membership.pk])
    data = {"received_on": "2025-09-30", "form": "written", "kind": "ordinary", "reason": ""}
    assert "31. Dezember 2025" in office.post(address, data).content.decode()
    assert not Notice.objects.exists()
    office.post(address, {**data, "enter": "1"})
    notice = Notice.objects.get()
    office.post(reverse("admission_settle", args=[notice.pk, "bestaetigen"]))
    notice.refresh_from_db()
    assert (notice.state, notice.entered_by) == (Notice.State.CONFIRMED, office.user)


def test_a_refused_letter_keeps_what_was_typed(office: Client, membership: Membership) -> None:
    address = reverse("admission_enter_notice", args=[membership.pk])
    data = {"received_on": "2019-01-01", "form": "fax", "kind": "ordinary", "reason": "Ruhestand", "enter": "1"}
    page = office.post(address, data).content.decode()
    assert "beginnt erst am" in page
    assert "Ruhestand" in page


OFFICE = ("admission_leaving", "admission_enter_notice", "admission_event", "admission_death", "admission_rest")


@pytest.mark.parametrize("name", OFFICE)
def test_office_pages_are_for_the_board(name: str, office: Client, membership: Membership) -> None:
    pk = {
        "admission_enter_notice": membership.pk,
        "admission_event": membership.pk,
        "admission_death": membership.member.person_id,
        "admission_rest": membership.member_id,
    }.get(name)
    address = reverse(name, args=[pk] if pk else [])
    assert office.get(address).status_code == 200
    assert Client().get(address).status_code == 302
    strangers = (MemberFactory().person.user, user_in_group("Event editors"), user_in_group("Editors"))
    assert {sign_in(Client(), user).get(address).status_code for user in strangers} <= {403, 302}


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_of_notices_asks_a_fixed_number_of_statements(
    office: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    in_force(YEAR_END)
    for _row in range(rows):
        notice_of(MemberFactory().periods.get())
    office.get(reverse("admission_leaving"))
    with django_assert_num_queries(15):
        office.get(reverse("admission_leaving"))


def test_companies_have_the_same_buttons(office: Client) -> None:
    period, _person = company_member(Seat.Role.REPRESENTATIVE)
    company = Company.objects.get(pk=period.member.company_id)
    page = office.get(reverse("office_companies:inspect", args=[company.pk])).content.decode()
    assert reverse("admission_enter_notice", args=[period.pk]) in page
    assert "Todesfall" not in page
