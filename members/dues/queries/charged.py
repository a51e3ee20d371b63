"""Reads: what is charged for years of dues, and with which content."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from members.billing.models import Charge, Invoice, InvoiceLine
from members.dues.rules.drafting import KEYS, digest_of

Charged = tuple[Invoice, str]


def charged_under(keys: Sequence[str]) -> dict[str, Charged]:
    """The invoice in force for each key, with the digest of what it charges."""
    charges = Charge.objects.filter(key__in=keys, invoice__reversed_by=None).select_related("invoice")
    by_key: dict[str, list[Charge]] = defaultdict(list)
    for charge in charges.order_by("part"):
        by_key[charge.key].append(charge)
    lines: dict[int, list[tuple[str, int, int, str, int]]] = defaultdict(list)
    invoices = {charge.invoice_id for found in by_key.values() for charge in found}
    for row in InvoiceLine.objects.filter(invoice__in=invoices).values_list(
        "invoice", "fee", "gross_cents", "vat_cents", "tax", "rate_permille"
    ):
        lines[row[0]].append(row[1:])
    return {
        key: (found[0].invoice, digest_of(lines[found[0].invoice_id], (charge.amount_cents for charge in found)))
        for key, found in by_key.items()
    }


def years_charged(members: Collection[int], day: date) -> Iterator[tuple[int, str, date]]:
    """(member, key, first day) of the years in force that begin within a year of `day`; one statement."""
    year = timedelta(days=366)
    charges = Charge.objects.filter(key__startswith=KEYS, account__member__in=members, invoice__reversed_by=None)
    around = charges.filter(invoice__from_on__gt=day - 2 * year, invoice__from_on__lt=day + year)
    yield from around.values_list("account__member", "key", "invoice__from_on").distinct()
