"""Reads: what Stripe does not tell us. Silence is not seen on any single payment, so it is looked for."""

from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.billing.models import Attempt, Reconciliation, StripeEvent
from members.billing.rules.setting_up import kept_elsewhere

from .provider import elsewhere_at_last

AWAY_FOR = timedelta(hours=20)
UNHEARD = 3  # that many payments without any news are no accident


def problems() -> list[str]:
    """Sentences for the treasurer; settings.BILLING_CHECKS names this. Six statements at most."""
    elsewhere = elsewhere_at_last().count()
    return [*_away(), *_unheard(), *([kept_elsewhere(elsewhere)] if elsewhere else [])]


def _away() -> list[str]:
    """The comparisons of almost a day did not come to their end."""
    last = Reconciliation.objects.order_by("-began_at").first()
    whole = Reconciliation.objects.filter(is_whole=True).order_by("-began_at").first()
    since = whole or Reconciliation.objects.order_by("began_at").first()
    if last is None or since is None or last.began_at - since.began_at < AWAY_FOR:
        return []
    day = date_format(since.began_at, "SHORT_DATE_FORMAT")
    told = _("Stripe has not answered since %(day)s. What happened there is taken over when it does; nothing is lost.")
    return [told % {"day": day}]


def _unheard() -> list[str]:
    """Payments come in, but only our own questions find them: the address or the secret of the webhook is wrong."""
    news = StripeEvent.objects.order_by("-received_at").first()
    done = Attempt.objects.filter(kind=Attempt.Kind.CHECKOUT, state=Attempt.State.DONE)
    if news is not None:
        done = done.filter(created_at__gt=news.received_at)
    if done.count() < UNHEARD:
        return []
    return [_("Payments come in, but Stripe’s news of them do not: please check the webhook’s address and its secret.")]
