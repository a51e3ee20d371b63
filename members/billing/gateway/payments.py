"""Payments at Stripe: pay pages, collections, refunds, and all that happened to one. Cents in, plain facts out."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import stripe
from django.utils import timezone

from members.billing.queries.provider import webhook_secrets
from members.billing.rules.provider import Intent, Method, Money, Session

from .client import client, errors, id_of, moment_of

KEY = "verein_attempt"  # in the metadata of what is ours: the account at Stripe may be shared with other software
TOLERANCE = 300  # seconds a webhook's signature stays valid


def new_customer(*, name: str, email: str, account_pk: int, key: str) -> str:
    params: Any = {"name": name, "email": email, "metadata": {"verein_account": str(account_pk)}}
    with errors():
        return client().v1.customers.create(params, {"idempotency_key": key}).id


def update_customer(customer_id: str, *, name: str, email: str, key: str) -> None:
    params: Any = {"name": name, "email": email}
    with errors():
        client().v1.customers.update(customer_id, params, {"idempotency_key": key})


def open_session(request: Mapping[str, Any], *, key: str) -> Session:
    """The pay page for this request; the same request with the same key is the same page."""
    params: Any = dict(request)
    with errors():
        return _session(client().v1.checkout.sessions.create(params, {"idempotency_key": key}))


def session(session_id: str) -> Session:
    with errors():
        return _session(client().v1.checkout.sessions.retrieve(session_id))


def expire_session(session_id: str) -> None:
    """Raises Refused where the page was completed or has expired by itself."""
    with errors():
        client().v1.checkout.sessions.expire(session_id, {}, {"idempotency_key": f"expire-{session_id}"})


def _session(found: stripe.checkout.Session) -> Session:
    return Session(
        found.id,
        _key(found.metadata),
        found.status or "",
        found.url or "",
        id_of(found.payment_intent),
        id_of(found.setup_intent),
    )


def collect(request: Mapping[str, Any], *, key: str) -> str:
    """The id of a payment from a kept card or account; raises Declined."""
    params: Any = dict(request)
    with errors():
        return client().v1.payment_intents.create(params, {"idempotency_key": key}).id


def intent_with_key(key: str, *, customer_id: str, since: datetime) -> str:
    """The id of the customer's payment that carries our key, made since then; empty if there is none."""
    params: Any = {"customer": customer_id, "created": {"gte": int(since.timestamp()) - TOLERANCE}, "limit": 100}
    with errors():
        found = client().v1.payment_intents.list(params).auto_paging_iter()
        return next((each.id for each in found if _key(each.metadata) == key), "")


def refund(request: Mapping[str, Any], *, key: str) -> str:
    params: Any = dict(request)
    with errors():
        return client().v1.refunds.create(params, {"idempotency_key": key}).id


def refund_with_key(key: str, *, intent_id: str) -> str:
    """The id of the payment's refund that carries our key; empty if there is none."""
    with errors():
        found = client().v1.refunds.list({"payment_intent": intent_id, "limit": 100}).auto_paging_iter()
        return next((each.id for each in found if _key(each.metadata) == key), "")


def method_of_setup(setup_id: str) -> Method | None:
    """What was given on a page in setup mode; None as long as nothing was."""
    with errors():
        found = client().v1.setup_intents.retrieve(setup_id, {"expand": ["payment_method", "mandate"]})
    return _method(found.payment_method, found.mandate) if found.status == "succeeded" else None


def method(method_id: str, *, mandate_id: str = "") -> Method:
    with errors():
        api = client().v1
        return _method(
            api.payment_methods.retrieve(method_id), api.mandates.retrieve(mandate_id) if mandate_id else None
        )


def forget_method(method_id: str) -> None:
    with errors():
        client().v1.payment_methods.detach(method_id, {}, {"idempotency_key": f"detach-{method_id}"})


def _method(found: Any, mandate: Any) -> Method:
    details = getattr(found, found.type)
    sepa = getattr(mandate.payment_method_details, "sepa_debit", None) if mandate else None
    return Method(found.id, found.type, details.last4 or "", sepa.reference if sepa else "", id_of(found.customer))


