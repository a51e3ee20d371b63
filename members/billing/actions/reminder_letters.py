"""Writes: the letter of a reminder is made once, in the queue, stored with its hash and mailed."""

import hashlib
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django_tasks import task

from members.billing.mails.reminders import reminder_sent
from members.billing.models import Reminder, ReminderDocument
from members.billing.queries.reminders import reminder_with_items, without_letter
from members.billing.writers.reminders import reminders_pdf
from verein import audit

QUEUE_TAKES = timedelta(minutes=15)
AT_A_TIME = 500


def make_letter(reminder: Reminder) -> ReminderDocument:
    """The letter: the one there is, or a new one, mailed to a payer with an e-mail address.

    Made outside the transaction, as `make_document`: of two workers one wins.
    """
    if existing := ReminderDocument.objects.filter(reminder=reminder).first():
        return existing
    pdf = reminders_pdf([reminder], language=reminder.language)
    document = ReminderDocument(reminder=reminder, sha256=hashlib.sha256(pdf).hexdigest())
    document.file.save(f"mahnung-{reminder.pk}.pdf", ContentFile(pdf), save=False)
    try:
        with transaction.atomic():
            document.save(force_insert=True)
            audit.log("billing.make_letter", reminder)
            if reminder.by == Reminder.By.MAIL and not reminder.is_withdrawn:
                reminder_sent(reminder, pdf=pdf)
    except IntegrityError:
        document.file.delete(save=False)
        return ReminderDocument.objects.get(reminder=reminder)
    return document


@task()
def make_letter_of(reminder_id: int) -> None:
    """Queued by the transaction of the run."""
    make_letter(reminder_with_items(reminder_id))


def make_missing_letters(now: datetime) -> None:
    """Queue what a killed worker left; the scheduler calls it."""
    for reminder in without_letter(now - QUEUE_TAKES)[:AT_A_TIME]:
        make_letter_of.enqueue(reminder.pk)
