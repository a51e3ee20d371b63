"""The treasurer's desk: what is open, overdue, in, month by month; always sums of the ledger."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, ExtractMonth
from django.utils.module_loading import import_string

from members.billing.models import Charge, ClosedYear, LedgerCheck, Payout, Posting

from .ledger import with_open

SOON_DAYS = 30
SHOWN = 15  # rows of a table on the desk


@dataclass(frozen=True)
class Totals:
    """Cents, and how many charges are overdue."""

    open_cents: int
    overdue_cents: int
    overdue: int
    soon_cents: int
    credit_cents: int


@dataclass(frozen=True)
class Month:
    """One month: what came in, and what of that month's charges is still open; shares of the largest in thousandths."""

    first: date
    in_cents: int
    open_cents: int
    in_share: int
    open_share: int


@dataclass(frozen=True)
class Failure:
    """Something that went wrong on the way to the money, with what to do next; `url` leads there."""

    text: str
    advice: str
    url: str = ""


def owed() -> QuerySet[Any]:
    """Every charge of which something is still to be paid."""
    return with_open(Charge.objects.all()).filter(open_cents__gt=0)


def totals(today: date) -> Totals:
    """Two statements over the whole ledger."""
    late = Q(due_on__lt=today)
    soon = Q(due_on__gte=today, due_on__lte=today + timedelta(days=SOON_DAYS))
    sums = owed().aggregate(
        all=Coalesce(Sum("open_cents"), 0),
        late=Coalesce(Sum("open_cents", filter=late), 0),
        late_ones=Count("pk", filter=late),
        soon=Coalesce(Sum("open_cents", filter=soon), 0),
    )
    credit = Posting.objects.filter(charge=None).aggregate(sum=Coalesce(Sum("amount_cents"), 0))["sum"]
    return Totals(sums["all"], sums["late"], sums["late_ones"], sums["soon"], credit)


def months(year: int) -> list[Month]:
    """January to December: money that moved (not what was only booked), and what is still open by its due date."""
    moved = Posting.objects.filter(booked_on__year=year).exclude(way=Posting.Way.BOOK)
    came = dict(_by_month(moved, "booked_on", "amount_cents"))
    left = dict(_by_month(owed().filter(due_on__year=year), "due_on", "open_cents"))
    highest = max([1, *came.values(), *left.values()])
    return [
        Month(
            date(year, number, 1),
            came.get(number, 0),
            left.get(number, 0),
            max(came.get(number, 0), 0) * 1000 // highest,
            left.get(number, 0) * 1000 // highest,
        )
        for number in range(1, 13)
    ]


def _by_month(rows: QuerySet[Any], day: str, cents: str) -> Any:
    months = rows.order_by().annotate(month=ExtractMonth(day)).values("month")
    return months.annotate(sum=Sum(cents)).values_list("month", "sum")


def years(today: date) -> list[int]:
    """Years in which something was due or booked, the newest first; always this one."""
    first = Charge.objects.order_by("due_on").values_list("due_on", flat=True).first()
    last = Charge.objects.order_by("-due_on").values_list("due_on", flat=True).first()
    lowest, highest = min(first or today, today).year, max(last or today, today).year
    return list(range(highest, lowest - 1, -1))


def _with_holders(charges: QuerySet[Any]) -> QuerySet[Any]:
    return charges.select_related("invoice", "account__member__person", "account__member__company")


def overdue_charges(today: date) -> QuerySet[Any]:
    """The longest overdue first."""
    return _with_holders(owed().filter(due_on__lt=today)).order_by("due_on", "pk")


def charges_due_soon(today: date) -> QuerySet[Any]:
    until = today + timedelta(days=SOON_DAYS)
    return _with_holders(owed().filter(due_on__gte=today, due_on__lte=until)).order_by("due_on", "pk")


def open_payouts() -> QuerySet[Payout]:
    """Refunds still to be transferred, the oldest first."""
    rows = Payout.objects.filter(posting=None, dropped_at=None)
    return rows.select_related("account__member__person", "account__member__company")


def failures(today: date) -> list[Failure]:
    """What went wrong, from those who move money (settings.BILLING_FAILURES)."""
    return [failure for path in settings.BILLING_FAILURES for failure in import_string(path)(today)]


def last_check() -> LedgerCheck | None:
    return LedgerCheck.objects.order_by("-checked_at", "-pk").first()


def closed_years() -> list[ClosedYear]:
    return list(ClosedYear.objects.all())
