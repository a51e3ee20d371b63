"""A visitor becomes a member: apply, confirm by mail, the board decides, the welcome opens the members' area."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from members.admission.models import Application, State
from tests.factories import MemberFactory, make_application, make_statutes, user_in_group
from verein.models import Mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def rules(**admission: object) -> None:
    make_statutes(
        types=[
            {"key": "full", "name": "Ordentliches Mitglied", "who": "Betriebe und Selbständige", "vote": "yes"},
            {"key": "supporting", "name": "Fördermitglied", "vote": "no"},
        ],
        admission={"decision": "board", "conditions": ["Betrieb oder Wohnung im Stadtgebiet"], **admission},
    )


def link(kind: str, pattern: str) -> str:
    found = re.search(pattern, Mail.objects.filter(kind=kind).latest("pk").text)
    assert found
    return found[0]


def fill_the_form(page: Page, axe: Callable[[Page], None]) -> None:
    page.goto("/mitglied-werden/")
    expect(page.get_by_role("main")).to_contain_text("So läuft die Aufnahme")
    axe(page)
    page.get_by_role("link", name="Mitgliedschaft beantragen").click()
    axe(page)
    page.get_by_label("Vorname").first.fill("Frauke")
    page.get_by_label("Nachname").first.fill("Ahlers")
    page.get_by_label("E-Mail-Adresse").first.fill("frauke@example.org")
    page.get_by_label("Straße und Hausnummer").fill("Am Deich 4")
    page.get_by_label("Postleitzahl").fill("48999")
    page.get_by_label("Ort", exact=True).fill("Emsbogen")
    page.wait_for_timeout(3100)  # nobody types faster
    page.get_by_role("button", name="Weiter: Mitgliedsart").click()
    axe(page)
    go_back_and_send(page, axe)


def go_back_and_send(page: Page, axe: Callable[[Page], None]) -> None:
    page.get_by_label("Ordentliches Mitglied").check()
    page.get_by_label("Warum möchten Sie Mitglied werden?").fill("Weil es passt.")
    page.get_by_role("button", name="Zurück").click()
    expect(page.get_by_label("Nachname").first).to_have_value("Ahlers")
    page.get_by_role("button", name="Weiter: Mitgliedsart").click()
    expect(page.get_by_label("Warum möchten Sie Mitglied werden?")).to_have_value("Weil es passt.")
    page.get_by_role("button", name="Weiter: prüfen und senden").click()
    axe(page)
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Antrag absenden").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Postfach")
    axe(page)


def test_visitor_applies_and_becomes_a_member(
    page: Page, axe: Callable[[Page], None], sign_in_browser: Callable[..., None]
) -> None:
    rules()
    board = user_in_group("Board")
    fill_the_form(page, axe)
    page.goto(link("admission/mail/confirm", r"/antrag/\S+/bestaetigen/"))
    axe(page)
    page.get_by_role("button", name="Meinen Antrag bestätigen").click()
    expect(page.get_by_role("main")).to_contain_text("Wartet auf die Entscheidung")
    axe(page)

    sign_in_browser(board)
    page.goto("/admin/")
    page.get_by_role("link", name="Alle offenen Anträge").click()
    page.get_by_role("link", name="Frauke Ahlers").click()
    page.get_by_role("button", name="Mit Ja stimmen").click()
    page.get_by_role("button", name="Stimmen auszählen und entscheiden").click()
    expect(page.get_by_role("main")).to_contain_text("Die Mitgliedschaft beginnt am")
    assert Application.objects.get().state == State.ADMITTED

    page.context.clear_cookies()
    page.goto(link("admission/mail/welcome", r"/konto/einladung/\S+"))
    page.get_by_role("main").get_by_role("button").first.click()
    page.goto("/mein/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Frauke")
    page.goto("/mitglieder/")
    expect(page.get_by_role("main")).to_contain_text("Ahlers")


def test_pages_behind_links_are_accessible_on_the_phone(
    page: Page, axe: Callable[[Page], None], sign_in_browser: Callable[..., None]
) -> None:
    rules(objection={"by": "members", "period": "14 days"}, appeal={"period": "1 month"})
    today = timezone.localdate()
    member = MemberFactory().person
    asked = make_application(state=State.ASKED)
    refused = make_application(
        state=State.REFUSED, stages=[], closed_on=today, decided_on=today, appeal_until=today + timedelta(days=20)
    )
    announced = make_application(
        state=State.OBJECTION, stages=[], announced_on=today, objection_until=today + timedelta(days=14)
    )
    sponsor = make_application().sponsors.create(name="Jonas", person=member)
    page.set_viewport_size({"width": 375, "height": 800})
    sign_in_browser(member.user)
    for path in (
        f"/antrag/{asked.token}/",
        f"/antrag/{refused.token}/",
        f"/buergschaft/{sponsor.token}/",
        "/mein/",
        f"/mein/aufnahmen/{announced.pk}/",
        "/mitglied-werden/antrag/",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        axe(page)
