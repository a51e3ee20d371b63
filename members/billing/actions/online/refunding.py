"""Writes: a payment through Stripe is given back, in part or as a whole."""

import json
from contextlib import suppress
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from members.billing import gateway
from members.billing.actions.refusal import BillingRefused
from members.billing.models import Account, Attempt, RefundOrder
from members.billing.queries.refunds import returnable_cents
from members.billing.rules.online import KEYS_LAST, why_not_refund
from members.models import User
from verein import audit

from .syncing import sync


def give_back(
    attempt: Attempt, *, cents: int, actor: User | None, now: datetime, reason: str = "", key: UUID | None = None
) -> RefundOrder:
    """Order a refund, then book what Stripe made of it. `reason` is for the books; the same `key` is the same order.

    Where the answer is lost the order stays without a number and `order_again` repeats it with the same key.
    Raises BillingRefused where it is more than is left, or where Stripe refuses.
    """
    return order_again(_order(attempt, cents=cents, actor=actor, now=now, reason=reason, key=key or uuid4()), now=now)


@transaction.atomic
def _order(attempt: Attempt, *, cents: int, actor: User | None, now: datetime, reason: str, key: UUID) -> RefundOrder:
    """Locks the account, then the attempt: two clicks cannot give back twice."""
    Account.objects.select_for_update().get(pk=attempt.account_id)
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if known := RefundOrder.objects.filter(key=key).first():
        if (known.attempt_id, known.amount_cents, known.refused) == (attempt.pk, cents, ""):
            return known
        key = uuid4()  # the same form with another amount, or after a refusal
    if why := why_not_refund(cents=cents, kept_cents=returnable_cents(attempt)):
        raise BillingRefused(why)
    order = RefundOrder(attempt=attempt, key=key, amount_cents=cents, actor=actor, created_at=now)
    order.reason = reason[:200]
    metadata = {gateway.KEY: str(order.key)}
    order.request = json.dumps({"payment_intent": attempt.payment_intent, "amount": cents, "metadata": metadata})
    order.save()
    audit.log("billing.refund", order, actor=actor)
    return order


def order_again(order: RefundOrder, *, now: datetime) -> RefundOrder:
    """Ask Stripe, with the order's own key: asked twice it is given back once.

    Stripe forgets a key after a day: from then on it is first looked whether the refund is there already.
    """
    intent_id = str(order.attempt.payment_intent)
    key = str(order.key)
    try:
        known = gateway.refund_with_key(key, intent_id=intent_id) if order.created_at < now - KEYS_LAST else ""
        refund_id = known or gateway.refund(json.loads(order.request), key=f"refund-{key}")
    except gateway.Refused as error:
        RefundOrder.objects.filter(pk=order.pk).update(refused=str(error)[:200])
        with suppress(gateway.GatewayError):  # perhaps somebody gave it back at Stripe: then it stands in the books now
            sync(intent_id, now=now)
        raise BillingRefused(_("The payment service refuses this refund: %(why)s") % {"why": error}) from error
    except gateway.Unavailable as error:
        raise BillingRefused(
            _("The payment service does not answer at the moment. The refund is tried again within an hour.")
        ) from error
    RefundOrder.objects.filter(pk=order.pk).update(refund_id=refund_id)
    order.refund_id = refund_id
    with suppress(gateway.GatewayError):  # it is ordered; the webhook or the reconciliation books it
        sync(intent_id, now=now)
    return order
