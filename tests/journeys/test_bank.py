"""The treasurer at the bank: a file of an unknown bank, a debit that comes back, and money paid twice given back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from members.billing.actions import receive
from members.billing.actions.online import reconcile_hourly, sync_session
from members.billing.models import BillingSettings, Charge, Payout
from members.billing.queries.ledger import credit_cents, open_cents_of
from members.billing.rules import Receipt
from members.models import Membership
from members.queries import TREASURER_GROUP
from tests.factories import make_account, user_in_group
from tests.members.billing import bank_files as files
from tests.members.billing.online import charge_of, started, switch_on

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = datetime(2027, 1, 18, 9, tzinfo=UTC)  # a Monday
TODAY = NOW.date()


@pytest.fixture
def clock(transactional_db: None) -> Any:
    with time_machine.travel(NOW) as clock:
        yield clock


@pytest.fixture
def charge(clock: Any, sign_in_browser: Callable[..., None]) -> Charge:
    """60 euros, and the treasurer at the desk."""
    charge = charge_of(make_account())
    settings = BillingSettings.load()
    settings.iban, settings.account_holder = files.IBAN, "Unternehmernetz Emsbogen e. V."
    settings.save()
    sign_in_browser(user_in_group(TREASURER_GROUP))
    return charge


def take(page: Page, name: str, content: bytes) -> None:
    page.goto("/admin/bank/")
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/plain", "buffer": content})
    page.get_by_role("button", name="Auszug übernehmen").click()


def test_columns_of_an_unknown_bank_are_explained_once_and_its_line_is_matched(page: Page, charge: Charge) -> None:
    number = charge.invoice.number
    take(page, "umsaetze.csv", f"Wann;Was;Wie viel;Wer\n18.01.2027;Beitrag {number};50,00;Kötter\n".encode())
    page.get_by_label("Wann").select_option("booked_on")
    page.get_by_label("Was", exact=True).select_option("purpose")
    page.get_by_label("Wer", exact=True).select_option("name")
    page.get_by_role("button", name="Auszug übernehmen").click()
    expect(page.get_by_text("Bitte benennen Sie auch die Spalte")).to_be_visible()
    expect(page.get_by_label("Was", exact=True)).to_have_value("purpose")
    page.get_by_label("Wie viel").select_option("amount")
    page.get_by_role("button", name="Auszug übernehmen").click()

    expect(page.get_by_text("Die Rechnungsnummer passt; es fehlen 10,00 €.")).to_be_visible()
    page.get_by_role("button", name="So buchen").click()
    expect(page.get_by_text("Alles ist zugeordnet.")).to_be_visible()
    assert open_cents_of(charge) == 1000

    take(page, "februar.csv", f"Wann;Was;Wie viel;Wer\n18.01.2027;Rest {number};10,00;Kötter\n".encode())
    page.get_by_role("button", name="Alle sicheren übernehmen").click()
    expect(page.get_by_text("Alles ist zugeordnet.")).to_be_visible()
    assert open_cents_of(charge) == 0


def test_debit_that_came_back_is_owed_again_and_says_why(page: Page, charge: Charge) -> None:
    receive(charge.account, Receipt(6000, "debit", TODAY, "debit:1"), actor=None)
    assert open_cents_of(charge) == 0
    take(
        page,
        "auszug.xml",
        files.statement(files.returned_debit("60.00", "AC04", text=f"Retoure {charge.invoice.number}")),
    )
    expect(page.get_by_text("Rücklastschrift (AC04):")).to_be_visible()
    page.get_by_role("button", name="So buchen").click()
    expect(page.get_by_text("Alles ist zugeordnet.")).to_be_visible()
    assert open_cents_of(charge) == 6000
    page.goto("/admin/beitraege/fehler/")
    expect(page.get_by_text("60,00 €").first).to_be_visible()


def test_paid_twice_is_given_back_through_stripe_and_the_member_stays_a_member(
    page: Page, charge: Charge, settings: Any
) -> None:
    double = switch_on(settings, start=NOW)
    attempt = started(charge, now=NOW)
    double.checkout_submit(str(attempt.session_id), "card", number="4242424242424242")
    receive(charge.account, Receipt(6000, "transfer", TODAY, "bank:1"), actor=None)
    sync_session(str(attempt.session_id), now=NOW)

    page.goto(f"/admin/beitraege/konten/{charge.account_id}/")
    page.get_by_role("row").filter(has_text="online").get_by_role("link", name="Erstatten").click()
    expect(page.get_by_label("Betrag")).to_have_value("60,00")
    page.get_by_label("Grund").fill("doppelt bezahlt")
    page.get_by_role("button", name="Erstatten").click()
    expect(page.get_by_text("Die Erstattung ist bei Stripe angestoßen")).to_be_visible()
    reconcile_hourly(NOW + timedelta(hours=1))
    page.reload()
    expect(page.get_by_text("60,00 €, zurückgezahlt")).to_be_visible()
    assert (open_cents_of(charge), credit_cents(charge.account)) == (0, 0)
    assert Membership.objects.get(member=charge.account.member).until_on is None


def test_paid_twice_is_given_back_by_a_file_for_the_bank(page: Page, charge: Charge) -> None:
    came = [files.payment("60.00", charge.invoice.number), files.payment("60.00", f"nochmal {charge.invoice.number}")]
    take(page, "auszug.xml", files.statement(*came))
    page.get_by_role("button", name="Alle sicheren übernehmen").click()
    page.get_by_role("button", name="So buchen").click()
    assert credit_cents(charge.account) == 6000

    page.goto(f"/admin/beitraege/konten/{charge.account_id}/")
    page.get_by_role("link", name="Guthaben erstatten").click()
    page.get_by_role("button", name="Guthaben erstatten").click()
    page.goto("/admin/beitraege/erstattungen/")
    page.get_by_role("button", name="Datei für die Bank erstellen (60,00 €)").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Herunterladen").click()
    payout = Payout.objects.get()
    content = Path(download.value.path()).read_text()
    assert all(part in content for part in ("pain.001.001.09", "60.00", files.PAYER, payout.end_to_end))

    take(
        page, "februar.xml", files.statement(files.sent("60.00", "Erstattung", e2e=payout.end_to_end, day="2027-01-18"))
    )
    page.get_by_role("button", name="Alle sicheren übernehmen").click()
    expect(page.get_by_text("Alles ist zugeordnet.")).to_be_visible()
    assert (open_cents_of(charge), credit_cents(charge.account)) == (0, 0)
    assert Membership.objects.get(member=charge.account.member).until_on is None
