"""Signing up with nothing but a keyboard: Tab, Enter and typing, and at every stop one sees where one is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from events.models import Registration
from tests.factories import MemberFactory, make_event

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What has the focus: its name, whether an outline surrounds it, whether it lies in view with nothing above it.
FOCUSED = """() => {
  const element = document.activeElement, style = getComputedStyle(element), box = element.getClientRects()[0];
  const at = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    name: (element.labels?.[0]?.textContent || element.ariaLabel || element.textContent || element.value).trim(),
    outlined: element === document.body || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2),
    seen: element === document.body || Boolean(at && (element.contains(at) || at.contains(element))),
  };
}"""
MOST_STOPS = 60


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called `name` (its beginning is enough)."""
    stops = []
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        stops.append(focused["name"])
        assert focused["outlined"], f"{page.url}: no outline around “{focused['name']}”"
        assert focused["seen"], f"{page.url}: “{focused['name']}” has the focus out of sight"
        if focused["name"].startswith(name):
            return
    pytest.fail(f"{page.url}: no “{name}” among {stops}")


def open_link(page: Page, name: str) -> None:
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.fixture
def still(page: Page) -> Page:
    """A tab in which nothing moves: what slides into view is there at once."""
    page.emulate_media(reduced_motion="reduce")
    return page


def test_guest_signs_up_by_keyboard(still: Page) -> None:
    make_event(title="Unternehmerfrühstück", capacity=10, companions_max=1)
    still.goto("/")
    open_link(still, "Termine")
    open_link(still, "Unternehmerfrühstück")
    open_link(still, "Anmelden")
    tab_to(still, "Name")
    still.keyboard.type("Bernd Dirksen")
    tab_to(still, "E-Mail-Adresse")
    still.keyboard.type("bernd@example.org")
    tab_to(still, "Begleitperson 1")
    still.keyboard.type("Mia Çelik")
    open_link(still, "Anmelden")

    expect(still.get_by_role("heading", level=1)).to_contain_text("Postfach")
    registration = Registration.objects.get()
    assert (registration.guest_name, registration.party_size) == ("Bernd Dirksen", 2)


def test_member_signs_up_with_one_click_by_keyboard(still: Page, sign_in_browser: Callable[..., None]) -> None:
    event, person = make_event(title="Unternehmerfrühstück", capacity=5), MemberFactory().person
    sign_in_browser(person.user)
    still.goto("/mein/")
    open_link(still, "Termine")
    open_link(still, "Unternehmerfrühstück")
    open_link(still, "Mit einem Klick anmelden")

    expect(still.get_by_role("main")).to_contain_text("Sie sind angemeldet.")
    assert Registration.objects.get(event=event).person == person
