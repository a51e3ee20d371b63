"""Writes: a fiscal year is closed."""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from members.billing.models import ClosedYear
from members.billing.queries.ledger import open_from
from members.billing.rules import why_not_close
from members.models import User
from members.queries import rulebook_on
from members.rules import fiscal_year
from members.rules.calendar import ONE_DAY
from verein import audit

from .refusal import BillingRefused


@transaction.atomic
def close_year(day: date, *, now: datetime, actor: User) -> ClosedYear:
    """Close the fiscal year in which `day` lies, and all before it: from now on nothing is booked into them.

    Waits for whoever is booking. Raises BillingRefused where the year is not over, or closed.
    """
    if connection.vendor == "postgresql":  # on SQLite there is one writer anyway
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE billing_posting, billing_invoice IN SHARE ROW EXCLUSIVE MODE")
    first, last = fiscal_year(rulebook_on(day), day)
    until_on = last + ONE_DAY
    if reason := why_not_close(until_on, today=timezone.localdate(now), open_from=open_from()):
        raise BillingRefused(reason)
    year = ClosedYear.objects.create(from_on=first, until_on=until_on, closed_at=now, actor=actor)
    audit.log("billing.close_year", year, actor=actor)
    return year
