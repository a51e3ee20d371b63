"""Writes: what falls due is collected from the card or account that was given: announced first, handed over in time."""

import json
import logging
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from members.billing import gateway
from members.billing.mails.online import debit_announced, payment_failed
from members.billing.models import Account, Attempt, BillingSettings, Charge, PaymentProfile
from members.billing.queries.ledger import open_cents_of
from members.billing.queries.online import collectable_charges, profile_of, running_attempt
from members.billing.queries.parties import recipient_of
from members.billing.rules.online import (
    KEYS_LAST,
    collection_day,
    handover_day,
    possible_day,
    why_announce_again,
    why_not_collect,
)
from verein import audit

from .checkout import is_gone
from .syncing import sync

log = logging.getLogger(__name__)


def collect(now: datetime) -> int:
    """Announce what falls due, hand over what was announced; returns how many were handed over.

    Stops where Stripe asks us to wait: what is left is handed over by the next run, under the same key.
    """
    if not gateway.is_on():
        return 0
    for charge in collectable_charges(timezone.localdate(now), days=BillingSettings.load().notice_days):
        announce(charge, now=now)
    waiting = Attempt.objects.filter(state=Attempt.State.ANNOUNCED).order_by("collect_on", "pk")
    handed_over = 0
    try:
        for attempt in waiting:
            handed_over += _tried(attempt, now=now)
    except gateway.Unavailable as error:
        log.warning("collection stopped: %s", type(error).__name__)
    return handed_over


def _tried(attempt: Attempt, *, now: datetime) -> bool:
    """One whose customer or payment is gone at Stripe does not hold up those behind it."""
    try:
        return hand_over(attempt, now=now)
    except gateway.Refused as error:
        log.warning("collection of %s: %s", attempt.pk, type(error).__name__)
        return False


@transaction.atomic
def announce(charge: Charge, *, now: datetime, instead_of: date | None = None) -> Attempt | None:
    """The pre-notification (L-SEPA-4); None if somebody was quicker or there is no way to tell. Locks the account.

    `instead_of` is the day that was announced before and does not hold.
    """
    account = Account.objects.select_for_update().get(pk=charge.account_id)
    running, today = running_attempt(charge), timezone.localdate(now)
    profile, cents, payer = profile_of(account), open_cents_of(charge), recipient_of(account, today)
    reason = why_not_collect(account=account, profile=profile, open_cents=cents, running=running, today=today)
    if reason or profile is None or not payer["email"]:
        return None
    collect_on = collection_day(charge.due_on, today=today, notice_days=BillingSettings.load().notice_days)
    attempt = Attempt.objects.create(
        account=account,
        charge=charge,
        kind=Attempt.Kind.COLLECTION,
        state=Attempt.State.ANNOUNCED,
        amount_cents=cents,
        collect_on=collect_on,
        method_type=profile.method_type,
        created_at=now,
    )
    debit_announced(
        payer=payer,
        attempt=attempt,
        mandate=profile.mandate_reference,
        collect_on=collect_on,
        instead_of=instead_of,
    )
    audit.log("billing.announce", attempt, actor=None)
    return attempt


def hand_over(attempt: Attempt, *, now: datetime) -> bool:
    """Ask Stripe to collect what was announced; False if it is not time yet or no longer needed.

    Raises gateway.Unavailable; the attempt then waits for the next run.
    """
    assert attempt.collect_on
    if timezone.localdate(now) < handover_day(attempt.collect_on, method_type=attempt.method_type):
        return False
    intent_id = str(attempt.payment_intent or "") or _heard_of(attempt, now=now)
    if not intent_id:
        asked = _asked(attempt.pk, now=now)
        intent_id = _collected(asked, now=now) if asked else ""
    if intent_id:
        sync(intent_id, now=now)
    return bool(intent_id)


def _heard_of(attempt: Attempt, *, now: datetime) -> str:
    """The payment of a request whose answer was lost so long ago that Stripe has forgotten its key.

    Repeating it then would collect twice. Where Stripe has no such payment the request never arrived: it is dropped.
    """
    if attempt.asked_at is None or attempt.asked_at > now - KEYS_LAST:
        return ""
    request = json.loads(attempt.request)
    found = gateway.intent_with_key(str(attempt.key), customer_id=request["customer"], since=attempt.asked_at)
    if not found:
        _forget_request(attempt)
    return found


