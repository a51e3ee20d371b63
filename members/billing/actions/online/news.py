"""Writes: news from Stripe. Kept raw and answered at once; a worker looks at Stripe what it is about."""

import json
import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from members.billing import gateway
from members.billing.models import StripeEvent
from members.billing.queries.online import due_events

from .balance import follow_balance
from .checkout import forget_method
from .syncing import sync, sync_session

log = logging.getLogger(__name__)

MAX_TRIES = 20
FIRST_PAUSE = timedelta(seconds=30)  # doubled with every try, up to six hours
LONGEST_PAUSE = timedelta(hours=6)
KEPT = timedelta(days=90)


@transaction.atomic
def receive_event(body: str, *, now: datetime) -> bool:
    """Keep an event whose signature was checked; False if we know it already. Raises ValueError for what is none."""
    event = json.loads(body)
    if not isinstance(event, dict) or not isinstance(event.get("id"), str) or event.get("object") != "event":
        raise ValueError("no event")
    values = {
        "type": str(event.get("type", ""))[:80],
        "livemode": bool(event.get("livemode")),
        "body": body,
        "received_at": now,
        "next_try_at": now,
    }
    stored, is_new = StripeEvent.objects.get_or_create(event_id=event["id"][:80], defaults=values)
    if is_new:
        work_on_event.enqueue(stored.pk)
    return is_new


@task()
def work_on_event(event_id: str) -> None:
    """The queue's way into `handle_event`."""
    handle_event(event_id, now=timezone.now())


def handle_event(event_id: str, *, now: datetime) -> bool:
    """Bring the ledger up to date with what an event is about; False if it is to be tried again later."""
    event = StripeEvent.objects.filter(pk=event_id, handled_at=None).first()
    if event is None:
        return True
    if event.livemode != gateway.is_live():
        return _done(event, now=now, error="livemode")
    try:
        _act(event, now=now)
    except gateway.Unavailable as error:
        return _later(event, error, now=now)
    except gateway.Refused as error:  # what it is about is gone: reconciliation finds the rest
        return _done(event, now=now, error=str(error))
    except Exception as error:  # one event that nobody foresaw must not hold up those behind it
        log.exception("event %s", event.pk)
        return _later(event, error, now=now)
    return _done(event, now=now)


def _act(event: StripeEvent, *, now: datetime) -> None:
    kind, thing = gateway.event(event.body)
    if kind.startswith("checkout.session."):
        sync_session(thing.id, now=now)
    elif kind == "payment_method.detached":
        forget_method(thing.id, actor=None)
    elif kind == "mandate.updated" and thing.status == "inactive":
        forget_method(str(thing.payment_method), actor=None)
    elif kind.startswith("payout."):
        if not follow_balance(now):
            raise gateway.Unavailable("balance")
    elif intent_id := gateway.intent_of(kind, thing):
        sync(intent_id, now=now)


def _done(event: StripeEvent, *, now: datetime, error: str = "") -> bool:
    changed = {"handled_at": now, "next_try_at": None, "error": error[:300], "tries": event.tries + 1}
    StripeEvent.objects.filter(pk=event.pk).update(**changed)
    return True


def _later(event: StripeEvent, error: Exception, *, now: datetime) -> bool:
    """Twenty times over some days; then it stays listed, and reconciliation has found what it was about."""
    tries = event.tries + 1
    pause = min(FIRST_PAUSE * 2 ** min(tries, 12), LONGEST_PAUSE)
    values = {"tries": tries, "error": str(error)[:300], "next_try_at": now + pause if tries < MAX_TRIES else None}
    StripeEvent.objects.filter(pk=event.pk).update(**values)
    return False


def sweep_events(now: datetime) -> int:
    """What waits for another try, or was left by a killed worker; returns how many were handled."""
    StripeEvent.objects.filter(handled_at__lt=now - KEPT).delete()
    return sum(handle_event(pk, now=now) for pk in due_events(now))
