"""New rules through their forms: the treasurer's dues regulations and the board's statutes, a mistake on the way."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from members.dues.models import FeeRegulations
from members.models import Statutes
from members.queries import TREASURER_GROUP
from tests.factories import make_statutes, user_in_group

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MISTAKE = "Noch ist nichts gespeichert: Bitte sehen Sie sich das Markierte an."
TYPES = [{"key": "full", "name": "Ordentliches Mitglied"}, {"key": "patron", "name": "Fördermitglied"}]


def put_in_force(page: Page, *, title: str) -> None:
    page.get_by_role("link", name="Beschluss und Dokument").click()
    page.get_by_label("Titel").fill(title)
    page.locator("#id_decided_on").evaluate("(field, day) => { field.value = day; }", "2.11.2026")
    page.get_by_label("Beschlossen von").fill("Mitgliederversammlung")
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("link", name="In Kraft setzen").click()
    page.locator("#id_effective_on").evaluate("(field, day) => { field.value = day; }", "1.1.2031")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="In Kraft setzen").click()
    expect(page.get_by_text("Tritt am 01.01.2031 in Kraft")).to_be_visible()


def save(page: Page) -> None:
    page.locator("button:not(.w-sr-only)", has_text="Speichern").click()  # not the hidden one for the enter key


def enter_fee(page: Page, *, amount: str) -> None:
    page.get_by_role("button", name="Hinzufügen: Beiträge").click()
    fee = page.get_by_role("group", name="Beiträge, Nr. 1")
    fee.get_by_label("Name").fill("Jahresbeitrag")
    fee.get_by_role("group", name="Mitgliedsarten", exact=True).get_by_label("Ordentliches Mitglied").check()
    others = fee.get_by_role("group", name="Nicht die Mitgliedsarten").get_by_role("checkbox")
    expect(others).to_have_count(len(TYPES))
    fee.get_by_label("Betrag", exact=True).fill(amount)
    save(page)


def mend_amount(page: Page, *, typed: str, amount: str) -> None:
    expect(page.get_by_text(MISTAKE)).to_be_visible()
    fee = page.get_by_role("group", name="Jahresbeitrag")
    field = fee.get_by_label("Betrag", exact=True)
    expect(field).to_have_value(typed)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(fee.get_by_role("group", name="Mitgliedsarten", exact=True).get_by_role("checkbox").first).to_be_checked()
    field.fill(amount)
    save(page)


def test_treasurer_drafts_dues_regulations_mends_a_mistake_and_puts_them_in_force(
    page: Page, sign_in_browser: Callable[..., None]
) -> None:
    make_statutes(types=TYPES)
    sign_in_browser(user_in_group(TREASURER_GROUP))
    page.goto("/admin/beitragsordnung/")
    page.get_by_role("button", name="Neuer leerer Entwurf").click()
    page.get_by_role("link", name="Zurück").click()
    page.get_by_role("link", name="Beiträge", exact=True).click()
    enter_fee(page, amount="zwölf")
    mend_amount(page, typed="zwölf", amount="120,50")
    expect(page.get_by_role("complementary", name="Was darin steht")).to_contain_text("120,50")

    page.get_by_role("link", name="Überblick").click()
    page.get_by_role("link", name="Beispielrechnung").click()
    page.get_by_label("Mitgliedsart").select_option(label="Ordentliches Mitglied")
    page.get_by_label("Eintritt am").fill("2031-01-01")
    page.get_by_role("button", name="Berechnen").click()
    expect(page.get_by_role("heading", name="120,50")).to_be_visible()
    page.get_by_role("link", name="Zurück").click()
    put_in_force(page, title="Beitragsordnung 2031")
    assert FeeRegulations.objects.get().book.fees[0].cents == 12050


def test_board_drafts_statutes_mends_a_mistake_and_puts_them_in_force(
    page: Page, sign_in_browser: Callable[..., None]
) -> None:
    make_statutes(types=TYPES)
    sign_in_browser(user_in_group("Board"))
    page.goto("/admin/satzung/")
    page.get_by_role("button", name="Neuer Entwurf aus der geltenden Fassung").click()
    page.get_by_role("link", name="Zurück").click()
    page.get_by_role("link", name="Mitgliedsarten", exact=True).click()
    page.get_by_role("button", name="Hinzufügen: Mitgliedsarten").click()
    save(page)

    expect(page.get_by_text(MISTAKE)).to_be_visible()
    page.get_by_role("group", name="Mitgliedsarten, Nr. 3").get_by_label("Name").fill("Ehrenmitglied")
    save(page)
    expect(page.get_by_role("complementary", name="Was das heute bedeutet")).to_contain_text("Ehrenmitglied")
    page.get_by_role("link", name="Überblick").click()
    put_in_force(page, title="Satzung 2031")
    made = Statutes.objects.latest("pk")
    assert [one.name for one in made.rulebook.types][-1] == "Ehrenmitglied"
