"""Reads: payments through Stripe."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Sum
from django.db.models.functions import Coalesce

from members.billing.models import Account, Attempt, Charge, PaymentProfile, Posting, StripeEvent

RUNNING = (Attempt.State.NEW, Attempt.State.ANNOUNCED, Attempt.State.PROCESSING)


def running_attempt(charge: Charge) -> Attempt | None:
    """The one attempt that is not over yet."""
    return Attempt.objects.filter(charge=charge, state__in=RUNNING).first()


def running_charges(charge_ids: Iterable[int]) -> list[int]:
    """Those of the charges for which money is under way; settings.BILLING_DEBITS_RUNNING names this."""
    found = Attempt.objects.filter(charge__in=list(charge_ids), state=Attempt.State.PROCESSING)
    return [pk for pk in found.values_list("charge", flat=True) if pk is not None]


def profile_of(account: Account) -> PaymentProfile | None:
    return PaymentProfile.objects.filter(account=account).first()


def kept_cents(attempt: Attempt) -> int:
    """What of an attempt's money is with the association: the sum of its postings."""
    rows = Posting.objects.filter(ref__in=attempt.refs)
    total: int = rows.aggregate(sum=Coalesce(Sum("amount_cents"), 0))["sum"]
    return total


def watched_attempts(now: datetime) -> list[Attempt]:
    """Those whose state at Stripe may have changed, the youngest excepted: their answer is on its way."""
    return list(Attempt.objects.filter(watched=True, created_at__lte=now - timedelta(minutes=2)).order_by("pk"))


def due_events(now: datetime, limit: int = 200) -> list[str]:
    """News that a worker dropped or that wait for another try, the oldest first."""
    waiting = StripeEvent.objects.filter(handled_at=None, next_try_at__lte=now).order_by("received_at")
    return list(waiting.values_list("pk", flat=True)[:limit])
