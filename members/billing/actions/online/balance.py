"""Writes: the balance at Stripe is followed: movements with their fees, payouts, and whether all adds up."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from members.billing import gateway
from members.billing.models import BalanceCheck, BalanceEntry, ProviderPayout
from members.billing.rules.provider import BalanceMove, PaidOut

log = logging.getLogger(__name__)
LOOKS_BACK = timedelta(days=35)
KEPT = timedelta(days=35)


def follow_balance(now: datetime) -> bool:
    """Take over what moved, then compare Stripe's balance with the sum; False where Stripe did not answer.

    The first time everything is taken over. No row is locked while Stripe is asked.
    """
    if not gateway.is_on():
        return True
    since = now - LOOKS_BACK if BalanceEntry.objects.exists() else None
    try:
        before = gateway.balance_cents()
        payouts = gateway.paid_out(since)
        take_over_balance(gateway.moves(since), payouts)
        _list_payouts(payouts)
        after = gateway.balance_cents()
    except gateway.GatewayError as error:
        log.warning("following the balance stopped: %s", type(error).__name__)
        return False
    if before == after:  # else something moved meanwhile: the next hour will do
        _note(after, now=now)
    return True


@transaction.atomic
def take_over_balance(moves: Iterable[BalanceMove], payouts: Iterable[PaidOut]) -> None:
    """What is known already stays; payouts change their state."""
    BalanceEntry.objects.bulk_create(
        [
            BalanceEntry(
                entry_id=move.id,
                kind=move.kind[:60],
                amount_cents=move.cents,
                fee_cents=move.fee_cents,
                source=move.source,
                intent_id=move.intent_id,
                booked_on=timezone.localdate(move.at),
                created_at=move.at,
            )
            for move in moves
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    for payout in payouts:
        values = {
            "amount_cents": payout.cents,
            "arrives_on": payout.arrives_on,
            "state": payout.state,
            "failure": payout.failure[:200],
        }
        ProviderPayout.objects.update_or_create(payout_id=payout.id, defaults=values)


def _list_payouts(payouts: Iterable[PaidOut]) -> None:
    """What each payout is made of, asked once; one that was ordered by hand has no list."""
    open_ = set(ProviderPayout.objects.filter(is_listed=False).values_list("payout_id", flat=True))
    for payout in payouts:
        if payout.id in open_ and payout.is_automatic:
            try:
                found = gateway.moves_of(payout.id)
            except gateway.Refused:
                continue
            _list_one(payout.id, found)


@transaction.atomic
def _list_one(payout_id: str, moves: list[BalanceMove]) -> None:
    take_over_balance(moves, ())
    row = ProviderPayout.objects.get(payout_id=payout_id)
    BalanceEntry.objects.filter(entry_id__in=[move.id for move in moves]).update(payout=row)
    row.is_listed = True
    row.save(update_fields=["is_listed"])


@transaction.atomic
def _note(balance: int, *, now: datetime) -> None:
    sums = BalanceEntry.objects.aggregate(amount=Sum("amount_cents"), fee=Sum("fee_cents"))
    BalanceCheck.objects.create(
        checked_at=now, balance_cents=balance, entries_cents=(sums["amount"] or 0) - (sums["fee"] or 0)
    )
    BalanceCheck.objects.filter(checked_at__lt=now - KEPT).delete()
