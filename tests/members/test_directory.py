"""The directory: who is listed to whom, and that no search or filter finds by what the asker may not see."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from members.actions.people import update_person
from members.models import Company, Person, Visibility
from tests.factories import MemberFactory, PersonFactory, make_seat, sign_in, user_in_group
from tests.members.test_visibility import BOARD, EVERYONE, LEVELS, MEMBERS, VIEWERS, full_person, viewer_client

pytestmark = pytest.mark.django_db


def listed_person(**fields: Any) -> Person:
    """A full person whose search columns are up to date."""
    person = full_person(**fields)
    update_person(person, data={"note": "aktualisiert"}, actor=None)
    return person


def names(client: Client, **query: str) -> str:
    response = client.get(f"/mitglieder/?{urlencode(query)}")
    assert response.status_code == 200
    return response.content.decode().partition('id="treffer"')[2]


@pytest.mark.parametrize("listed", LEVELS)
@pytest.mark.parametrize("kind", VIEWERS)
def test_directory_lists_those_who_show_themselves_to_the_asker(kind: str, listed: str) -> None:
    person = listed_person(listed=listed)
    assert (person.name in names(viewer_client(kind))) == (listed in VIEWERS[kind])


FILTERS = {
    "about": {"q": "dritter Generation"},
    "position": {"q": "zimmermeister"},
    "pitch": {"q": "daecher"},
    "company": {"q": "koetter holzbau"},
    "interests": {"q": "imkern"},
    "trade": {"branche": "zimmerei"},
    "city": {"ort": "Emsdetten"},
    "offers": {"bietet": "Dachstuhl"},
    "seeks": {"sucht": "dachdecker"},
}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("kind", VIEWERS)
def test_search_and_filters_find_only_by_what_the_asker_may_see(kind: str, level: str) -> None:
    client = viewer_client(kind)
    person = listed_person(level=level)
    for field, query in FILTERS.items():
        found = person.name in names(client, **query)
        assert found == (level in VIEWERS[kind]), field


@pytest.mark.parametrize("kind", VIEWERS)
def test_choices_of_the_filters_name_only_what_the_asker_may_see(kind: str) -> None:
    listed_person(level=MEMBERS)
    page = viewer_client(kind).get("/mitglieder/").content.decode()
    for word in ("Emsdetten", "Zimmerei", "Dachstühle", "Dachdecker"):
        assert (word in page) == (MEMBERS in VIEWERS[kind]), word


@pytest.mark.parametrize("query", ["dachstühle", "DACHSTUHLE", "dachstuehle", "stühl zimmer"])
def test_search_folds_umlauts_and_finds_parts_of_words(client: Client, query: str) -> None:
    person = listed_person()
    assert person.name in names(client, q=query)


def test_search_wants_every_word(client: Client) -> None:
    person = listed_person()
    assert person.name not in names(client, q="dachstühle klavier")


def test_search_with_signs_of_the_database_finds_nothing_by_accident(client: Client) -> None:
    person = listed_person()
    for query in ("%", "_", "\\", "'"):
        assert person.name not in names(client, q=query), query


def test_filter_with_a_value_that_is_none_says_so(client: Client) -> None:
    listed_person()
    response = client.get("/mitglieder/?branche=gibtesnicht&ort=Atlantis&seite=abc")
    assert response.status_code == 200
    assert response.content.decode().count("field__errors") == 2


def test_former_members_vanish_from_list_and_search_at_once(client: Client) -> None:
    person = listed_person()
    person.member.periods.update(until_on=timezone.localdate())
    assert person.name not in names(client)
    assert person.name not in names(client, q="dach")
    assert "Zimmerei" not in client.get("/mitglieder/").content.decode()
    assert "Kötter Holzbau" not in names(client, ansicht="firmen")


def test_people_without_a_membership_are_not_listed() -> None:
    person = PersonFactory(listed=EVERYONE)
    future = MemberFactory(period__from_on=date(2099, 1, 1), person__listed=EVERYONE).person
    board = sign_in(Client(), user_in_group("Board"))
    assert person.name not in names(board)
    assert future.name not in names(board)


def test_colleague_in_a_member_company_is_listed(client: Client) -> None:
    person = PersonFactory(listed=EVERYONE)
    make_seat(person)
    assert person.name in names(client)


@pytest.mark.parametrize("listed", LEVELS)
@pytest.mark.parametrize("kind", VIEWERS)
def test_companies_are_listed_and_found_by_those_they_show_themselves_to(kind: str, listed: str) -> None:
    person = listed_person()
    Company.objects.filter(pk=person.company_id).update(
        listed=listed, city="Salzbergen", search_text="koetter holzbau salzbergen", trade=person.trade
    )
    client = viewer_client(kind)
    for query in ({}, {"q": "holz"}, {"ort": "Salzbergen"}, {"branche": "zimmerei"}):
        found = "Kötter Holzbau" in names(client, ansicht="firmen", **query)
        assert found == (listed in VIEWERS[kind]), query


def test_directory_is_in_the_order_of_the_alphabet_and_in_pages(client: Client) -> None:
    for name in ("Zeller", "Ölmann", "Otto", "Özdemir", *(f"Mann{n:02}" for n in range(30))):
        person = MemberFactory(person__last_name=name, person__first_name="A", person__listed=EVERYONE).person
        update_person(person, data={"note": "x"}, actor=None)
    first = names(client)
    assert "Seite 1 von 2" in first
    assert "Zeller" not in first
    second = names(client, seite="2")
    places = [second.index(name) for name in ("Ölmann", "Otto", "Özdemir", "Zeller")]
    assert places == sorted(places)


@pytest.mark.parametrize("count", [1, 30])
def test_directory_costs_the_same_for_one_and_thirty(
    client: Client, count: int, django_assert_num_queries: Any
) -> None:
    for _number in range(count):
        listed_person()
    client.get("/mitglieder/")
    with django_assert_num_queries(9):
        assert str(count) in names(client)
    with django_assert_num_queries(5):
        names(client, ansicht="firmen")


@pytest.mark.parametrize("count", [1, 30])
def test_directory_of_a_member_costs_the_same_for_one_and_thirty(count: int, django_assert_num_queries: Any) -> None:
    client = viewer_client("member")
    for _number in range(count):
        listed_person(listed=MEMBERS, level=MEMBERS)
    client.get("/mitglieder/")
    with django_assert_num_queries(16):
        names(client)


def test_directory_says_when_nobody_is_found(client: Client) -> None:
    assert "Noch zeigt niemand" in names(client)
    listed_person()
    assert "Niemand gefunden" in names(client, q="klavierstimmer")


def test_directory_of_a_signed_in_person_is_kept_by_no_cache(client: Client) -> None:
    assert "no-store" in viewer_client("member").get("/mitglieder/")["Cache-Control"]
    response = client.get("/mitglieder/")
    assert not response.cookies


def test_board_level_fields_are_found_by_the_board_only() -> None:
    person = listed_person(listed=BOARD, level=BOARD)
    assert person.name in names(viewer_client("board"), q="imkern")
    assert person.search_public == person.search_members == ""
    assert Visibility.BOARD in VIEWERS["board"]
