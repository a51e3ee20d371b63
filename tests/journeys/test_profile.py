"""The own profile in a browser: saved and found without JavaScript, suggestions with it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from members.actions.people import update_company, update_person
from members.models import Person
from tests.members.test_visibility import EVERYONE, full_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person(transactional_db: None) -> Person:
    person = full_person()
    update_person(person, data={"note": "x"}, actor=None)
    assert person.company
    update_company(person.company, data={"about": "Wir bauen Dächer.", "street": "Kirchstr. 3"}, actor=None)
    return person


def test_profile_is_saved_and_found_without_javascript(
    browser: Browser, live_url: str, person: Person, sign_in_browser: Callable[..., None], context: object
) -> None:
    sign_in_browser(person.user)
    plain = browser.new_context(base_url=live_url, java_script_enabled=False, locale="de-DE")
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto("/mein/profil/")
    page.get_by_label("Und was machen Sie?", exact=False).first.fill("Ich repariere Orgeln.")
    page.get_by_label("Sichtbar für: Und was machen Sie?").select_option(EVERYONE)
    page.get_by_role("button", name="Profil speichern").click()
    assert page.get_by_text("Ihr Profil ist gespeichert.").is_visible()
    page.goto("/mitglieder/")
    page.get_by_label("Suche", exact=True).fill("orgel")
    page.get_by_role("button", name="Suchen").click()
    assert "q=orgel" in page.url
    assert page.get_by_role("link", name=person.name).is_visible()
    plain.close()


def test_keywords_are_suggested_for_the_last_one(
    page: Page, person: Person, sign_in_browser: Callable[..., None]
) -> None:
    sign_in_browser(person.user)
    page.goto("/mein/profil/")
    page.get_by_label("Ich biete", exact=False).first.fill("Treppen, ")
    values = page.evaluate("[...document.querySelectorAll('#known-offers option')].map(o => o.value)")
    assert values == ["Treppen, Dachstühle"]
