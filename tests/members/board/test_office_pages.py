"""The office's pages of the board: overview, results of a meeting, terms, what belongs to an office, handovers."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from members.board.actions import elect
from members.board.models import OfficeSetting, Term
from members.models import User
from tests.factories import TermFactory, grant, make_board, office_rule, sign_in

from .sitting import member

pytestmark = pytest.mark.django_db


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_overview_shows_holders_empty_offices_and_the_next_election(board_client: Client) -> None:
    make_board(
        office_rule("chair", name="Vorsitz", stays_until_successor=True), office_rule("secretary", name="Schrift")
    )
    TermFactory(person=member(last_name="Overkamp"), from_on=date(2022, 3, 1), due_on=date(2024, 3, 1), until_on=None)
    page = text(board_client, "/admin/aemter/")
    assert "Jonas Overkamp" in page
    assert "bis zur Neuwahl (fällig seit 1. März 2024)" in page
    assert "Wahl fällig seit 1. März 2024" in page
    assert "1 Platz ist unbesetzt." in page


def test_overview_says_what_is_missing_before_there_are_statutes(board_client: Client) -> None:
    assert "Es ist noch keine Satzung eingetragen" in text(board_client, "/admin/aemter/")


def test_overview_keeps_terms_of_offices_the_statutes_no_longer_know(board_client: Client) -> None:
    make_board()
    TermFactory(office_key="pope", person=member(last_name="Papst"))
    assert "Ämter, die die Satzung nicht mehr kennt" in text(board_client, "/admin/aemter/")


@pytest.mark.parametrize("offices", [1, 30])
def test_overview_asks_the_same_whatever_its_size(
    board_client: Client, django_assert_num_queries: Callable[..., Any], offices: int
) -> None:
    make_board(*(office_rule(f"office_{number}") for number in range(offices)))
    for number in range(offices):
        TermFactory(office_key=f"office_{number}")
    board_client.get("/admin/aemter/")
    with django_assert_num_queries(14):
        board_client.get("/admin/aemter/")


@pytest.mark.parametrize("rows", [1, 30])
def test_list_of_terms_asks_the_same_whatever_its_size(
    board_client: Client, django_assert_num_queries: Callable[..., Any], rows: int
) -> None:
    make_board()
    for _number in range(rows):
        TermFactory()
    board_client.get("/admin/amtszeiten/")
    with django_assert_num_queries(13):
        page = board_client.get("/admin/amtszeiten/").content.decode()
    assert "Vorsitz" in page


def fields_of(client: Client) -> dict[str, str]:
    form = client.get("/admin/aemter/wahl/").context["form"]
    return {"seats": form.initial["seats"], "elected_on": str(timezone.localdate())}


def test_results_of_all_offices_are_checked_first_and_entered_together(board_client: Client) -> None:
    make_board()
    today = timezone.localdate()
    chair = TermFactory(from_on=today - timedelta(days=700))
    new = member(first_name="Wiebke", last_name="Neumann", salutation="mrs", user=None)
    data = {
        **fields_of(board_client),
        f"choice-chair-{chair.pk}": "again",
        "choice-treasurer-neu0": "new",
        "person-treasurer-neu0": "Neumann, Wiebke",
    }
    checked = board_client.post("/admin/aemter/wahl/", {**data, "check": "1"}).content.decode()
    assert "Kassiererin: <strong>Wiebke Neumann" in checked
    assert "Wiebke Neumann hat noch keinen Zugang" in checked
    assert Term.objects.count() == 1
    response = board_client.post("/admin/aemter/wahl/", {**data, "enter": "1"}, follow=True)
    assert "Die Ergebnisse sind eingetragen: 2 Amtszeiten beginnen." in response.content.decode()
    terms = {term.office_key: term for term in Term.objects.on(today)}
    assert (terms["chair"].how, terms["chair"].person_id) == (Term.How.RE_ELECTED, chair.person_id)
    assert (terms["treasurer"].how, terms["treasurer"].person) == (Term.How.ELECTED, new)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"choice-chair-neu0": "new"}, "Wer wurde gewählt?"),
        ({"choice-chair-neu0": "new", "person-chair-neu0": "Niemand"}, "Niemand hier heißt „Niemand“"),
        ({"choice-chair-neu0": "new", "person-chair-neu0": "Anna Gleich"}, "Mehrere heißen „Anna Gleich“"),
        ({"person-chair-neu0": "Anna Gleich"}, "Mehrere heißen"),
        ({}, "Es gibt nichts einzutragen"),
        ({"seats": "chair-99"}, "Inzwischen hat jemand die Ämter geändert"),
        ({"elected_on": "2026-02-30"}, "Bitte ein gültiges Datum"),
    ],
)
def test_results_that_make_no_sense_get_a_clear_message_and_change_nothing(
    board_client: Client, typed: dict[str, str], told: str
) -> None:
    make_board()
    member(first_name="Anna", last_name="Gleich")
    member(first_name="Anna", last_name="Gleich")
    response = board_client.post("/admin/aemter/wahl/", {**fields_of(board_client), **typed, "enter": "1"})
    assert told in response.content.decode().replace("gültiges Datum eingeben", "gültiges Datum")
    assert not Term.objects.exists()


def test_two_people_of_one_name_are_told_apart_by_their_number(board_client: Client) -> None:
    make_board()
    first, _second = member(first_name="Anna", last_name="Gleich"), member(first_name="Anna", last_name="Gleich")
    data = {"choice-chair-neu0": "new", "person-chair-neu0": first.member.number, "enter": "1"}
    board_client.post("/admin/aemter/wahl/", {**fields_of(board_client), **data})
    assert Term.objects.get().person == first


def test_an_office_is_filled_between_elections(board_client: Client) -> None:
    make_board(office_rule("chair", co_option_by=["board"]))
    person = member(first_name="Wiebke", last_name="Neumann")
    today = timezone.localdate()
    data = {"person": "Wiebke Neumann", "how": "acting", "decided_on": str(today), "last_day": str(today)}
    assert board_client.post("/admin/aemter/chair/besetzen/", data).status_code == 302
    term = Term.objects.get()
    assert (term.person, term.how, term.last_day) == (person, Term.How.ACTING, today)
    assert board_client.get("/admin/aemter/pope/besetzen/").status_code == 404


def test_a_term_is_ended_and_an_entry_taken_back(board_client: Client) -> None:
    make_board()
    term = TermFactory(from_on=timezone.localdate() - timedelta(days=10))
    wrong = {"how": "resigned"}
    assert "eins von beiden" in board_client.post(f"/admin/amtszeiten/{term.pk}/beenden/", wrong).content.decode()
    board_client.post(f"/admin/amtszeiten/{term.pk}/beenden/", {"how": "recalled", "at_once": "on"})
    term.refresh_from_db()
    assert (term.until_on, term.ended_how) == (timezone.localdate(), Term.Ended.RECALLED)
    other = TermFactory(office_key="treasurer", from_on=timezone.localdate())
    assert board_client.post(f"/admin/amtszeiten/{other.pk}/zuruecknehmen/").status_code == 302
    assert not Term.objects.filter(pk=other.pk).exists()


def test_only_a_superuser_says_which_rights_an_office_gives(board_client: Client, superuser: User) -> None:
    make_board()
    board = Group.objects.get(name="Board")
    data = {"duties": "Leitet die Treffen", "position": "1", "public": "on", "groups": [board.pk]}
    board_client.post("/admin/aemter/chair/einstellungen/", data)
    setting = OfficeSetting.objects.get(office_key="chair")
    assert (setting.duties, setting.groups.count()) == ("Leitet die Treffen", 0)
    sign_in(Client(), superuser).post("/admin/aemter/chair/einstellungen/", data)
    assert setting.groups.get() == board


def test_the_account_form_does_not_offer_groups_that_offices_grant(superuser: User) -> None:
    make_board()
    grant("chair", "Board")
    person = member()
    elect(person, office_key="chair", elected_on=timezone.localdate(), actor=None, today=timezone.localdate())
    client, user = sign_in(Client(), superuser), person.user
    assert user is not None
    page = text(client, f"/admin/users/edit/{user.pk}/")
    assert "Nicht von Hand: Board." in page
    assert ">Board<" not in page
    editors = Group.objects.get(name="Editors")
    data = {"email": user.email, "first_name": "A", "last_name": "B", "is_active": "on", "groups": [editors.pk]}
    assert client.post(f"/admin/users/edit/{user.pk}/", data).status_code == 302
    assert set(user.groups.values_list("name", flat=True)) == {"Board", "Editors"}
    forged = {**data, "groups": [Group.objects.get(name="Board").pk]}
    assert client.post(f"/admin/users/edit/{user.pk}/", forged).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/admin/aemter/", "/admin/aemter/wahl/", "/admin/aemter/chair/besetzen/", "/admin/aemter/chair/einstellungen/",
     "/admin/amtszeiten/", "/admin/uebergaben/", "/admin/uebergabe-checkliste/", "/admin/arbeitskreise/"],
)  # fmt: skip
def test_pages_of_the_board_are_for_the_board(
    path: str, board_client: Client, event_editor_client: Client, member_client: Client, client: Client
) -> None:
    make_board()
    assert board_client.get(path).status_code == 200
    for other in (event_editor_client, member_client, Client()):
        assert other.get(path).status_code != 200
