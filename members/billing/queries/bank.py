"""Reads: lines of the bank account as the treasurer sees them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from members.billing.models import Account, BankMatch, BankStatement, BankTransaction, Posting, ProviderPayout
from members.billing.rules.lines import Part, Suggestion, numbers_in
from members.billing.rules.returns import Advice, advice_on
from members.billing.rules.statements import shortened
from verein.search import sort_key

from .balance import arrivals_for, arrived_by
from .matching import account_name, accounts, suggestions_for

State = BankTransaction.State
AT_WORK = (State.BOOKING, State.UNBOOKING)
FOUND = 20


@dataclass(frozen=True)
class Offer:
    """A suggestion in words: `parts` are (who, what for, cents); `what for` is empty for credit."""

    key: str
    reason: str
    is_certain: bool
    parts: Sequence[tuple[str, str, int]]


@dataclass(frozen=True)
class Shown:
    """A line with what the bank said, its IBAN shortened."""

    transaction: BankTransaction
    name: str
    iban: str
    purpose: str
    offers: Sequence[Offer] = ()
    booked: Sequence[Posting] = ()
    advice: Advice | None = field(default=None)
    arrivals: Sequence[ProviderPayout] = ()  # payouts of Stripe that it may be, or is


def open_rows() -> QuerySet[BankTransaction]:
    return BankTransaction.objects.filter(state=State.OPEN).order_by("booked_on", "pk")


def counts() -> dict[str, Any]:
    """How many lines are open, and what came in by them, in cents; how many the queue is at work on."""
    is_open = Q(state=State.OPEN)
    return BankTransaction.objects.filter(state__in=[State.OPEN, *AT_WORK]).aggregate(
        open=Count("pk", filter=is_open),
        cents=Coalesce(Sum("amount_cents", filter=is_open), 0),
        booking=Count("pk", filter=Q(state__in=AT_WORK)),
    )


def history(state: str) -> tuple[QuerySet[BankTransaction], Sequence[BankStatement]]:
    """Lines that are done, the latest first, of one state or all; and the last statements."""
    rows = BankTransaction.objects.exclude(state=State.OPEN).order_by("-booked_on", "-pk")
    if state == State.BOOKING:
        rows = rows.filter(state__in=AT_WORK)
    elif state in (State.BOOKED, State.IGNORED):
        rows = rows.filter(state=state)
    return rows, list(BankStatement.objects.order_by("-created_at")[:24])


def shown(rows: Iterable[BankTransaction], *, suggest: bool = True) -> list[Shown]:
    """The number of statements does not grow with the rows."""
    rows = list(rows)
    found = suggestions_for([row for row in rows if row.state == State.OPEN]) if suggest else {}
    names = _names(found.values())
    booked: dict[int, list[Posting]] = {row.pk: [] for row in rows}
    matches = BankMatch.objects.filter(transaction__in=rows).order_by("pk")
    for match in matches.select_related(
        "posting__charge__invoice", "posting__account__member__person", "posting__account__member__company"
    ):
        booked[match.transaction_id].append(match.posting)
    arrivals = arrivals_for(rows) | arrived_by(rows)
    return [
        replace(_shown(row, found.get(row.pk, []), names, booked[row.pk]), arrivals=arrivals.get(row.pk, []))
        for row in rows
    ]


def _names(found: Iterable[Sequence[Suggestion]]) -> dict[int, str]:
    wanted = {part.account for each in found for suggestion in each for part in suggestion.parts}
    return {account.pk: account_name(account) for account in accounts().filter(pk__in=wanted)} if wanted else {}


def _shown(
    row: BankTransaction, found: Sequence[Suggestion], names: dict[int, str], booked: Sequence[Posting]
) -> Shown:
    details = row.opened()
    offers = [
        Offer(each.key, each.reason, each.is_certain, [_part(part, names) for part in each.parts]) for each in found
    ]
    return Shown(
        row,
        details["name"],
        shortened(details["iban"]),
        details["purpose"],
        offers,
        booked,
        advice_on(row.return_code) if row.is_return else None,
    )


def _part(part: Part, names: dict[int, str]) -> tuple[str, str, int]:
    return names.get(part.account, ""), part.number, part.cents


def accounts_called(asked: str) -> list[tuple[int, str, int]]:
    """Accounts whose name, number or invoice fits: id, name, and what is open in cents."""
    words = sort_key(asked)
    numbers = numbers_in(asked, {asked[:1].upper()}) if asked[:1].isalpha() else []
    fits = (
        Q(member__person__sort_key__contains=words)
        | Q(member__company__sort_key__contains=words)
        | Q(member__number__iexact=asked)
        | Q(payer_name__icontains=asked)
        | Q(invoices__number__in=[*numbers, asked.upper()])
    )
    rows = list(accounts().filter(fits).distinct().order_by("pk")[:FOUND])
    ids = [row.pk for row in rows]
    owed = dict(
        Account.objects.filter(pk__in=ids)
        .annotate(sum=Coalesce(Sum("charges__amount_cents"), 0))
        .values_list("pk", "sum")
    )
    paid = dict(
        Account.objects.filter(pk__in=ids)
        .annotate(sum=Coalesce(Sum("postings__amount_cents"), 0))
        .values_list("pk", "sum")
    )
    return [(row.pk, account_name(row), owed[row.pk] - paid[row.pk]) for row in rows]


def payments_like(row: BankTransaction, asked: str) -> list[Posting]:
    """Payments of exactly the returned amount, the latest first; `asked` narrows by name or invoice."""
    rows = Posting.objects.filter(
        kind=Posting.Kind.PAYMENT,
        amount_cents=-row.to_book_cents,
        charge__isnull=False,
        booked_on__lte=row.booked_on,
    ).select_related("charge__invoice", "account__member__person", "account__member__company")
    if asked:
        words = sort_key(asked)
        rows = rows.filter(
            Q(account__member__person__sort_key__contains=words)
            | Q(account__member__company__sort_key__contains=words)
            | Q(charge__invoice__number__icontains=asked)
        )
    return list(rows.order_by("-booked_on", "-pk")[:FOUND])
