"""Writes: what falls due is collected from the card or account that was given: announced first, handed over in time."""

import logging
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from members.billing import gateway
from members.billing.mails.online import debit_announced
from members.billing.models import Account, Attempt, BillingSettings, Charge, PaymentProfile
from members.billing.queries.ledger import open_cents_of
from members.billing.queries.online import collectable_charges, profile_of, running_attempt
from members.billing.queries.parties import recipient_of
from members.billing.rules.online import collection_day, handover_day, why_not_collect
from verein import audit

from .syncing import sync

log = logging.getLogger(__name__)


def collect(now: datetime) -> int:
    """Announce what falls due, hand over what was announced; returns how many were handed over.

    Stops where Stripe asks us to wait: what is left is handed over by the next run, under the same key.
    """
    if not gateway.is_on():
        return 0
    today = timezone.localdate(now)
    days = BillingSettings.load().notice_days
    for charge in collectable_charges(today, days=days):
        announce(charge, collect_on=collection_day(charge.due_on, today=today, notice_days=days), now=now)
    waiting = Attempt.objects.filter(state=Attempt.State.ANNOUNCED).order_by("collect_on", "pk")
    handed_over = 0
    try:
        for attempt in waiting:
            handed_over += hand_over(attempt, now=now)
    except gateway.Unavailable as error:
        log.warning("collection stopped: %s", type(error).__name__)
    return handed_over


@transaction.atomic
def announce(charge: Charge, *, collect_on: date, now: datetime) -> Attempt | None:
    """The pre-notification (L-SEPA-4); None if somebody was quicker or there is no way to tell. Locks the account."""
    account = Account.objects.select_for_update().get(pk=charge.account_id)
    profile, cents, payer = profile_of(account), open_cents_of(charge), recipient_of(account)
    running = running_attempt(charge)
    reason = why_not_collect(
        account=account, profile=profile, open_cents=cents, running=running, today=timezone.localdate(now)
    )
    if reason or profile is None or not payer["email"]:
        return None
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
        to=payer["email"],
        language=payer["language"],
        name=payer["name"],
        attempt=attempt,
        mandate=profile.mandate_reference,
        collect_on=collect_on,
    )
    audit.log("billing.announce", attempt, actor=None)
    return attempt


def hand_over(attempt: Attempt, *, now: datetime) -> bool:
    """Ask Stripe to collect what was announced; False if it is not time yet or no longer needed.

    Raises gateway.Unavailable; the attempt then waits for the next run.
    """
    today = timezone.localdate(now)
    assert attempt.collect_on
    if today < handover_day(attempt.collect_on, method_type=attempt.method_type):
        return False
    request = _request(attempt.pk, today=today)
    if request is None:
        return False
    try:
        sync(gateway.collect(request, key=f"collect-{attempt.key}"), now=now)
    except gateway.Declined as error:
        sync(error.intent_id, now=now)
    except gateway.Refused as error:
        _failed(attempt.pk, code=error.code, words=str(error))
        return False
    return True


@transaction.atomic
def _request(pk: int, *, today: date) -> dict[str, Any] | None:
    """What Stripe is asked, written down before it is; None if nothing is to be collected. Locks the account."""
    account = Account.objects.select_for_update().get(attempts=pk)
    attempt = Attempt.objects.select_for_update().get(pk=pk)
    if attempt.state != Attempt.State.ANNOUNCED or attempt.request or attempt.charge is None:
        return attempt.request if attempt.state == Attempt.State.ANNOUNCED else None
    profile = PaymentProfile.objects.filter(account=account).exclude(method_id="").first()
    cents = min(attempt.amount_cents, open_cents_of(attempt.charge))  # never more than was announced
    if profile is None or cents <= 0:
        attempt.state, attempt.watched = Attempt.State.CANCELLED, False
        attempt.save(update_fields=["state", "watched"])
        return None
    attempt.amount_cents = cents
    attempt.request = {
        "amount": cents,
        "currency": "eur",
        "customer": profile.customer_id,
        "payment_method": profile.method_id,
        "off_session": True,
        "confirm": True,
        "description": attempt.charge.invoice.number,
        "metadata": {gateway.KEY: str(attempt.key)},
    }
    if profile.method_type == "sepa_debit":
        assert attempt.collect_on
        day = max(attempt.collect_on, today + timedelta(days=3))  # Stripe's shortest time
        attempt.request["payment_method_options"] = {"sepa_debit": {"target_date": day.isoformat()}}
    attempt.save(update_fields=["amount_cents", "request"])
    audit.log("billing.collect", attempt, actor=None)
    return dict(attempt.request)


@transaction.atomic
def _failed(pk: int, *, code: str, words: str) -> None:
    attempt = Attempt.objects.select_for_update().get(pk=pk)
    attempt.state, attempt.watched = Attempt.State.FAILED, False
    attempt.error_code, attempt.trouble = code[:60], words[:200]
    attempt.save(update_fields=["state", "watched", "error_code", "trouble"])
