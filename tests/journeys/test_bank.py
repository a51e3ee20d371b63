"""The treasurer at the bank in a browser: a debit that came back is owed again."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from members.billing.actions import receive
from members.billing.models import BillingSettings, Charge
from members.billing.queries.ledger import open_cents_of
from members.billing.rules import Receipt
from members.queries import TREASURER_GROUP
from tests.factories import make_account, user_in_group
from tests.members.billing import bank_files as files
from tests.members.billing.online import charge_of

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
