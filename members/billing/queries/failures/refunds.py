"""Refunds through Stripe that were refused, failed or never answered: until another one is ordered."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from members.billing.models import Account, Payout, Posting, RefundOrder
from members.billing.rules.failures import Failure, FailureKind
from verein.money import euros

from .watch import Watch

SHOWN_DAYS = 90  # later nobody waits for it any more


def _signs(today: date) -> list[QuerySet[Any]]:
    return [_ordered_rows(today), _back_rows(today)]


def _refunds(today: date) -> list[Failure]:
    return [*_ordered(today), *_came_back(today)]


def _holder(path: str) -> tuple[str, str]:
    return f"{path}account__member__person", f"{path}account__member__company"


def _ordered_rows(today: date) -> QuerySet[RefundOrder]:
    """Refused, or without an answer for a day: then Stripe has forgotten the key, and a person must look."""
    since = today - timedelta(days=SHOWN_DAYS)
    later = RefundOrder.objects.filter(attempt=OuterRef("attempt"), pk__gt=OuterRef("pk"))
    silent = Q(refund_id="", refused="", created_at__date__lt=today)
    return RefundOrder.objects.filter(~Q(refused="") | silent, created_at__date__gte=since).exclude(Exists(later))


def _ordered(today: date) -> list[Failure]:
    return [
        _failure(
            row.attempt.account,
            row.amount_cents,
            timezone.localdate(row.created_at),
            _("was refused: %(why)s") % {"why": row.refused} if row.refused else _("was never answered."),
            _("Pay it back by transfer, or try again.")
            if row.refused
            else _("Look in Stripe’s dashboard whether it was made, before you order it again."),
        )
        for row in _ordered_rows(today).select_related(*_holder("attempt__")).order_by("-pk")
    ]


def _back_rows(today: date) -> QuerySet[Posting]:
    """The recipient's bank sent it back: the money is with us again."""
    since = today - timedelta(days=SHOWN_DAYS)
    again = RefundOrder.objects.filter(attempt__account=OuterRef("account"), created_at__gt=OuterRef("created_at"))
    instead = Payout.objects.filter(account=OuterRef("account"), ordered_at__gt=OuterRef("created_at"))
    rows = Posting.objects.filter(kind=Posting.Kind.REFUND_FAILED, booked_on__gte=since)
    return rows.exclude(Exists(again)).exclude(Exists(instead))


def _came_back(today: date) -> list[Failure]:
    advice = _("The money is with the association again. Ask the member for an account and pay it back by transfer.")
    rows = _back_rows(today).select_related(*_holder("")).order_by("-pk")
    failed: list[Any] = list(rows.annotate(cents=F("amount_cents")))
    return [_failure(row.account, row.cents, row.booked_on, _("came back."), advice) for row in failed]


def _failure(account: Account, cents: int, on: date, what: str, advice: str) -> Failure:
    text = _("The refund of %(amount)s to %(name)s %(what)s") % {
        "amount": euros(cents),
        "name": account.member.holder,
        "what": what,
    }
    return Failure(text, advice, reverse("billing_account", args=[account.pk]), FailureKind.REFUND, on)


of_refunds = Watch(_signs, _refunds)