def _forget_request(attempt: Attempt) -> None:
    """It surely never came to anything: the next run looks anew at what can be collected when."""
    Attempt.objects.filter(pk=attempt.pk, state=Attempt.State.ANNOUNCED).update(request="", asked_at=None)


def _collected(attempt: Attempt, *, now: datetime) -> str:
    """The id of the payment, also of a declined one; empty where Stripe refuses the request."""
    assert attempt.asked_at
    key = f"collect-{attempt.key}-{attempt.asked_at:%Y%m%d%H%M}"
    try:
        intent_id = gateway.collect(json.loads(attempt.request), key=key)
    except gateway.Refused as error:
        if isinstance(error, gateway.NoCustomer) and not is_gone(attempt.account):
            _forget_request(attempt)  # it waits for the keys of the account it was announced for
            raise gateway.Unavailable("keys of another account") from error
        intent_id = error.intent_id
        if not intent_id and timezone.localdate(attempt.asked_at) < timezone.localdate(now):
            _forget_request(attempt)  # written on another day: its date of collection is too near by now
        elif not intent_id:
            _failed(attempt.pk, code=error.code, words=str(error))
    if intent_id:
        Attempt.objects.filter(pk=attempt.pk, payment_intent=None).update(payment_intent=intent_id)
    return intent_id


@transaction.atomic
def _asked(pk: int, *, now: datetime) -> Attempt | None:
    """The attempt with what Stripe is asked, written down before it is; None if nothing is to be collected now.

    What does not hold as it was announced is announced anew. Locks the account.
    """
    account = Account.objects.select_for_update().get(attempts=pk)
    attempt = Attempt.objects.select_for_update().get(pk=pk)
    if attempt.state != Attempt.State.ANNOUNCED or attempt.request or attempt.charge is None:
        return attempt if attempt.state == Attempt.State.ANNOUNCED else None
    assert attempt.collect_on
    profile, cents, today = profile_of(account), open_cents_of(attempt.charge), timezone.localdate(now)
    if why_not_collect(account=account, profile=profile, open_cents=cents, running=None, today=today) or not profile:
        _drop(attempt)
        return None
    day = possible_day(attempt.collect_on, today=today, method_type=profile.method_type)
    if why_announce_again(attempt, profile, open_cents=cents, day=day):
        _drop(attempt)
        announce(attempt.charge, now=now, instead_of=attempt.collect_on)
        return None
    attempt.request, attempt.asked_at = json.dumps(_request(attempt, profile, day)), now
    attempt.save(update_fields=["request", "asked_at"])
    audit.log("billing.collect", attempt, actor=None)
    return attempt


def _request(attempt: Attempt, profile: PaymentProfile, day: date) -> dict[str, Any]:
    assert attempt.charge
    request: dict[str, Any] = {
        "amount": attempt.amount_cents,
        "currency": "eur",
        "customer": profile.customer_id,
        "payment_method": profile.method_id,
        "off_session": True,
        "confirm": True,
        "description": attempt.charge.invoice.number,
        "metadata": {gateway.KEY: str(attempt.key)},
    }
    if profile.method_type == "sepa_debit":
        request["payment_method_options"] = {"sepa_debit": {"target_date": day.isoformat()}}
    return request


def _drop(attempt: Attempt) -> None:
    attempt.state, attempt.watched = Attempt.State.CANCELLED, False
    attempt.save(update_fields=["state", "watched"])


@transaction.atomic
def _failed(pk: int, *, code: str, words: str) -> None:
    attempt = Attempt.objects.select_for_update().get(pk=pk)
    attempt.state, attempt.watched = Attempt.State.FAILED, False
    attempt.error_code, attempt.trouble = code[:60], words[:200]
    attempt.save(update_fields=["state", "watched", "error_code", "trouble"])
    audit.log("billing.payment_failed", attempt, actor=None)
    if attempt.charge:  # its payer was told that it is collected
        payment_failed(attempt.account, charge=attempt.charge, code=code, on=attempt.collect_on)
