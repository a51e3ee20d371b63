"""A visitor's journey: home, the next meeting, signing up as a guest, the link in the mail, changing, cancelling."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from events.models import Registration
from events.queries.registration import token_of
from tests.factories import MemberFactory, RegistrationFactory, make_event
from verein.models import Mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _link(mail: Mail) -> str:
    found = re.search(r"/anmeldung/\S+", mail.text)
    assert found
    return found[0]


def test_guest_signs_up_changes_and_cancels(page: Page, axe: Callable[[Page], None]) -> None:
    make_event(title="Betriebsbesuch", starts_at=timezone.now() + timedelta(days=30))
    make_event(title="Unternehmerfrühstück", capacity=10, companions_max=2)
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Termine").click()
    page.get_by_role("main").get_by_role("link", name="Unternehmerfrühstück").first.click()
    page.get_by_role("main").get_by_role("link", name="Anmelden", exact=True).first.click()
    axe(page)
    page.get_by_label("Name", exact=True).fill("Bernd Dirksen")
    page.get_by_label("E-Mail-Adresse").fill("bernd@example.org")
    page.get_by_label("Begleitperson 1").fill("Mia Çelik")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Postfach")
    axe(page)

    _change_and_cancel(page, axe, _link(Mail.objects.get(to="bernd@example.org")))
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"csrftoken"}


def _change_and_cancel(page: Page, axe: Callable[[Page], None], link: str) -> None:
    page.goto(link)
    expect(page.get_by_role("main")).to_contain_text("Bernd Dirksen: angemeldet.")
    axe(page)
    page.get_by_label("Begleitperson 2").fill("Jan Ude")
    page.get_by_label("Auf der Teilnehmerliste zeigen").check()
    page.get_by_role("button", name="Änderungen speichern").click()
    expect(page.get_by_role("status")).to_contain_text("gespeichert")
    registration = Registration.objects.get()
    assert (registration.party_size, registration.on_list) == (3, True)

    page.get_by_role("button", name="Teilnahme absagen").click()
    expect(page.get_by_role("status")).to_contain_text("Teilnahme ist abgesagt")
    axe(page)
    page.get_by_role("button", name="Wieder anmelden").click()
    expect(page.get_by_role("status")).to_contain_text("wieder angemeldet")


def test_moved_up_and_no_thank_you(page: Page, axe: Callable[[Page], None]) -> None:
    event = make_event(capacity=1)
    moved = RegistrationFactory(event=event, promoted_at=timezone.now())
    waits = RegistrationFactory(event=event, state=Registration.State.WAITING)
    page.goto(f"/anmeldung/{token_of(moved)}/nein-danke/")
    axe(page)
    page.get_by_role("button", name="Nein danke").click()
    expect(page.get_by_role("main")).to_contain_text("abgemeldet")
    assert Registration.objects.get(pk=waits.pk).state == Registration.State.CONFIRMED


def test_member_signs_up_with_one_click_and_finds_it_again(
    page: Page, axe: Callable[[Page], None], sign_in_browser: Callable[..., None]
) -> None:
    event, person = make_event(capacity=5, companions_max=1), MemberFactory().person
    RegistrationFactory(
        event=event, person=MemberFactory().person, guest_name="", guest_email="", on_list=True, party_size=2
    )
    sign_in_browser(person.user)
    page.goto(event.page.address)
    page.get_by_role("button", name="Mit einem Klick anmelden").first.click()
    expect(page.get_by_role("main")).to_contain_text("Sie sind angemeldet.")
    expect(page.get_by_role("main")).to_contain_text("Wer noch kommt")
    page.goto("/mein/termine/")
    axe(page)
    page.get_by_role("link", name=re.compile("Anmeldung ansehen")).click()
    expect(page.get_by_role("main")).to_contain_text("angemeldet.")
    axe(page)
    page.goto(f"{event.page.address}anmelden/mitglied/?name=jonas")
    expect(page.get_by_role("main")).to_contain_text("Jonas")
    axe(page)
