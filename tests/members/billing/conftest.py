"""An association that can issue: its address, its bank account, and an account that owes."""

from datetime import date
from typing import Any

import pytest

from members.billing.actions import account_for
from members.billing.actions.mandates import give_mandate
from members.billing.models import Account, BillingSettings, Charge, Mandate
from members.billing.rules import Draft, DraftCharge, DraftLine
from tests.database import unguard
from tests.factories import MemberFactory, complete_association
from verein.sandbox.stripe.double import StripeDouble

from .bank_files import PAYER
from .online import charge_of, switch_on

IBAN = "DE02120300000000202051"
ADDRESS = {"person__street": "Hauptstraße 1", "person__postcode": "48999", "person__city": "Emsbogen"}


def make_draft(cents: int = 12000, key: str = "dues:1:2027", parts: int = 1, **line: Any) -> Draft:
    """Dues of 2027; `line` changes the only line, like `tax="standard", net_cents=…`."""
    values: dict[str, Any] = {
        "net_cents": cents,
        "explanation": [{"text": "Betrieb mit 1 bis 5 Beschäftigten", "cents": cents}],
        **line,
    }
    lines = (DraftLine("annual", "Jahresbeitrag 2027", cents, **values),)
    charges = [DraftCharge(key, cents // parts, date(2027, 1 + 6 * part, 31), part + 1) for part in range(parts)]
    return Draft(date(2027, 1, 1), date(2028, 1, 1), lines, charges)


def with_mandate(account: Account, signed_on: date = date(2026, 1, 5)) -> Mandate:
    """The account pays by debit, and has a mandate for it."""
    return give_mandate(
        account, iban=PAYER, holder="Jörg Kötter", signed_on=signed_on, how="paper", actor=None, today=signed_on
    )


@pytest.fixture
def unguarded(db: None) -> None:
    """The database refuses nothing of the ledger any more, until the test is rolled back."""
    unguard("billing_invoice", "billing_invoiceline", "billing_charge", "billing_posting")


@pytest.fixture
def issuer(db: None) -> BillingSettings:
    complete_association()
    settings = BillingSettings.load()
    settings.account_holder, settings.iban, settings.bank_name = "UI Emsbogen e.V.", IBAN, "Sparkasse Emsbogen"
    settings.creditor_identifier = "DE98ZZZ09999999999"
    settings.save()
    return settings


@pytest.fixture
def payer(issuer: BillingSettings) -> Account:
    """The account of a person with an address, who pays by transfer."""
    return account_for(MemberFactory(**ADDRESS))


# --- Online payments -----------------------------------------------------------------------------------------------
@pytest.fixture
def double(settings: Any) -> StripeDouble:
    return switch_on(settings)


@pytest.fixture
def account(db: None) -> Account:
    complete_association()
    return account_for(MemberFactory(**ADDRESS))


@pytest.fixture
def charge(account: Account) -> Charge:
    return charge_of(account)
