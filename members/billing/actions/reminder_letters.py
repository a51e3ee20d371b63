"""Writes: the letter of a reminder is made once, in the queue, kept with its hash, mailed with its fee's document."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django_tasks import task

from members.billing.mails.reminders import reminder_sent
from members.billing.models import InvoiceDocument, Reminder, ReminderDocument
from members.billing.models.stored import StoredFile
from members.billing.queries.reminders import reminder_with_items, without_letter
from members.billing.queries.stored import content_of, why_not_read
from members.billing.writers.reminders import reminders_pdf
from verein import audit

from .documents import make_document
from .refusal import BillingRefused

QUEUE_TAKES = timedelta(minutes=15)
AT_A_TIME = 500


def make_letter(reminder: Reminder) -> ReminderDocument:
    """The letter: the one there is, or a new one, mailed to a payer with an e-mail address, the fee's document with it.

    Made outside the transaction, as `make_document`: of two workers one wins.
    """
    if existing := ReminderDocument.objects.filter(reminder=reminder).first():
        return existing
    fees = {f"{document.invoice.number}.pdf": _read(document) for document in _fee_documents(reminder)}
    pdf = reminders_pdf([reminder], language=reminder.language)
    document = ReminderDocument(reminder=reminder, sha256=hashlib.sha256(pdf).hexdigest())
    document.file.save(f"mahnung-{reminder.pk}.pdf", ContentFile(pdf), save=False)
    try:
        with transaction.atomic():
            document.save(force_insert=True)
            audit.log("billing.make_letter", reminder)
            if reminder.by == Reminder.By.MAIL and not reminder.is_withdrawn:
                reminder_sent(reminder, pdf=pdf, fees=fees)
    except IntegrityError:
        document.file.delete(save=False)
        return ReminderDocument.objects.get(reminder=reminder)
    return document


def _fee_documents(reminder: Reminder) -> list[InvoiceDocument]:
    """None, or the one of the fee."""
    return [make_document(reminder.fee_invoice)] if reminder.fee_invoice else []


def _read(document: StoredFile) -> bytes:
    content = content_of(document)
    if content is None:
        raise BillingRefused(why_not_read(document))
    return content


def envelopes(reminders: Sequence[Reminder]) -> list[StoredFile]:
    """The letters as they were kept, behind each the document of its fee for the same envelope.

    Raises BillingRefused where a file is damaged.
    """
    stored: list[StoredFile] = []
    for reminder in reminders:
        stored += [make_letter(reminder), *_fee_documents(reminder)]
    for each in stored:
        _read(each)
    return stored


@task()
def make_letter_of(reminder_id: int) -> None:
    """Queued by the transaction of the run."""
    make_letter(reminder_with_items(reminder_id))


def make_missing_letters(now: datetime) -> None:
    """Queue what a killed worker left; the scheduler calls it."""
    for reminder in without_letter(now - QUEUE_TAKES)[:AT_A_TIME]:
        make_letter_of.enqueue(reminder.pk)
