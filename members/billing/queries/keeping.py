"""Reads: how long the law wants vouchers kept."""

from datetime import date

from django.db.models import Max

from members.billing.models import Invoice
from members.models import Person


def kept_until(person: Person) -> date | None:
    """Last day on which the latest voucher of the person must be kept; None where there is none."""
    invoices = Invoice.objects.filter(account__member__person=person)
    last: date | None = invoices.aggregate(last=Max("retain_until"))["last"]
    return last
