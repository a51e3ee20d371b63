"""An event editor's way: create, publish, somebody registers, mark who came, write the recap; the page shows it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from events.models import Event, EventPage, Registration
from members.queries import EVENT_EDITORS_GROUP
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def publish(page: Page) -> None:
    page.get_by_role("button", name="Mehr Aktionen").click()
    page.get_by_role("button", name="Veröffentlichen").click()
    expect(page.get_by_role("status").or_(page.locator(".messages"))).to_contain_text("veröffentlicht")


def create_event(page: Page, start: datetime) -> Event:
    page.goto("/admin/termine/")
    page.get_by_role("link", name="Neuer Termin").click()
    page.locator("#id_title").fill("Abend beim Tischler")
    page.get_by_role("tab", name="Wo und wann").click()
    page.locator("#id_starts_at").fill(f"{start:%d.%m.%Y %H:%M}")
    page.locator("#id_ends_at").fill(f"{start + timedelta(hours=2):%d.%m.%Y %H:%M}")
    page.locator("#id_venue").fill("Tischlerei Brink")
    page.get_by_role("tab", name="Anmeldung").click()
    page.locator("#id_capacity").fill("12")
    publish(page)
    return EventPage.objects.get(title="Abend beim Tischler").event


def register_as_guest(visitor: Page, event: Event) -> Registration:
    visitor.goto(f"/termine/{event.page.slug}/anmelden/")
    visitor.get_by_label("Name", exact=True).fill("Gesa Gers")
    visitor.get_by_label("E-Mail-Adresse").fill("gesa@example.org")
    visitor.locator("main form.form button").click()
    expect(visitor.locator("main form.form")).to_have_count(0)
    return Registration.objects.get(event=event, state=Registration.State.CONFIRMED)


def mark_who_came(page: Page) -> None:
    page.goto("/admin/termine/")
    page.get_by_role("link", name="Abend beim Tischler").click()
    expect(page.get_by_role("main")).to_contain_text("Gesa Gers")
    page.get_by_role("link", name="Anwesenheit erfassen").click()
    page.get_by_role("group", name="Gesa Gers").get_by_label("anwesend").check()
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Die Anwesenheit wurde gespeichert.")).to_be_visible()


def write_recap(page: Page, event: Event) -> None:
    page.goto(f"/admin/pages/{event.page_id}/edit/")
    page.get_by_role("tab", name="Nachbericht").click()
    page.locator("[role=tabpanel]:not([hidden]) [contenteditable=true]").first.click()
    page.keyboard.type("Es roch nach Eiche und Kaffee.")
    expect(page.locator("[name=recap]")).to_have_value(re.compile("Eiche"))  # the editor hands over with a delay
    publish(page)


def test_editor_runs_an_event(
    page: Page, browser: Browser, live_url: str, sign_in_browser: Callable[..., None]
) -> None:
    start = timezone.localtime(timezone.now() + timedelta(minutes=50)).replace(second=0, microsecond=0)
    sign_in_browser(factories.user_in_group(EVENT_EDITORS_GROUP))
    visitor = browser.new_context(base_url=live_url, locale="de-DE").new_page()
    event = create_event(page, start)
    registration = register_as_guest(visitor, event)
    mark_who_came(page)
    registration.refresh_from_db()
    assert registration.attendance == Registration.Attendance.PRESENT
    with time_machine.travel(start + timedelta(hours=20)):  # the next day, at the same address
        write_recap(page, event)
        visitor.goto(f"/termine/{event.page.slug}/")
        expect(visitor.get_by_role("main")).to_contain_text("Es roch nach Eiche und Kaffee.")
    visitor.context.close()
