"""Reads: what an announced run still collects: who is to be left out by now and why, and of whom less is due."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from members.billing.models import Charge, Debit, DebitItem, DebitRun
from members.billing.rules.collecting import Standing, has_died, why_left_out

from .ledger import with_open
from .online import running_charges


@dataclass(frozen=True)
class Correction:
    """A debit that is not what was announced: left out (`Debit.LeftOut`), or its items are less (item -> cents)."""

    debit: Debit
    left_out: str
    items: Mapping[int, int]

    @property
    def cents(self) -> int:
        return 0 if self.left_out else sum(self.items.values())

    @property
    def reason(self) -> str:
        return str(Debit.LeftOut(self.left_out).label) if self.left_out else ""


def corrections(run: DebitRun, debits: Sequence[Debit]) -> list[Correction]:
    """Of the debits that are still in the run those to be left out or lowered; three statements.

    `debits` with mandate, account and member. Nothing is ever more than it was announced.
    """
    debits = [debit for debit in debits if not debit.is_off]
    items: dict[int, list[DebitItem]] = defaultdict(list)
    for item in DebitItem.objects.filter(debit__in=debits).order_by("pk"):
        items[item.debit_id].append(item)
    ids = {item.charge_id for each in items.values() for item in each}
    open_cents = dict(with_open(Charge.objects.filter(pk__in=ids)).values_list("pk", "open_cents"))
    online = set(running_charges(ids))
    found = (_correction(debit, items[debit.pk], open_cents, online, run) for debit in debits)
    return [each for each in found if each.left_out or each.cents < each.debit.amount_cents]


def _correction(
    debit: Debit, items: Sequence[DebitItem], open_cents: Mapping[int, int], online: set[int], run: DebitRun
) -> Correction:
    due = {item.pk: max(min(item.amount_cents, open_cents[item.charge_id]), 0) for item in items}
    account = debit.mandate.account
    standing = Standing(
        debit.mandate,
        account.way,
        sum(due.values()),
        has_died=has_died(account),
        paused_until=account.reminders_paused_until,
        is_paid_online=any(item.charge_id in online for item in items),
    )
    return Correction(debit, why_left_out(standing, run.collect_on), due)


def changed_by_file(run: DebitRun) -> int:
    """How many payers were left out or lowered in the moment in which the run's file was made."""
    made_at = DebitRun.objects.values_list("downloaded_at", flat=True).get(pk=run.pk)
    lowered = Q(left_out="", amount_cents__lt=F("announced_cents"))
    return Debit.objects.filter(lowered | Q(left_out_at=made_at), run=run).count()
