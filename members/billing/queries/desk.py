"""The treasurer's desk: what is open, overdue, in, month by month; always sums of the ledger, in a few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Max, Min, QuerySet, Sum
from django.db.models.functions import Coalesce, ExtractMonth
from django.utils.module_loading import import_string

from members.billing.models import Account, Charge, ClosedYear, LedgerCheck, Payout, Posting
from members.billing.rules.failures import Failure

from .ledger import with_open

SOON_DAYS = 30
SHOWN = 15  # rows of a table on the desk


@dataclass(frozen=True)
class Item:
    """A charge of which `cents` are still to be paid."""

    due_on: date
    cents: int


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


def owed_ids() -> QuerySet[Any]:
    """Ids of the charges of which something is still to be paid, as one grouped statement over the ledger."""
    left = F("amount_cents") - Coalesce(Sum("postings__amount_cents"), 0)
    return Charge.objects.order_by().values("pk").annotate(left=left).filter(left__gt=0).values("pk")


def owed() -> QuerySet[Any]:
    """Every charge of which something is still to be paid, with `open_cents`."""
    return with_open(Charge.objects.filter(pk__in=owed_ids()))


def open_items() -> list[Item]:
    """Every open charge; one statement."""
    left = F("amount_cents") - Coalesce(Sum("postings__amount_cents"), 0)
    rows = Charge.objects.order_by().values("pk", "due_on").annotate(left=left).filter(left__gt=0)
    return [Item(day, cents) for day, cents in rows.values_list("due_on", "left")]


def totals(today: date, items: Sequence[Item] | None = None) -> Totals:
    """Two statements over the whole ledger; one where `items` (`open_items()`) are at hand."""
    items = open_items() if items is None else items
    until = today + timedelta(days=SOON_DAYS)
    late = [item.cents for item in items if item.due_on < today]
    soon = sum(item.cents for item in items if today <= item.due_on <= until)
    credit = Posting.objects.filter(charge=None).aggregate(sum=Coalesce(Sum("amount_cents"), 0))["sum"]
    return Totals(sum(item.cents for item in items), sum(late), len(late), soon, credit)


def months(year: int, items: Sequence[Item] | None = None) -> list[Month]:
    """January to December: money that moved (not what was only booked), and what is still open by its due date."""
    items = open_items() if items is None else items
    moved = Posting.objects.filter(booked_on__year=year).exclude(way=Posting.Way.BOOK).order_by()
    by_month = moved.annotate(month=ExtractMonth("booked_on")).values("month").annotate(sum=Sum("amount_cents"))
    came = dict(by_month.values_list("month", "sum"))
    left = [0] * 13
    for item in items:
        if item.due_on.year == year:
            left[item.due_on.month] += item.cents
    highest = max([1, *came.values(), *left])
    return [
        Month(
            date(year, number, 1),
            came.get(number, 0),
            left[number],
            max(came.get(number, 0), 0) * 1000 // highest,
            left[number] * 1000 // highest,
        )
        for number in range(1, 13)
    ]


def years(today: date) -> list[int]:
    """Years in which something was due, the newest first; always this one."""
    ends = Charge.objects.aggregate(first=Min("due_on"), last=Max("due_on"))
    lowest, highest = min(ends["first"] or today, today).year, max(ends["last"] or today, today).year
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


@dataclass(frozen=True)
class Overpaid:
    """What lies on an account beyond what was asked for, and what it still owes; cents."""

    account: Account
    cents: int
    open_cents: int


def overpaid_accounts() -> list[Overpaid]:
    """Credit and overpaid charges that are not promised back, the largest first; what is owed stands beside."""
    left = F("amount_cents") - Coalesce(Sum("postings__amount_cents"), 0)
    charges = Charge.objects.order_by().values("pk", "account").annotate(left=left).exclude(left=0)
    free: dict[int, int] = {}
    owes: dict[int, int] = {}
    for account, cents in charges.values_list("account", "left"):
        kept, amount = (owes, cents) if cents > 0 else (free, -cents)
        kept[account] = kept.get(account, 0) + amount
    for account, cents in _sums(Posting.objects.filter(charge=None)):
        free[account] = free.get(account, 0) + cents
    for account, cents in _sums(Payout.objects.filter(posting=None, dropped_at=None)):
        free[account] = free.get(account, 0) - cents
    largest = sorted(((cents, pk) for pk, cents in free.items() if cents > 0), reverse=True)[:SHOWN]
    rows = Account.objects.select_related("member__person", "member__company").in_bulk([pk for _cents, pk in largest])
    return [Overpaid(rows[pk], cents, owes.get(pk, 0)) for cents, pk in largest]


def _sums(rows: QuerySet[Any]) -> Any:
    return rows.order_by().values_list("account").annotate(sum=Sum("amount_cents"))


def failures(today: date, kind: str = "") -> list[Failure]:
    """What went wrong and is not solved, from those who move money (settings.BILLING_FAILURES); the newest first."""
    found = [failure for path in settings.BILLING_FAILURES for failure in import_string(path)(today)]
    wanted = [failure for failure in found if kind in {"", failure.kind}]
    return sorted(wanted, key=lambda failure: failure.on or today, reverse=True)


def last_check() -> LedgerCheck | None:
    return LedgerCheck.objects.order_by("-checked_at", "-pk").first()


def closed_years() -> list[ClosedYear]:
    return list(ClosedYear.objects.all())
