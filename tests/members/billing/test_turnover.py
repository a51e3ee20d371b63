"""Taxable turnover by receipt, against the limits of the small business (L-TAX-5)."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from members.billing.actions import issue, receive, reverse, waive
from members.billing.models import Account, BillingSettings
from members.billing.queries.ledger import credit_cents
from members.billing.queries.taxes import turnover
from members.billing.rules import Draft, Receipt
from members.billing.rules.small_business import Turnover, net_part, warnings
from members.models import User

from .conftest import make_draft

DAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("this", "last", "said"),
    [
        (19_999_99, 0, []),
        (20_000_00, 0, ["nächstes Jahr (25.000 €)"]),
        (25_000_01, 0, ["nächstes Jahr ist der Verein kein Kleinunternehmer"]),
        (0, 25_000_00, []),
        (0, 25_000_01, ["dieses Jahr ist der Verein kein Kleinunternehmer"]),
        (80_000_00, 0, ["dieses Jahr (100.000 €)", "nächstes Jahr"]),
        (100_000_01, 0, ["100.000 €", "nächstes Jahr"]),
    ],
)
def test_warnings_begin_at_80_percent_of_each_limit(this: int, last: int, said: list[str]) -> None:
    found = warnings(Turnover(2027, this, last))
    assert len(found) == len(said)
    assert all(part in text for part, text in zip(said, found, strict=True))


def test_net_part_of_what_was_received() -> None:
    assert net_part(11900, taxable_net_cents=10000, total_cents=11900) == 10000
    assert net_part(5950, taxable_net_cents=10000, total_cents=11900) == 5000
    assert net_part(-5950, taxable_net_cents=10000, total_cents=11900) == -5000
    assert net_part(100, taxable_net_cents=1, total_cents=0) == 0


def taxable(key: str, **line: Any) -> Draft:
    values = {"tax": "standard", "net_cents": 10000, "vat_cents": 1900, "rate_permille": 190, **line}
    return make_draft(11900, key=key, **values)


@pytest.mark.django_db
def test_turnover_counts_receipts_of_taxable_fees_net(payer: Account, superuser: User) -> None:
    BillingSettings.objects.update(tax_number="123/456")
    first = issue(payer, taxable("a"), issued_on=DAY, actor=None)
    dues = issue(payer, make_draft(12000, key="b"), issued_on=DAY, actor=None)
    receive(payer, Receipt(5950, "transfer", DAY, "bank:1"), charge=first.charges.get(), actor=None)
    receive(payer, Receipt(12000, "transfer", DAY, "bank:2"), charge=dues.charges.get(), actor=None)
    receive(payer, Receipt(1190, "cash", date(2028, 1, 5), "hand:3"), charge=first.charges.get(), actor=None)
    waive(first.charges.get(), amount_cents=100, reason="x", booked_on=DAY, today=DAY, actor=superuser)
    assert turnover(2027) == Turnover(2027, 5000, 0)
    assert turnover(2028) == Turnover(2028, 1000, 5000)
    reverse(first, issued_on=date(2028, 2, 1), actor=superuser)  # what was paid is credit now, no turnover
    assert turnover(2028).this_cents == 1000 - 6000
    assert credit_cents(payer) == 5950 + 1190  # not what was waived


@pytest.mark.django_db
def test_desk_shows_turnover_of_a_small_business(issuer: BillingSettings, treasurer_client: Client) -> None:
    desk = "/admin/beitraege/"
    assert "Steuerbarer Umsatz" not in treasurer_client.get(desk).content.decode()
    issuer.is_small_business = True
    issuer.save()
    page = treasurer_client.get(desk).content.decode()
    assert "Steuerbarer Umsatz" in page
    assert "25.000" in page
