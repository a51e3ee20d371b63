"""Reads: payments through Stripe."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from members.billing.models import Account, Attempt, Charge, PaymentProfile, Posting, RefundOrder, StripeEvent
from members.billing.rules.online import SMALLEST_CENTS
from verein.sealed import fingerprint

from .ledger import with_open
from .parties import recipient_of

RUNNING = (Attempt.State.NEW, Attempt.State.ANNOUNCED, Attempt.State.PROCESSING)


def running_attempt(charge: Charge) -> Attempt | None:
    """The one attempt that is not over yet."""
    return Attempt.objects.filter(charge=charge, state__in=RUNNING).first()


def running_charges(charge_ids: Iterable[int]) -> QuerySet[Any, int]:
    """Those of the charges for which money is under way; settings.BILLING_DEBITS_RUNNING names this."""
    found = Attempt.objects.filter(charge__in=list(charge_ids), state=Attempt.State.PROCESSING)
    return found.order_by().values_list("charge", flat=True)


def profile_of(account: Account) -> PaymentProfile | None:
    return PaymentProfile.objects.filter(account=account).first()


def said_of(payer: Mapping[str, str]) -> str:
    """What Stripe knows of a payer, as a keyed hash."""
    return fingerprint(f"{payer['name']}\n{payer['email']}")


def customers_to_tell(account_id: str, *, is_live: bool) -> list[tuple[PaymentProfile, dict[str, str]]]:
    """Customers of this account of Stripe's whose payer has another name or e-mail address by now; one statement."""
    rows = PaymentProfile.objects.filter(stripe_account=account_id, is_live=is_live).order_by("pk")
    rows = rows.select_related("account__member__person", "account__member__company")
    found = ((row, recipient_of(row.account)) for row in rows)
    return [(row, payer) for row, payer in found if row.told != said_of(payer)]


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


def collectable_charges(today: date, *, days: int) -> "QuerySet[Charge]":
    """Open charges that fall due within `days`, of accounts with a kept card or account; the oldest first.

    What was paid online once and failed, came back, is disputed or was given back is not collected by itself: its payer
    was asked to pay, or is not to pay. A dispute that is won would pay it twice.
    """
    tried = Attempt.objects.filter(charge=OuterRef("pk"))
    over = tried.filter(state__in=[Attempt.State.FAILED, Attempt.State.DONE])
    kept = PaymentProfile.objects.filter(account=OuterRef("account")).exclude(method_id="")
    ours = Charge.objects.filter(account__way=Account.Way.STRIPE, due_on__lte=today + timedelta(days=days))
    ready = (
        ours.exclude(account__member__person__died_on__isnull=False)
        .filter(Exists(kept))
        .exclude(Exists(over))
        .exclude(Exists(tried.filter(state__in=RUNNING)))
    )
    return (
        with_open(ready)
        .filter(open_cents__gte=SMALLEST_CENTS)
        .select_related("account__member", "invoice")
        .order_by("due_on")
    )


def unanswered_refunds(now: datetime) -> list[RefundOrder]:
    """Orders whose answer was lost, the youngest excepted: their answer is on its way."""
    open_ = RefundOrder.objects.filter(refund_id="", refused="", created_at__lte=now - timedelta(minutes=2))
    return list(open_.select_related("attempt").order_by("pk"))


def problems() -> list[str]:
    """What a person must look at, in sentences for the treasurer; settings.BILLING_CHECKS names this."""
    odd = Attempt.objects.exclude(trouble="").select_related("charge__invoice").order_by("pk")
    found = [
        _("Online payment for %(number)s: %(trouble)s.") % {"number": row.charge.invoice.number, "trouble": row.trouble}
        for row in odd
        if row.charge
    ]
    lost = StripeEvent.objects.filter(handled_at=None, next_try_at=None).count()
    other_mode = StripeEvent.objects.filter(error="livemode").count()
    if lost:
        found.append(_("%(count)s events from Stripe could not be worked on.") % {"count": lost})
    if other_mode:
        found.append(_("%(count)s events came from Stripe’s other mode (test or live).") % {"count": other_mode})
    return found
