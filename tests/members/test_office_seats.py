"""Seats and affiliates in the office."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.models import Member, Seat
from tests.factories import CompanyFactory, MemberFactory, PersonFactory, make_seat, sign_in
from tests.members.test_seats import CONTACT, REPRESENTATIVE, give, statutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Member:
    """A company that is a member since 2020."""
    return MemberFactory(person=None, company=CompanyFactory(name="Kötter Holzbau"))


def test_office_gives_changes_replaces_and_ends_seats_by_forms(board_client: Client, member: Member) -> None:
    today = timezone.localdate()
    person, successor = PersonFactory(last_name="Sitzmann"), PersonFactory(last_name="Nachfolger")
    data = {"person": person.pk, "role": CONTACT, "from_on": "2026-05-01"}
    board_client.post(reverse("office_seat_add", args=[member.pk]), data)
    seat = Seat.objects.get()
    board_client.post(reverse("office_seat_change", args=[seat.pk]), {"role": REPRESENTATIVE, "from_on": "2026-06-01"})
    seat = Seat.objects.get(role=REPRESENTATIVE)
    data = {"successor": successor.pk, "last_day": "2026-06-30"}
    board_client.post(reverse("office_seat_replace", args=[seat.pk]), data)
    seat = Seat.objects.get(person=successor)
    board_client.post(reverse("office_seat_end", args=[seat.pk]), {"last_day": today.isoformat()})

    page = board_client.get(reverse("office_companies:inspect", args=[member.company_id])).content.decode()
    for part in ("Sitzmann", "Nachfolger", "30.06.2026", today.strftime("%d.%m.%Y"), "Vertretung"):
        assert part in page
    page = board_client.get(reverse("office_people:inspect", args=[person.pk])).content.decode()
    assert "Kötter Holzbau" in page
    assert "Sitz vergeben" in page  # the log


def test_office_says_why_not_and_keeps_what_was_typed(board_client: Client, member: Member) -> None:
    person = PersonFactory()
    data = {"person": person.pk, "role": CONTACT, "from_on": "2018-05-01"}
    page = board_client.post(reverse("office_seat_add", args=[member.pk]), data).content.decode()

    assert "kein Mitglied" in page
    assert f'value="{person.pk}"' in page


def test_office_says_when_more_people_have_a_seat_than_are_included(board_client: Client, member: Member) -> None:
    statutes(seats_included=1)
    give(member, PersonFactory())
    data = {"person": PersonFactory().pk, "role": CONTACT, "from_on": "2026-05-01"}
    page = board_client.post(reverse("office_seat_add", args=[member.pk]), data, follow=True).content.decode()

    assert "1 Person ist enthalten" in page
    assert Seat.objects.count() == 2


def test_office_links_an_affiliate(board_client: Client, member: Member) -> None:
    other = MemberFactory(number="771")
    board_client.post(reverse("office_link", args=[other.pk]), {"other": member.pk})

    other.refresh_from_db()
    assert other.linked_to == member
    page = board_client.get(reverse("office_companies:inspect", args=[member.company_id])).content.decode()
    assert "771" in page


@pytest.mark.parametrize("name", ["office_seat_add", "office_link"])
def test_office_forms_about_members_are_closed_to_others(treasurer_client: Client, name: str, member: Member) -> None:
    url = reverse(name, args=[member.pk])
    former = sign_in(Client(), MemberFactory(period__until_on=date(2025, 1, 1)).person.user)
    for client in (treasurer_client, former, sign_in(Client(), MemberFactory().person.user), Client()):
        assert client.get(url).status_code in {302, 403}


@pytest.mark.parametrize("name", ["office_seat_change", "office_seat_end", "office_seat_replace"])
def test_office_forms_about_seats_are_closed_to_others(treasurer_client: Client, name: str) -> None:
    seat = make_seat(PersonFactory())
    for client in (treasurer_client, Client()):
        assert client.post(reverse(name, args=[seat.pk]), {"last_day": "2026-01-01"}).status_code in {302, 403}
    seat.refresh_from_db()
    assert seat.until_on is None
