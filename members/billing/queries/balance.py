"""Reads: payouts of Stripe, what is in each, where they arrived, and whether Stripe and our books agree."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.billing.models import (
    Attempt,
    BalanceCheck,
    BalanceEntry,
    BankStatement,
    BankTransaction,
    Posting,
    ProviderPayout,
)
from members.billing.rules.balance import kind_name, why_payout_failed
from verein.money import euros

EARLIER, LATER = timedelta(days=3), timedelta(days=7)  # that far a bank's day may lie from the day Stripe named
SETTLES = timedelta(hours=2)  # news of the last hours may still be on their way
SHOWN = 20
State = ProviderPayout.State


@dataclass(frozen=True)
class PayoutRow:
    """A payout with the sums of what it is made of, in cents."""

    payout: ProviderPayout
    gross_cents: int
    fee_cents: int
    count: int

    @property
    def why_failed(self) -> str:
        return why_payout_failed(self.payout.failure)


def payout_rows(payouts: Sequence[ProviderPayout]) -> list[PayoutRow]:
    """One statement for all of them."""
    sums: Any = BalanceEntry.objects.filter(payout__in=payouts).exclude(kind__in=BalanceEntry.PAYOUTS).order_by()
    found: dict[int, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    for pk, kind, amount, fee in sums.values_list("payout", "kind", "amount_cents", "fee_cents"):
        gross, fees, count = found[pk]
        is_fee = kind == BalanceEntry.FEE
        found[pk] = (gross + (0 if is_fee else amount), fees + fee - (amount if is_fee else 0), count + 1)
    return [PayoutRow(payout, *found[payout.pk]) for payout in payouts]


def payouts() -> QuerySet[ProviderPayout]:
    return ProviderPayout.objects.select_related("bank_line").order_by("-arrives_on", "-pk")


@dataclass(frozen=True)
class EntryRow:
    """A movement, and the attempt it belongs to; None where it is not of ours."""

    entry: BalanceEntry
    attempt: Attempt | None

    @property
    def kind(self) -> str:
        return kind_name(self.entry.kind)


def entry_rows(entries: Iterable[BalanceEntry]) -> list[EntryRow]:
    rows = list(entries)
    attempts = Attempt.objects.filter(payment_intent__in={row.intent_id for row in rows if row.intent_id})
    attempts = attempts.select_related("charge__invoice", "account__member__person", "account__member__company")
    known = {attempt.payment_intent: attempt for attempt in attempts}
    return [EntryRow(row, known.get(row.intent_id)) for row in rows]


def not_paid_out() -> int:
    """What lies at Stripe by the movements we know, in cents."""
    sums = BalanceEntry.objects.aggregate(amount=Sum("amount_cents"), fee=Sum("fee_cents"))
    return (sums["amount"] or 0) - (sums["fee"] or 0)


def last_balance_check() -> BalanceCheck | None:
    return BalanceCheck.objects.order_by("-checked_at", "-pk").first()


# --- Bookkeeping -----------------------------------------------------------------------------------------------------
def fees_by_day(from_on: date, until_on: date) -> Iterator[tuple[date, int]]:
    """Fees of the payment service in cents, for each day with any."""
    rows = BalanceEntry.objects.filter(booked_on__gte=from_on, booked_on__lt=until_on).order_by("booked_on")
    own = Coalesce(Sum("amount_cents", filter=Q(kind=BalanceEntry.FEE)), 0)
    for day, fee, charged in (
        rows.values("booked_on").annotate(fee=Sum("fee_cents"), own=own).values_list("booked_on", "fee", "own")
    ):
        if fee - charged:
            yield day, fee - charged


def arrived(from_on: date, until_on: date) -> QuerySet[Any]:
    """Payouts that came to the bank on these days: by its statement, else by the day Stripe names; with `day`."""
    rows = ProviderPayout.objects.filter(state=State.PAID).annotate(day=Coalesce("bank_line__booked_on", "arrives_on"))
    return rows.filter(day__gte=from_on, day__lt=until_on).order_by("day", "pk")


def has_fees() -> bool:
    return BalanceEntry.objects.exists()


# --- Lines of the bank account ---------------------------------------------------------------------------------------
def may_be_arrival(row: BankTransaction, payout: ProviderPayout) -> bool:
    fits = payout.arrives_on - EARLIER <= row.booked_on <= payout.arrives_on + LATER
    return fits and row.amount_cents == payout.amount_cents and payout.state in {State.PAID, State.IN_TRANSIT}


def arrivals_for(rows: Iterable[BankTransaction]) -> dict[int, list[ProviderPayout]]:
    """The payouts each open line may be, by its id; one statement."""
    open_ = [row for row in rows if row.state == BankTransaction.State.OPEN and row.amount_cents > 0]
    if not open_:
        return {}
    wanted = ProviderPayout.objects.filter(bank_line=None, amount_cents__in={row.amount_cents for row in open_})
    found = list(wanted.order_by("arrives_on", "pk"))
    return {row.pk: [payout for payout in found if may_be_arrival(row, payout)] for row in open_}


def arrived_by(rows: Iterable[BankTransaction]) -> dict[int, list[ProviderPayout]]:
    """The payouts that booked lines were, by the line's id; one statement."""
    booked = [row.pk for row in rows if row.state == BankTransaction.State.BOOKED]
    found = ProviderPayout.objects.filter(bank_line__in=booked) if booked else []
    return {payout.bank_line_id: [payout] for payout in found if payout.bank_line_id}


