"""Reads: how long the law wants vouchers and letters kept (L-TAX-11)."""

from datetime import date

from django.db.models import Max

from members.billing.models import Invoice, Paper, Reminder
from members.models import Person

LETTER_YEARS = 6  # from the end of the year (§ 147 AO)


def kept_until(person: Person) -> date | None:
    """Last day on which the latest voucher or letter of the person must be kept; None where there is none."""
    mine = {"account__member__person": person}
    last = [model.objects.filter(**mine).aggregate(last=Max("retain_until"))["last"] for model in (Invoice, Paper)]
    reminded: date | None = Reminder.objects.filter(**mine).aggregate(last=Max("sent_on"))["last"]
    if reminded:
        last.append(date(reminded.year + LETTER_YEARS, 12, 31))
    return max((day for day in last if day), default=None)
