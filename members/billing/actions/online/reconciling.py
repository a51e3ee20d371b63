"""Writes: what no webhook told. Webhooks alone are not enough: some never arrive."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from members.billing import gateway
from members.billing.actions.refusal import BillingRefused
from members.billing.models import Attempt, Reconciliation
from members.billing.queries.online import unanswered_refunds, watched_attempts
from members.billing.rules.online import PAGES_LAST

from .checkout import give_up
from .refunding import order_again
from .syncing import sync, sync_session

log = logging.getLogger(__name__)
KEPT = timedelta(days=35)


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
    looked_at, is_whole, account = 0, True, ""
    try:
        account = gateway.account_id()
        intents = gateway.recent_intents(since)
        for attempt in watched_attempts(now):
            looked_at += _look(lambda attempt=attempt: _page_of(attempt, now=now))  # type: ignore[misc]
        intents |= {str(attempt.payment_intent) for attempt in watched_attempts(now) if attempt.payment_intent}
        for order in unanswered_refunds(now):
            looked_at += _look(lambda order=order: order_again(order, now=now))  # type: ignore[misc]
        for intent_id in sorted(intents):
            looked_at += _look(lambda pk=intent_id: sync(pk, now=now))  # type: ignore[misc]
    except gateway.Unavailable as error:
        is_whole = False
        log.warning("reconciliation stopped: %s", type(error).__name__)
    whose = {"stripe_account": account, "is_live": gateway.is_live()}
    _note(Reconciliation(began_at=now, looked_at=looked_at, is_whole=is_whole, **whose))
    return looked_at


@transaction.atomic
def _note(run: Reconciliation) -> None:
    """Kept a while: the treasurer sees when and with which result."""
    run.save()
    Reconciliation.objects.filter(began_at__lt=run.began_at - KEPT).delete()


def _page_of(attempt: Attempt, *, now: datetime) -> None:
    """Whether a pay page was paid or has expired; one whose address was lost, or that is gone, expires unseen."""
    if attempt.state != Attempt.State.NEW:
        return
    with suppress(gateway.Refused):
        if attempt.session_id:
            sync_session(attempt.session_id, now=now)
            return
    if attempt.created_at < now - PAGES_LAST:
        give_up(attempt.pk)


def _look(call: Callable[[], object]) -> int:
    """One that is gone at Stripe does not stop the others."""
    try:
        call()
    except (gateway.Refused, BillingRefused) as error:
        log.warning("reconciliation: %s", type(error).__name__)
        return 0
    return 1
