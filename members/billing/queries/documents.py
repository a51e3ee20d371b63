"""Reads: what stands on a document, and which have no file yet."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from members.billing.models import Charge, Invoice, InvoiceLine, Reminder

from .ledger import with_open

QUEUE_TAKES = timedelta(minutes=15)


def lines_of(invoice: Invoice) -> list[InvoiceLine]:
    return list(InvoiceLine.objects.filter(invoice=invoice).order_by("position"))


def goes_with_reminder(invoice: Invoice) -> bool:
    """Whether it is the document of a reminder's fee: it goes out with the reminder, in one mail or one envelope."""
    return invoice.kind == Invoice.Kind.FEE and Reminder.objects.filter(fee_invoice=invoice).exists()


def charges_of(invoice: Invoice) -> list[Any]:
    """With `open_cents`, in the order in which they are due."""
    return list(with_open(Charge.objects.filter(invoice=invoice)).order_by("due_on", "part"))


def without_document(now: datetime) -> "QuerySet[Invoice]":
    """Issued a while ago, so that the queue should have made the file, and has not."""
    late = Invoice.objects.filter(document=None, created_at__lt=now - QUEUE_TAKES)
    return late.select_related("account", "reverses").order_by("pk")
