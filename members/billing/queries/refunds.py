"""Reads: which payment can be given back and how, and what became of refunds through Stripe."""

from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _

from members.billing.models import Account, Attempt, Posting, RefundOrder

from .online import kept_cents


def attempt_of(posting: Posting) -> Attempt | None:
    """The attempt a payment through Stripe came of."""
    rows = Attempt.objects.filter(account=posting.account_id).exclude(payment_intent=None).order_by("pk")
    return next((row for row in rows if posting.ref in row.refs), None)


def waiting_cents(attempt: Attempt) -> int:
    """What is ordered to be given back and not answered yet."""
    rows = RefundOrder.objects.filter(attempt=attempt, refund_id="", refused="")
    return int(rows.aggregate(sum=Sum("amount_cents"))["sum"] or 0)


def returnable_cents(attempt: Attempt) -> int:
    """What of this payment is still with the association and not on its way back."""
    return kept_cents(attempt) - waiting_cents(attempt)


@dataclass(frozen=True)
class OrderRow:
    """A refund through Stripe and what became of it, in words."""

    order: RefundOrder
    state: str


def orders_of(account: Account) -> list[OrderRow]:
    """The latest first; three statements at most."""
    orders = list(RefundOrder.objects.filter(attempt__account=account).select_related("attempt").order_by("-pk"))
    refs = {f"stripe:{order.refund_id}" for order in orders if order.refund_id}
    wanted = refs | {f"{ref}:failed" for ref in refs}
    booked = set(Posting.objects.filter(ref__in=wanted).values_list("ref", flat=True)) if wanted else set()
    return [OrderRow(order, _state(order, booked)) for order in orders]


def _state(order: RefundOrder, booked: set[str]) -> str:
    ref = f"stripe:{order.refund_id}"
    if order.refused:
        return _("refused: %(why)s") % {"why": order.refused}
    if not order.refund_id:
        return _("ordered, Stripe has not answered yet")
    if f"{ref}:failed" in booked:
        return _("failed: the money came back")
    if ref in booked and not order.attempt.watched:
        return _("paid back")
    return _("on its way")
