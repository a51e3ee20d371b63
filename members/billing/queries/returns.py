"""Reads: what the bank or Stripe took for debits that came back, and nobody has been charged for yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from members.billing.models import (
    Account,
    Attempt,
    BalanceEntry,
    BankMatch,
    BankTransaction,
    Charge,
    Posting,
    WaivedCost,
)
from members.billing.rules.failures import AS_BANKS_SAY
from members.billing.rules.returns import Advice, advice_on, why_not_charge

RETURNED = Posting.Kind.RETURNED
STRIPE = "stripe:"  # how references of postings begin that came from there


@dataclass(frozen=True)
class ReturnCost:
    """What one returned debit cost; `key` names its charge, which is made once."""

    key: str
    account: Account
    on: date
    cents: int
    code: str
    is_online: bool
    may_charge: bool  # the regulations of its day let the member bear it
    waived: WaivedCost | None = None

    @property
    def advice(self) -> Advice:
        return advice_on(AS_BANKS_SAY.get(self.code, self.code))


def key_of(row: BankTransaction) -> str:
    """The cost of one returned debit is charged once under this key."""
    return f"return:{row.pk}"


def key_of_entry(entry: BalanceEntry) -> str:
    """The same for a movement at Stripe."""
    return f"return:{entry.entry_id}"


def return_costs(only: str = "") -> list[ReturnCost]:
    """Costs of returned debits that nobody was charged for, the oldest first; `only` the one of this key.

    Six statements, and one for the regulations of each day.
    """
    found = [*_at_the_bank(only), *_at_stripe(only)]
    charged = Charge.objects.filter(key__startswith="return:", invoice__reversed_by=None, invoice__reverses=None)
    if only:
        charged = charged.filter(key=only)
    gone = set(charged.values_list("key", flat=True))
    standing = WaivedCost.objects.filter(key__in=[key for key, *_rest in found], reconsidered_at=None)
    waived = {each.key: each for each in standing}
    passes_on = _passed_on(each[2] for each in found)
    rows = [
        ReturnCost(key, account, day, cents, code, is_online, passes_on[day], waived.get(key))
        for key, account, day, cents, code, is_online in found
        if key not in gone
    ]
    return sorted(rows, key=lambda row: (row.on, row.key))


Found = tuple[str, Account, date, int, str, bool]  # key, account, day, cents, code, is online


def _at_the_bank(only: str) -> list[Found]:
    """Booked lines of returns with a fee; taken back, a line is open again and costs nobody anything."""
    rows = BankMatch.objects.filter(
        transaction__is_return=True,
        transaction__fee_cents__gt=0,
        transaction__state=BankTransaction.State.BOOKED,
        posting__kind=RETURNED,
    )
    if only:
        rows = rows.filter(transaction__in=_pk_of(only))
    last = {match.transaction_id: match for match in _named(rows, "posting__").order_by("pk")}
    lines = [(match.transaction, match.posting) for match in last.values()]
    return [(key_of(row), each.account, row.booked_on, row.fee_cents, row.return_code, False) for row, each in lines]


def _at_stripe(only: str) -> list[Found]:
    """Movements with a fee of a debit that was reclaimed or failed; a card's dispute is neither."""
    entries = BalanceEntry.objects.filter(fee_cents__gt=0, kind__in=("dispute", "charge_failure")).exclude(source="")
    entries = entries.filter(entry_id=only.removeprefix("return:")) if only else entries
    rows = list(entries.order_by("pk"))
    postings = Posting.objects.filter(kind=RETURNED, ref__in=[STRIPE + row.source for row in rows])
    # A card is declined at once and never counted: what is counted and then fails was a debit.
    debits = Attempt.objects.filter(payment_intent__in=[row.intent_id for row in rows])
    back = {each.ref: (each.account, each.reason_code) for each in _named(postings, "")}
    failed = {each.payment_intent: (each.account, each.error_code) for each in _named(debits, "")}
    whose = {
        row.pk: back.get(STRIPE + row.source) if row.kind == "dispute" else failed.get(row.intent_id) for row in rows
    }
    return [
        (key_of_entry(row), found[0], row.booked_on, row.fee_cents, found[1], True)
        for row in rows
        if (found := whose[row.pk])
    ]


def _pk_of(key: str) -> Sequence[int]:
    pk = key.removeprefix("return:")
    return [int(pk)] if pk.isdecimal() else []


def _named(rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    """With whom they concern, so that a list asks once."""
    names = ["transaction"] if path else []
    return rows.select_related(*names, f"{path}account__member__person", f"{path}account__member__company")


def _passed_on(days: Iterable[date]) -> dict[date, bool]:
    ask = import_string(settings.BILLING_RETURN_COSTS)
    return {day: bool(ask(day)) for day in set(days)}


def reconsidered_costs(count: int) -> list[WaivedCost]:
    """Waivers that were taken back, the latest first."""
    rows = WaivedCost.objects.exclude(reconsidered_at=None).order_by("-reconsidered_at")
    return list(_named(rows, "")[:count])


def return_cost(key: str) -> ReturnCost | None:
    """The cost of this name, as long as nobody was charged for it."""
    return next(iter(return_costs(key)), None)


def may_charge_costs(row: BankTransaction) -> bool:
    """Whether this line is a booked return whose cost the regulations of its day pass on, and nothing was decided."""
    cost = return_cost(key_of(row)) if row.is_return and row.fee_cents else None
    return bool(cost and why_not_charge(may_pass_on=cost.may_charge, is_waived=bool(cost.waived)) is None)
