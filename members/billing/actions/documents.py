"""Writes: the file of an issued document is made once, in the queue, and never again."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django_tasks import task

from members.billing.mails.documents import document_made
from members.billing.models import Invoice, InvoiceDocument
from members.billing.queries.documents import charges_of, goes_with_reminder, lines_of, without_document
from members.billing.writers.invoices import full_title, invoice_pdf
from verein import audit

AT_A_TIME = 500  # documents the job takes up again in one run


def make_document(invoice: Invoice) -> InvoiceDocument:
    """The document of the invoice: the one there is, or a new one, stored with its SHA-256 and mailed. About 0.1 s.

    Made outside the transaction, which locks nothing: of two workers one wins, the other's file stays unused.
    """
    if existing := InvoiceDocument.objects.filter(invoice=invoice).first():
        return existing
    lines, charges = lines_of(invoice), charges_of(invoice)
    pdf = invoice_pdf(invoice, lines=lines, charges=charges)
    document = InvoiceDocument(invoice=invoice, sha256=hashlib.sha256(pdf).hexdigest())
    document.file.save(f"{invoice.number}.pdf", ContentFile(pdf), save=False)
    try:
        with transaction.atomic():
            document.save(force_insert=True)
            audit.log("billing.make_document", invoice)
            if not goes_with_reminder(invoice):
                document_made(invoice, title=full_title(invoice, lines), charges=charges, pdf=pdf)
    except IntegrityError:
        document.file.delete(save=False)
        return InvoiceDocument.objects.get(invoice=invoice)
    return document


@task()
def make_document_of(invoice_id: int) -> None:
    """Queued by the transaction that issues."""
    make_document(Invoice.objects.select_related("account", "reverses").get(pk=invoice_id))


def make_missing(now: datetime) -> None:
    """Queue what a killed worker left; the scheduler calls it."""
    for invoice in without_document(now)[:AT_A_TIME]:
        make_document_of.enqueue(invoice.pk)  # each by itself: one that fails holds no other back