def certain_arrivals() -> list[tuple[BankTransaction, ProviderPayout]]:
    """Open lines that name Stripe and fit one payout, which fits no other line."""
    amounts = ProviderPayout.objects.filter(bank_line=None).values("amount_cents")
    rows = BankTransaction.objects.filter(state=BankTransaction.State.OPEN, amount_cents__in=amounts).order_by("pk")
    named = [row for row in rows if names_provider(row)]
    found = {pk: fits[0] for pk, fits in arrivals_for(named).items() if len(fits) == 1}
    taken = [payout.pk for payout in found.values()]
    return [(row, found[row.pk]) for row in named if row.pk in found and taken.count(found[row.pk].pk) == 1]


def names_provider(row: BankTransaction) -> bool:
    details = row.opened()
    return "STRIPE" in f"{details['name']} {details['purpose']}".upper()


# --- Whether it agrees -----------------------------------------------------------------------------------------------
def problems() -> list[str]:
    """Where Stripe and our books differ, in sentences; settings.BILLING_CHECKS names this."""
    check = last_balance_check()
    if check is None:
        return []
    found = []
    if check.difference_cents:
        found.append(
            _("Stripe’s balance is %(balance)s; its movements add up to %(sum)s.")
            % {"balance": euros(check.balance_cents), "sum": euros(check.entries_cents)}
        )
    return [*found, *_differences(check.checked_at - SETTLES), *_not_arrived()]


def _differences(until: datetime) -> Iterator[str]:
    """Each payment, refund, dispute: what Stripe moved against what we booked, unless it happened just now."""
    ours, fresh = _booked(until)
    theirs: dict[str, int] = defaultdict(int)
    of_ours = Attempt.objects.exclude(payment_intent=None).values("payment_intent")
    moved = BalanceEntry.objects.filter(intent_id__in=of_ours).exclude(source="")
    for source, amount, at in moved.values_list("source", "amount_cents", "created_at"):
        theirs[source] += amount
        if at >= until:
            fresh.add(source)
    sources = (ours.keys() | theirs.keys()) - fresh
    wrong = sorted(source for source in sources if ours.get(source, 0) != theirs.get(source, 0))
    for source in wrong[:SHOWN]:
        yield _("Stripe moved %(theirs)s for %(source)s, the books say %(ours)s.") % {
            "theirs": euros(theirs.get(source, 0)),
            "ours": euros(ours.get(source, 0)),
            "source": source,
        }


def _booked(until: datetime) -> tuple[dict[str, int], set[str]]:
    """Our postings by the thing at Stripe they name, in cents; and those that are too fresh to compare."""
    sums: dict[str, int] = defaultdict(int)
    fresh = set()
    rows = Posting.objects.filter(way=Posting.Way.STRIPE, ref__startswith="stripe:")
    for ref, amount, at in rows.values_list("ref", "amount_cents", "created_at"):
        source = ref.split(":")[1]
        sums[source] += amount
        if at >= until:
            fresh.add(source)
    return sums, fresh


def _not_arrived() -> Iterator[str]:
    """Payouts that the bank's statements should show by now and do not."""
    last = BankStatement.objects.order_by("-last_on").values_list("last_on", flat=True).first()
    first = BankStatement.objects.order_by("from_on").values_list("from_on", flat=True).first()
    if last is None or first is None:
        return
    late = ProviderPayout.objects.filter(state=State.PAID, bank_line=None, arrives_on__gte=first)
    for payout in late.filter(arrives_on__lt=last - LATER).order_by("arrives_on")[:SHOWN]:
        yield _("The payout %(id)s of %(amount)s (%(day)s) is on no bank statement, or not assigned there.") % {
            "id": payout.payout_id,
            "amount": euros(payout.amount_cents),
            "day": date_format(payout.arrives_on, "SHORT_DATE_FORMAT"),
        }


def failed_payouts() -> QuerySet[ProviderPayout]:
    """The last payout, where it failed: nothing was paid out since."""
    ordered = ProviderPayout.objects.exclude(state=State.CANCELED).order_by(F("arrives_on").desc(), "-pk")
    return ProviderPayout.objects.filter(pk=Subquery(ordered.values("pk")[:1]), state=State.FAILED)
