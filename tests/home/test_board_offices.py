"""The public board page, the legal notice and the contact form follow from terms of office."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone

from home.forms import SALT
from members.board.models import OfficeSetting
from members.models import Person
from tests.factories import MemberFactory, TermFactory, complete_association, make_board, office_rule
from verein.models import Mail

pytestmark = pytest.mark.django_db


def member(**fields: Any) -> Person:
    return MemberFactory(**{f"person__{name}": value for name, value in fields.items()}).person


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_board_page_shows_current_terms_in_the_form_of_the_holder(client: Client) -> None:
    make_board(
        office_rule("chair", name="Vorsitz", name_female="Vorsitzende", stays_until_successor=True),
        office_rule("treasurer", name="Kasse"),
    )
    TermFactory(person=member(last_name="Overkamp"), form="female", until_on=None)
    TermFactory(person=member(last_name="Vorher"), office_key="treasurer", from_on=date(2020, 3, 1))
    TermFactory(person=member(last_name="Nachher"), office_key="treasurer", from_on=date(2999, 3, 1), due_on=None)
    page = text(client, "/vorstand/")
    assert "Vorsitzende" in page
    assert "Jonas Overkamp" in page
    assert "seit 1. März 2026, bis zur Neuwahl (regulär bis 29. Februar 2028)" in page
    assert "Vorher" not in page
    assert "Nachher" not in page


def test_board_page_leaves_out_offices_that_are_not_public(client: Client) -> None:
    make_board()
    TermFactory(person=member(last_name="Overkamp"))
    OfficeSetting.objects.create(office_key="chair", public=False)
    assert "Overkamp" not in text(client, "/vorstand/")
    assert client.get("/kontakt/amt/chair/").status_code == 404


def test_board_page_shows_an_address_only_where_the_association_wants_it(client: Client) -> None:
    make_board()
    person = TermFactory().person
    setting = OfficeSetting.objects.create(office_key="chair", email="vorsitz@example.org")
    page = text(client, "/vorstand/")
    assert "vorsitz@example.org" not in page
    assert person.email not in page
    assert "/kontakt/amt/chair/" in page
    OfficeSetting.objects.filter(pk=setting.pk).update(email_public=True)
    assert "mailto:vorsitz@example.org" in text(client, "/vorstand/")


@pytest.mark.parametrize("count", [1, 30])
def test_board_page_costs_the_same_for_one_and_thirty(
    client: Client, count: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    make_board(*(office_rule(f"office_{number}") for number in range(count)))
    for number in range(count):
        TermFactory(office_key=f"office_{number}")
    client.get("/vorstand/")
    with django_assert_num_queries(16):
        client.get("/vorstand/")


def send(client: Client, path: str, now: Any) -> Any:
    data = {
        "name": "Gast",
        "email": "gast@example.net",
        "message": "Guten Tag",
        "opened": signing.dumps(now.timestamp() - 60, salt=SALT),
    }
    return client.post(path, data)


def test_a_message_to_an_office_reaches_its_holder_without_showing_the_address(client: Client) -> None:
    make_board()
    person = TermFactory().person
    page = text(client, "/kontakt/amt/chair/")
    assert "Schreiben Sie an: Vorsitz" in page
    assert person.email not in page
    assert send(client, "/kontakt/amt/chair/", timezone.now()).status_code == 302
    mail = Mail.objects.get(kind="home/mail/contact")
    assert (mail.to, mail.reply_to) == (person.email, "gast@example.net")
    assert "Vorsitz" in mail.subject + mail.text


def test_a_message_to_an_office_goes_to_its_own_address_where_it_has_one(client: Client) -> None:
    make_board()
    TermFactory()
    OfficeSetting.objects.create(office_key="chair", email="vorsitz@example.org")
    send(client, "/kontakt/amt/chair/", timezone.now())
    assert Mail.objects.get(kind="home/mail/contact").to == "vorsitz@example.org"


def test_nobody_writes_to_an_office_that_is_empty_or_unknown(client: Client) -> None:
    make_board()
    assert client.get("/kontakt/amt/chair/").status_code == 404
    assert client.get("/kontakt/amt/pope/").status_code == 404


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("each_alone", "Jede der genannten Personen ist einzeln vertretungsberechtigt."),
        ("two_jointly", "Je zwei von ihnen vertreten den Verein gemeinsam."),
        ("majority", "Sie vertreten den Verein mit Mehrheit."),
    ],
)
def test_legal_notice_takes_its_representatives_from_the_offices(client: Client, rule: str, told: str) -> None:
    make_board(
        office_rule("chair", name="Vorsitz", name_female="Vorsitzende", represents="alone"),
        office_rule("treasurer", name="Kasse", represents="alone"),
        office_rule("press", name="Presse"),
        board={"representation": rule},
    )
    TermFactory(person=member(last_name="Echt"), form="female")
    TermFactory(person=member(last_name="Rechner"), office_key="treasurer")
    TermFactory(person=member(last_name="Sprecher"), office_key="press")
    page = text(client, "/impressum/")
    assert "Jonas Echt (Vorsitzende)<br>Jonas Rechner (Kasse)" in page
    assert told in page
    assert "Sprecher" not in page
    assert "Wiebke Overkamp<br>" not in page


def test_legal_notice_says_at_each_office_how_it_represents(client: Client) -> None:
    make_board(
        office_rule("chair", represents="alone"), office_rule("deputy", represents="if_prevented"),
        board={"representation": "offices"},
    )  # fmt: skip
    TermFactory()
    TermFactory(office_key="deputy")
    page = text(client, "/impressum/")
    assert "(Chair), einzeln vertretungsberechtigt" in page
    assert "(Deputy), vertretungsberechtigt bei Verhinderung des Vorsitzes" in page


def test_legal_notice_keeps_the_settings_while_nobody_holds_an_office(client: Client) -> None:
    make_board()
    assert "Wiebke Overkamp<br>Jonas Kötter" in text(client, "/impressum/")


def test_the_site_is_public_without_representatives_in_the_settings_as_long_as_offices_are_held(client: Client) -> None:
    complete_association(representatives="")
    make_board()
    assert client.get("/").status_code == 503
    term = TermFactory(from_on=timezone.localdate() - timedelta(days=5))
    assert client.get("/").status_code == 200
    assert term.until_on is not None
    with time_machine.travel(term.until_on + timedelta(days=1)):
        assert client.get("/").status_code == 503
