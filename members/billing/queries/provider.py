"""Reads: how the connection to Stripe stands, as far as we know it ourselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet, Subquery

from members.billing.models import PaymentProfile, Reconciliation, StripeEvent, Webhook
from verein.sealed import unseal

GIVEN_UP = Q(handled_at=None, next_try_at=None)
OTHER_MODE = "livemode"  # as `handle_event` notes it
SHOWN = 20


def webhook_secrets() -> list[str]:
    """What may sign news: those of the environment and those we made; several while one is replaced."""
    sealed = Webhook.objects.order_by("-made_at").values_list("secret_sealed", flat=True)
    return [*settings.STRIPE_WEBHOOK_SECRETS, *(unseal(each) for each in sealed)]


def own_webhooks() -> set[str]:
    """Ids of the webhooks whose secret lies here."""
    return set(Webhook.objects.values_list("endpoint_id", flat=True))


@dataclass(frozen=True)
class News:
    """What came from Stripe: the last event, what waits, what was given up, what came from the other mode."""

    last: StripeEvent | None
    waiting: int
    given_up: Sequence[StripeEvent]
    other_mode: StripeEvent | None


def given_up_events() -> QuerySet[StripeEvent]:
    return StripeEvent.objects.filter(GIVEN_UP).order_by("received_at")


def wrong_mode_events() -> QuerySet[StripeEvent]:
    """The last event, where it came from the other mode: that is told until something right has come after it."""
    last = StripeEvent.objects.order_by("-received_at").values("pk")[:1]
    return StripeEvent.objects.filter(pk=Subquery(last), error=OTHER_MODE)


def news() -> News:
    """Three statements. The other mode is told as `wrong_mode_events` says."""
    last = StripeEvent.objects.order_by("-received_at").first()
    waiting = StripeEvent.objects.filter(handled_at=None, next_try_at__isnull=False).count()
    given_up = list(given_up_events()[:SHOWN])
    return News(last, waiting, given_up, last if last and last.error == OTHER_MODE else None)


def last_reconciliation() -> Reconciliation | None:
    return Reconciliation.objects.order_by("-began_at", "-pk").first()


def profiles_elsewhere(account_id: str, *, is_live: bool) -> QuerySet[PaymentProfile]:
    """What is kept for payers at another account of Stripe's, or in its other mode; nothing where Stripe is silent."""
    rows = PaymentProfile.objects.exclude(stripe_account=account_id, is_live=is_live)
    return rows if account_id else rows.none()


def elsewhere_at_last() -> QuerySet[PaymentProfile]:
    """The same by the keys of the last comparison that Stripe answered."""
    last = Reconciliation.objects.exclude(stripe_account="").order_by("-began_at", "-pk").first()
    return profiles_elsewhere(last.stripe_account if last else "", is_live=bool(last and last.is_live))


def is_overdue(last: Reconciliation | None, now: datetime) -> bool:
    """Whether the hourly comparison did not run for three hours."""
    return last is None or (now - last.began_at).total_seconds() > 3 * 3600
