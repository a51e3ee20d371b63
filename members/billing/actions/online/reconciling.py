"""Writes: what no webhook told. Webhooks alone are not enough: some never arrive."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from members.billing import gateway
from members.billing.actions.refusal import BillingRefused
from members.billing.queries.online import unanswered_refunds, watched_attempts

from .refunding import order_again
from .syncing import sync, sync_session

log = logging.getLogger(__name__)


def reconcile_hourly(now: datetime) -> int:
    return reconcile(since=now - timedelta(hours=72), now=now)


def reconcile_nightly(now: datetime) -> int:
    return reconcile(since=now - timedelta(days=35), now=now)


def reconcile(*, since: datetime, now: datetime) -> int:
    """Look at everything since then and at every attempt that is not over; returns how many were looked at.

    Stops where Stripe asks us to wait: the next run goes on.
    """
    if not gateway.is_on():
        return 0
    looked_at = 0
    try:
        intents = gateway.recent_intents(since)
        for attempt in watched_attempts(now):
            if attempt.payment_intent:
                intents.add(attempt.payment_intent)
            elif attempt.session_id:
                looked_at += _look(lambda pk=attempt.session_id: sync_session(pk, now=now))  # type: ignore[misc]
        for order in unanswered_refunds(now):
            looked_at += _look(lambda order=order: order_again(order, now=now))  # type: ignore[misc]
        for intent_id in sorted(intents):
            looked_at += _look(lambda pk=intent_id: sync(pk, now=now))  # type: ignore[misc]
    except gateway.Unavailable as error:
        log.warning("reconciliation stopped: %s", type(error).__name__)
    return looked_at


def _look(call: Callable[[], object]) -> int:
    """One that is gone at Stripe does not stop the others."""
    try:
        call()
    except (gateway.Refused, BillingRefused) as error:
        log.warning("reconciliation: %s", type(error).__name__)
        return 0
    return 1
