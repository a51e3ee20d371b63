"""The treasurer's desk: what is open, overdue, in, month by month; always sums of the ledger, in a few statements."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Max, Min, QuerySet, Sum
from django.db.models.functions import Coalesce, ExtractMonth

from members.billing.models import Account, Charge, Payout, Posting

from .ledger import with_open

SOON_DAYS = 30
SHOWN = 15  # rows of a table on the desk


@dataclass(frozen=True)
class Item:
    """A charge of which `cents` are still to be paid; below zero more came in than was asked for."""

    charge_id: int
    account_id: int
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


def _owed() -> QuerySet[Any]:
    """The charges of which something (`left`) is still to be paid, as one grouped statement over the ledger."""
    left = F("amount_cents") - Coalesce(Sum("postings__amount_cents"), 0)
    return Charge.objects.order_by().values("pk").annotate(left=left).filter(left__gt=0)


def owed_ids() -> QuerySet[Any]:
    return _owed().values("pk")


def owed() -> QuerySet[Any]:
    """Every charge of which something is still to be paid, with `open_cents`."""
    return with_open(Charge.objects.filter(pk__in=owed_ids()))


@dataclass(frozen=True)
class Ledger:
    """Open charges by their due date, and credit by account (cents)."""

    owed: Sequence[Item]
    credit: Mapping[int, int]


def ledger() -> Ledger:
    """Two statements over the whole ledger; sums and tables of the desk are made of it."""
    rows = _owed().order_by("due_on", "pk").values_list("pk", "account", "due_on", "left")
    return Ledger([Item(*row) for row in rows], dict(_sums(Posting.objects.filter(charge=None))))


def totals(today: date, found: Ledger) -> Totals:
    until = today + timedelta(days=SOON_DAYS)
    late = [item.cents for item in found.owed if item.due_on < today]
    soon = sum(item.cents for item in found.owed if today <= item.due_on <= until)
    return Totals(sum(item.cents for item in found.owed), sum(late), len(late), soon, sum(found.credit.values()))


def months(year: int, found: Ledger) -> list[Month]:
    """January to December: money that moved (not what was only booked), and what is still open by its due date."""
    moved = Posting.objects.filter(booked_on__year=year).exclude(way=Posting.Way.BOOK).order_by()
    by_month = moved.annotate(month=ExtractMonth("booked_on")).values("month").annotate(sum=Sum("amount_cents"))
    came = dict(by_month.values_list("month", "sum"))
    left = [0] * 13
    for item in found.owed:
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


def first_charges(today: date, found: Ledger) -> tuple[list[Any], list[Any]]:
    """The first overdue, and the first due soon, with `open_cents`; one statement for both."""
    until = today + timedelta(days=SOON_DAYS)
    late = [item for item in found.owed if item.due_on < today][:SHOWN]
    soon = [item for item in found.owed if today <= item.due_on <= until][:SHOWN]
    charges: dict[int, Any] = _with_holders(Charge.objects.all()).in_bulk([item.charge_id for item in [*late, *soon]])
    for item in [*late, *soon]:
        charges[item.charge_id].open_cents = item.cents
    return [charges[item.charge_id] for item in late], [charges[item.charge_id] for item in soon]


def open_payouts() -> list[Payout]:
    """Every refund still to be transferred, the oldest first."""
    rows = Payout.objects.filter(posting=None, dropped_at=None)
    return list(rows.select_related("account__member__person", "account__member__company"))


@dataclass(frozen=True)
class Overpaid:
    """What lies on an account beyond what was asked for, and what it still owes; cents."""

    account: Account
    cents: int
    open_cents: int


def overpaid_accounts(found: Ledger, promised: Iterable[Payout]) -> list[Overpaid]:
    """Credit that is not promised back, the largest first; what is owed stands beside."""
    free, owes = Counter(found.credit), Counter[int]()
    for payout in promised:
        free[payout.account_id] -= payout.amount_cents
    for item in found.owed:
        owes[item.account_id] += item.cents
    largest = sorted(((cents, pk) for pk, cents in free.items() if cents > 0), reverse=True)[:SHOWN]
    rows = Account.objects.select_related("member__person", "member__company").in_bulk([pk for _cents, pk in largest])
    return [Overpaid(rows[pk], cents, owes[pk]) for cents, pk in largest]


def _sums(rows: QuerySet[Any]) -> Any:
    return rows.order_by().values_list("account").annotate(sum=Sum("amount_cents"))
