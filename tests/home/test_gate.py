"""The gate: with legal facts missing, visitors see a holding page and the board sees what is missing."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from home.rules import missing_legal_fields
from tests import factories
from verein.models import Association

pytestmark = pytest.mark.django_db

REACHABLE = (
    "/impressum/",
    "/datenschutz/",
    "/barrierefreiheit/",
    "/konto/login/",
    "/healthz",
    "/readyz",
    "/robots.txt",
)
HELD_BACK = (
    "/",
    "/termine/",
    "/termine/kalender.ics",
    "/termine/feed.xml",
    "/mitglieder/",
    "/kontakt/",
    "/mein/termine/",
    "/sitemap.xml",
    "/gibt-es-nicht/",
)


@pytest.mark.parametrize(
    ("legal_form", "missing"),
    [
        ("ev", ["register_court", "register_number"]),
        ("unregistered", []),
        ("initiative", []),
        ("gmbh", ["register_court", "register_number", "vat_id"]),
    ],
)
def test_only_who_is_in_a_register_needs_a_number(legal_form: str, missing: list[str]) -> None:
    association = factories.complete_association(legal_form=legal_form, register_court="", register_number=" ")
    assert missing_legal_fields(association) == missing


@pytest.mark.parametrize(
    "name",
    [
        "name",
        "street",
        "postcode",
        "city",
        "email",
        "representatives",
        "editor_responsible",
        "privacy_contact",
        "hosting_provider",
        "mail_provider",
    ],
)
def test_everybody_needs_what_the_law_asks_of_everybody(name: str) -> None:
    association = factories.complete_association(legal_form="initiative", **{name: "  "})
    assert missing_legal_fields(association) == [name]


def test_new_site_lacks_everything() -> None:
    assert len(missing_legal_fields(Association())) == 12


def test_visitor_sees_a_holding_page_everywhere(client: Client) -> None:
    event = factories.make_event()
    factories.complete_association(street="")
    for path in (*HELD_BACK, event.page.address, f"{event.page.address}anmelden/"):
        response = client.get(path)
        assert (response.status_code, response["Retry-After"]) == (503, "3600"), path
        assert "no-store" in response["Cache-Control"], path
        assert not response.cookies, path
        assert "Straße" not in response.content.decode(), path
        assert "Unsere Website öffnet bald." in response.content.decode(), path


def test_nobody_registers_through_a_closed_gate(client: Client) -> None:
    event = factories.make_event()
    factories.complete_association(street="")
    guest = {"name": "Gast", "email": "gast@example.org"}
    assert client.post(f"{event.page.address}anmelden/", guest).status_code == 503
    assert event.registrations.count() == 0


def test_legal_pages_sign_in_and_machines_stay_reachable(client: Client) -> None:
    factories.complete_association(street="")
    for path in REACHABLE:
        assert client.get(path).status_code == 200, path


def test_holding_page_speaks_english(client: Client) -> None:
    factories.complete_association(street="")
    response = client.get("/", headers={"accept-language": "en"})
    assert "Our website opens soon." in response.content.decode()


@pytest.mark.parametrize("from_on", [date(2020, 1, 1), date(2199, 1, 1)])
def test_members_without_rights_wait_too(client: Client, from_on: date) -> None:
    factories.sign_in(client, factories.MemberFactory(period__from_on=from_on).person.user)
    factories.complete_association(street="")
    response = client.get("/termine/")
    assert response.status_code == 503
    assert 'action="/konto/logout/"' in response.content.decode()


def test_board_sees_the_site_and_what_is_missing(board_client: Client) -> None:
    factories.complete_association(street="", register_number="")
    page = board_client.get("/termine/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Straße und Hausnummer, Registernummer" in text
    assert 'href="/admin/settings/verein/association/"' in text


def test_editors_see_the_site_but_not_the_link_to_settings_they_may_not_change(
    editor_client: Client, event_editor_client: Client
) -> None:
    factories.complete_association(street="")
    for client in (editor_client, event_editor_client):
        text = client.get("/").content.decode()
        assert "Straße und Hausnummer" in text
        assert "/admin/settings/" not in text


def test_dashboard_says_what_is_missing(board_client: Client) -> None:
    factories.complete_association(street="", register_number="")
    text = board_client.get("/admin/").content.decode()
    assert "<li>Straße und Hausnummer</li>" in text
    assert "<li>Registernummer</li>" in text


def test_complete_site_is_open_without_banner_or_panel(client: Client, board_client: Client) -> None:
    assert client.get("/").status_code == 200
    assert 'class="gate"' not in board_client.get("/").content.decode()
    assert 'id="missing-legal-facts"' not in board_client.get("/admin/").content.decode()


def test_filling_in_the_settings_opens_the_site_at_once(client: Client) -> None:
    factories.complete_association(street="")
    assert client.get("/termine/").status_code == 503
    factories.complete_association()
    assert client.get("/termine/").status_code == 200


def test_gate_costs_no_query_of_its_own(client: Client, django_assert_num_queries: Any) -> None:
    """The legal notice needs the association, the statutes (who represents, their document) and the principles."""
    with django_assert_num_queries(4):
        client.get("/impressum/")
    factories.complete_association(street="")
    with django_assert_num_queries(1):
        client.get("/termine/")