def intent(intent_id: str) -> Intent:
    """A payment and every movement that belongs to it: charges, refunds, disputes."""
    fetched_at = timezone.now()
    with errors():
        api = client().v1
        found = api.payment_intents.retrieve(intent_id)
        charges = _all(api.charges.list, intent_id, "data.balance_transaction")
        refunds = _all(api.refunds.list, intent_id, "data.balance_transaction", "data.failure_balance_transaction")
        disputes = _all(api.disputes.list, intent_id)
    paid = [charge for charge in charges if charge.status == "succeeded"]
    refunding = [movement for each in refunds for movement in _refunded(each)]
    disputing = [movement for each in disputes for movement in _disputed(each, charges)]
    error = found.last_payment_error
    return Intent(
        id=found.id,
        key=_key(found.metadata),
        status=found.status,
        cents=found.amount,
        currency=found.currency,
        livemode=found.livemode,
        method_id=id_of(found.payment_method),
        customer_id=id_of(found.customer),
        mandate_id=_mandate_of(charges[0]) if charges else "",
        error_code=(getattr(error, "decline_code", None) or getattr(error, "code", None) or "") if error else "",
        money=(*map(_paid, paid), *refunding, *disputing),
        unsettled=any(each.status in {"pending", "requires_action"} for each in refunds)
        or any(each.status not in {"won", "lost", "warning_closed", "prevented"} for each in disputes),
        fetched_at=fetched_at,
    )


def _mandate_of(charge: Any) -> str:
    sepa = getattr(charge.payment_method_details, "sepa_debit", None)
    return str(sepa.mandate or "") if sepa else ""


def _all(list_: Callable[..., Any], intent_id: str, *expand: str) -> list[Any]:
    found = list_({"payment_intent": intent_id, "limit": 100, "expand": list(expand)})
    return list(found.auto_paging_iter())


def _paid(charge: Any) -> Money:
    note = charge.payment_method_details.type if charge.payment_method_details else ""
    return Money(
        "payment", charge.amount, f"stripe:{charge.id}", moment_of(charge.balance_transaction, charge), note=note
    )


def _refunded(found: Any) -> Iterator[Money]:
    """A refund that failed came back: both ways are booked, whichever we heard of first."""
    yield Money("refund", found.amount, f"stripe:{found.id}", moment_of(found.balance_transaction, found))
    if found.status in {"failed", "canceled"}:
        back = moment_of(found.failure_balance_transaction, found)
        yield Money("refund_failed", found.amount, f"stripe:{found.id}:failed", back, found.failure_reason or "")


def _disputed(found: Any, charges: list[Any]) -> Iterator[Money]:
    """Only where the money was taken: a warning moves none. A debit that is reclaimed is a returned debit."""
    taken = [each for each in found.balance_transactions if each.amount < 0]
    given_back = [each for each in found.balance_transactions if each.amount > 0]
    charge = next((each for each in charges if each.id == id_of(found.charge)), None)
    is_debit = bool(charge and charge.payment_method_details and charge.payment_method_details.type == "sepa_debit")
    kind = "returned" if is_debit else "dispute"
    reason = found.network_reason_code or found.reason or ""
    for each in taken[:1]:
        yield Money(kind, found.amount, f"stripe:{found.id}", moment_of(each, found), reason)
    for each in given_back[:1]:
        yield Money("dispute_won", found.amount, f"stripe:{found.id}:won", moment_of(each, found), reason)


def recent_intents(since: datetime) -> set[str]:
    """Payments of ours that were made, refunded or disputed since then, and those whose news never arrived."""
    made: Any = {"created": {"gte": int(since.timestamp())}, "limit": 100}
    with errors():
        api = client().v1
        found = {each.id for each in api.payment_intents.list(made).auto_paging_iter() if KEY in each.metadata}
        for list_ in (api.refunds.list, api.disputes.list):
            found |= {id_of(each.payment_intent) for each in list_(made).auto_paging_iter()}
        unheard: Any = {**made, "delivery_success": False}
        missed = api.events.list(unheard).auto_paging_iter()
        found |= {intent_of(each.type, each.data.object) for each in missed}
    return found - {""}


def intent_of(kind: str, thing: Any) -> str:
    """The payment an event is about; nothing for events of other things."""
    own = getattr(thing, "object", None) == "payment_intent"
    found = thing.id if own else getattr(thing, "payment_intent", None)
    return id_of(found) if kind.startswith(("payment_intent.", "charge.", "refund.", "checkout.session.")) else ""


def verified(body: bytes, header: str) -> bool:
    """Whether one of our secrets signed this: there are two while one is replaced."""
    for secret in webhook_secrets():
        try:
            stripe.WebhookSignature.verify_header(body, header, secret, TOLERANCE)
        except (stripe.SignatureVerificationError, UnicodeDecodeError):
            continue
        return True
    return False


def event(body: str) -> tuple[str, Any]:
    """Type and object of a stored event."""
    found: Any = stripe.Webhook.construct_event_without_verification(body)
    return found.type, found.data.object


def _key(metadata: Any) -> str:
    """Ours, or empty: what somebody wrote there by hand is none."""
    key = str(metadata[KEY]) if metadata is not None and KEY in metadata else ""
    try:
        return str(UUID(key))
    except ValueError:
        return ""
