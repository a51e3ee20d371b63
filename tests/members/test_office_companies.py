"""Companies and the audit log in the office."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from members.models import Company, Trade
from tests.factories import MemberFactory, PersonFactory
from tests.members.test_office import index, inspect, text
from verein import audit

pytestmark = pytest.mark.django_db


def test_company_is_created_and_edited_by_forms(board_client: Client) -> None:
    data = {"name": "Köhler Möbel", "country": "DE", "listed": "members"}
    board_client.post(reverse("office_companies:add"), data)
    company = Company.objects.get(slug="koehler-moebel")
    board_client.post(reverse("office_companies:edit", args=[company.pk]), data | {"city": "Rheine"})

    company.refresh_from_db()
    assert company.city == "Rheine"
    assert "rheine" in company.search_text


def test_log_shows_who_did_what_in_words_and_filters(board_client: Client) -> None:
    person = PersonFactory()
    audit.log("members.create_person", person, actor=board_client.user, fields=["last_name"])
    audit.log("members.create_trade", Trade.objects.create(name="Optik", slug="optik"))

    page = text(board_client, index("log"), action="members.create_person")

    assert "Person angelegt" in page
    assert str(board_client.user) in page
    assert inspect(person) in page
    assert "Nachname" in page
    assert f"Person: {person}" in page
    assert "Branche: Optik" not in page
    assert "Branche: Optik" in text(board_client, index("log"))


def test_log_keeps_the_number_of_a_record_that_is_gone(board_client: Client) -> None:
    trade = Trade.objects.create(name="Optik", slug="optik")
    audit.log("members.create_trade", trade)
    number = trade.pk
    trade.delete()

    assert f"Branche {number}" in text(board_client, index("log"))


def test_lists_show_days_not_how_long_ago(board_client: Client) -> None:
    MemberFactory(period__from_on=date(2021, 3, 9), period__until_on=date(2024, 1, 1))

    page = text(board_client, index("memberships"))

    assert "09.03.2021" in page
    assert "31.12.2023" in page


def test_companies_say_whether_they_or_their_people_are_members(board_client: Client) -> None:
    MemberFactory()

    assert "über Personen" in text(board_client, index("companies"))
