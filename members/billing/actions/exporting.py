"""Writes that leave the house: the books of a year for the tax adviser and the auditors, each noted in the log."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from members.billing.models import Account, BookkeepingSettings, InvoiceDocument, Paper
from members.billing.queries.journal import documents_of, entries, missing_for_datev
from members.billing.writers.datev import batch
from members.billing.writers.journal import auditors_zip, journal_csv
from members.models import User
from members.queries import rulebook_on
from members.rules import fiscal_year
from verein import audit

from .refusal import BillingRefused

ONE_DAY = timedelta(days=1)


def export_journal(from_on: date, last_on: date, *, actor: User) -> bytes:
    """CSV of all claims and movements of these days."""
    content = journal_csv(entries(from_on, last_on + ONE_DAY))
    audit.log("billing.export", BookkeepingSettings.load(), actor=actor)
    return content


def export_datev(from_on: date, last_on: date, *, now: datetime, actor: User) -> bytes:
    """DATEV's batch of bookings; raises BillingRefused with the settings that are missing, or over a year's end."""
    settings = BookkeepingSettings.load()
    if missing := missing_for_datev(settings):
        raise BillingRefused(_("The tax adviser’s settings lack: %(fields)s.") % {"fields": ", ".join(missing)})
    begin, end = fiscal_year(rulebook_on(from_on), from_on)
    if last_on > end:
        raise BillingRefused(_("A DATEV file covers days of one fiscal year only."))
    highest = settings.first_debtor + (Account.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)
    if len(str(highest)) != settings.account_length + 1:
        raise BillingRefused(_("Accounts of members must have one digit more than the others."))
    rows = entries(from_on, last_on + ONE_DAY)
    content = batch(rows, settings=settings, from_on=from_on, last_on=last_on, year_begins=begin, now=now)
    audit.log("billing.export", settings, actor=actor)
    return content


def export_for_auditors(from_on: date, last_on: date, *, actor: User) -> bytes:
    """ZIP with the journal, the documents issued on these days and an index with their hashes."""
    journal = journal_csv(entries(from_on, last_on + ONE_DAY))
    content = auditors_zip(journal, _documents(from_on, last_on))
    audit.log("billing.export", BookkeepingSettings.load(), actor=actor)
    return content


def _documents(from_on: date, last_on: date) -> Iterator[tuple[str, str, str, bytes | None]]:
    """Of these days, and those that payments of these days are for; also receipts and letters."""
    for invoice in documents_of(from_on, last_on).iterator(200):
        document = getattr(invoice, "document", None)
        kept, content = (document.sha256, _content(document)) if document else ("", None)
        yield invoice.number, f"{invoice.issued_on:%d.%m.%Y}", kept, content
    papers = Paper.objects.filter(issued_on__gte=from_on, issued_on__lte=last_on)
    for paper in papers.order_by("issued_on", "pk").iterator(200):
        yield f"{paper.kind}-{paper.pk}", f"{paper.issued_on:%d.%m.%Y}", paper.sha256, _content(paper)


def _content(row: InvoiceDocument | Paper) -> bytes | None:
    try:
        with row.file.open("rb") as file:
            content: bytes = file.read()
    except FileNotFoundError:
        return None
    return content
