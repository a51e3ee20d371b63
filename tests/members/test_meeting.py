"""The office prepares a general meeting: last days, who may vote, the list for the door."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from members.models import ListExport, Membership, MembershipType, Suspension
from members.queries.register import register_on
from tests.factories import (
    CompanyFactory,
    MemberFactory,
    PersonFactory,
    make_seat,
    make_statutes,
    sign_in,
    user_in_group,
)
from verein.models import LogEntry

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 20)
RULES: dict[str, Any] = {
    "types": [
        {"key": "full", "name": "Ordentliches Mitglied", "vote": True, "votes": 1},
        {"key": "supporting", "name": "Fördermitglied", "vote": False},
    ],
    "general_meeting": {"notice": "2 weeks", "quorum_part": {"numerator": 1, "denominator": 2}},
    "leaving": {
        "suspension": [{"clause": "§ 6", "on_request": True}, {"clause": "§ 7", "on_request": True, "vote": True}]
    },
}


@pytest.fixture
def office() -> Client:
    """Of somebody who is a member, too, with a vote."""
    make_statutes(**RULES)
    return sign_in(Client(), user_in_group("Board"))


def test_the_day_of_a_meeting_gives_its_last_days_and_who_may_vote(office: Client) -> None:
    company = CompanyFactory(name="Kötter Holzbau")
    make_seat(PersonFactory(first_name="Ida", last_name="Kötter"), company, role="representative")
    MemberFactory(person__last_name="Anders")
    MemberFactory(person__last_name="Vorbei", period__until_on=DAY)
    supporting = MembershipType.objects.get(key="supporting")
    Membership.objects.filter(member=MemberFactory(person__last_name="Stumm")).update(type=supporting)

    page = office.get(reverse("office_meeting"), {"day": "20.05.2026"}).content.decode()

    assert "05.05.2026" in page  # two weeks lie between
    assert "Kötter Holzbau" in page
    assert "Ida Kötter" in page
    assert "Anders" in page
    assert "Stumm" not in page
    assert "Vorbei" not in page
    assert "Beschlussfähig mit 2 von 3" in page
    assert "Fördermitglied (1)" in page


def test_a_dormant_membership_votes_only_where_its_clause_says_so(office: Client) -> None:
    silent, voting = MemberFactory(), MemberFactory()
    for member, clause in ((silent, "§ 6"), (voting, "§ 7")):
        Suspension.objects.create(member=member, reason="request", clause=clause, from_on=date(2026, 1, 1))
    votes = {entry.member.pk: entry.votes for entry in register_on(DAY)}
    assert (votes[silent.pk], votes[voting.pk]) == (0, 1)


@pytest.mark.parametrize("kind", ["print", "csv"])
def test_the_list_of_voters_is_recorded_like_every_list(office: Client, kind: str) -> None:
    MemberFactory(person__last_name="=Anders")
    data = {"day": "2026-05-20", "recipient": "Wahlleitung", "kind": kind}
    response = office.post(reverse("office_meeting_voters"), data)

    written = response.content.decode("utf-8-sig")
    assert ("Unterschrift" if kind == "print" else "'=Anders") in written
    export = ListExport.objects.get()
    assert (export.recipient, export.day, export.rows) == ("Wahlleitung", DAY, 2)
    assert "20. Mai 2026" in export.purpose
    assert LogEntry.objects.filter(action="members.export_list").exists()


def test_a_list_for_nobody_is_not_made_and_only_who_may_export_makes_one(office: Client) -> None:
    MemberFactory()
    data = {"day": "2026-05-20", "recipient": " ", "kind": "csv"}
    page = office.post(reverse("office_meeting_voters"), data, follow=True).content.decode()
    assert "Wer bekommt die Liste?" in page
    assert "2026-05-20" in page
    treasurer = sign_in(Client(), user_in_group("Treasurer"))
    assert treasurer.get(reverse("office_meeting"), {"day": "2026-05-20"}).status_code == 200
    assert treasurer.post(reverse("office_meeting_voters"), {**data, "recipient": "x"}).status_code in (302, 403)
    assert not ListExport.objects.exists()


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_asks_as_often_for_thirty_as_for_one(
    office: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    MemberFactory.create_batch(number)
    address = reverse("office_meeting")
    office.get(address)
    with django_assert_num_queries(16):
        office.get(address, {"day": "2026-05-20"})
