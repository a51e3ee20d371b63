"""Stripe: the only file that talks to it. Cents in, plain facts out; no call is made while rows are locked."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import stripe
from django.conf import settings
from django.utils import timezone

from members.billing.rules.provider import Intent, Method, Money, Session

stripe.enable_telemetry = False
VERSION = "2026-10-28.endive"
TIMEOUT = (3, 10)  # seconds to connect, to answer; with two retries a web worker waits half a minute at most
RETRIES = 2
KEY = "verein_attempt"  # in the metadata of what is ours: the account at Stripe may be shared with other software
TOLERANCE = 300  # seconds a webhook's signature stays valid


class GatewayError(Exception):
    """Stripe did not do what was asked."""

    def __init__(self, message: str, *, code: str = "", intent_id: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.intent_id = intent_id


class Unavailable(GatewayError):  # noqa: N818 - what the caller has to deal with
    """No answer, or "too many requests": try again later, with the same key."""


class Refused(GatewayError):  # noqa: N818
    """The request is wrong, or what it names is gone: trying again does not help."""


class Declined(Refused):
    """The payer's bank said no; `code` says why, `intent_id` what for."""


def is_on() -> bool:
    return bool(settings.STRIPE_SECRET_KEY)


def is_live() -> bool:
    return str(settings.STRIPE_SECRET_KEY).startswith(("sk_live_", "rk_live_"))


def client() -> stripe.StripeClient:
    """Tests put the double in as `settings.STRIPE_HTTP_CLIENT`, the demo as `settings.STRIPE_API_BASE`."""
    base: Any = {"api": settings.STRIPE_API_BASE} if settings.STRIPE_API_BASE else None
    return stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        stripe_version=VERSION,
        base_addresses=base,
        max_network_retries=RETRIES,
        http_client=settings.STRIPE_HTTP_CLIENT or stripe.RequestsClient(timeout=TIMEOUT),
    )


@contextmanager
def _errors() -> Iterator[None]:
    """Stripe's errors in our words."""
    try:
        yield
    except (stripe.RateLimitError, stripe.APIConnectionError) as error:
        raise Unavailable(str(error), code=str(error.code or "")) from error
    except stripe.CardError as error:
        intent = getattr(error.error, "payment_intent", None)
        code = str(getattr(error.error, "decline_code", None) or error.code or "")
        raise Declined(str(error), code=code, intent_id=str(intent.id) if intent else "") from error
    except (stripe.InvalidRequestError, stripe.IdempotencyError) as error:
        raise Refused(str(error), code=str(error.code or "")) from error
    except stripe.StripeError as error:  # their fault, or a key that does not fit any more
        raise Unavailable(str(error), code=str(error.code or "")) from error


def new_customer(*, name: str, email: str, account_pk: int, key: str) -> str:
    params: Any = {"name": name, "email": email, "metadata": {"verein_account": str(account_pk)}}
    with _errors():
        return client().v1.customers.create(params, {"idempotency_key": key}).id


def open_session(request: Mapping[str, Any], *, key: str) -> Session:
    """The pay page for this request; the same request with the same key is the same page."""
    params: Any = dict(request)
    with _errors():
        return _session(client().v1.checkout.sessions.create(params, {"idempotency_key": key}))


def session(session_id: str) -> Session:
    with _errors():
        return _session(client().v1.checkout.sessions.retrieve(session_id))


def expire_session(session_id: str) -> None:
    """Raises Refused where the page was completed or has expired by itself."""
    with _errors():
        client().v1.checkout.sessions.expire(session_id)


def _session(found: stripe.checkout.Session) -> Session:
    return Session(
        found.id,
        _key(found.metadata),
        found.status or "",
        found.url or "",
        _id(found.payment_intent),
        _id(found.setup_intent),
    )


def collect(request: Mapping[str, Any], *, key: str) -> str:
    """The id of a payment from a kept card or account; raises Declined."""
    params: Any = dict(request)
    with _errors():
        return client().v1.payment_intents.create(params, {"idempotency_key": key}).id


def cancel_intent(intent_id: str) -> None:
    with _errors():
        client().v1.payment_intents.cancel(intent_id)


def refund(intent_id: str, cents: int, *, key: str) -> str:
    with _errors():
        return client().v1.refunds.create({"payment_intent": intent_id, "amount": cents}, {"idempotency_key": key}).id


def method_of_setup(setup_id: str) -> Method | None:
    """What was given on a page in setup mode; None as long as nothing was."""
    with _errors():
        found = client().v1.setup_intents.retrieve(setup_id, {"expand": ["payment_method", "mandate"]})
    return _method(found.payment_method, found.mandate) if found.status == "succeeded" else None


def method(method_id: str, *, mandate_id: str = "") -> Method:
    with _errors():
        api = client().v1
        return _method(
            api.payment_methods.retrieve(method_id), api.mandates.retrieve(mandate_id) if mandate_id else None
        )


def forget_method(method_id: str) -> None:
    with _errors():
        client().v1.payment_methods.detach(method_id)


def _method(found: Any, mandate: Any) -> Method:
    details = getattr(found, found.type)
    sepa = getattr(mandate.payment_method_details, "sepa_debit", None) if mandate else None
    return Method(found.id, found.type, details.last4 or "", sepa.reference if sepa else "", _id(found.customer))


def intent(intent_id: str) -> Intent:
    """A payment and every movement that belongs to it: charges, refunds, disputes."""
    fetched_at = timezone.now()
    with _errors():
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
        method_id=_id(found.payment_method),
        customer_id=_id(found.customer),
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
    return Money("payment", charge.amount, f"stripe:{charge.id}", _at(charge.balance_transaction, charge), note=note)


def _refunded(found: Any) -> Iterator[Money]:
    """A refund that failed came back: both ways are booked, whichever we heard of first."""
    yield Money("refund", found.amount, f"stripe:{found.id}", _at(found.balance_transaction, found))
    if found.status in {"failed", "canceled"}:
        back = _at(found.failure_balance_transaction, found)
        yield Money("refund_failed", found.amount, f"stripe:{found.id}:failed", back, found.failure_reason or "")


def _disputed(found: Any, charges: list[Any]) -> Iterator[Money]:
    """Only where the money was taken: a warning moves none. A debit that is reclaimed is a returned debit."""
    taken = [each for each in found.balance_transactions if each.amount < 0]
    given_back = [each for each in found.balance_transactions if each.amount > 0]
    charge = next((each for each in charges if each.id == _id(found.charge)), None)
    is_debit = bool(charge and charge.payment_method_details and charge.payment_method_details.type == "sepa_debit")
    kind = "returned" if is_debit else "dispute"
    reason = found.network_reason_code or found.reason or ""
    for each in taken[:1]:
        yield Money(kind, found.amount, f"stripe:{found.id}", _at(each, found), reason)
    for each in given_back[:1]:
        yield Money("dispute_won", found.amount, f"stripe:{found.id}:won", _at(each, found), reason)


def recent_intents(since: datetime) -> set[str]:
    """Payments of ours that were made, refunded or disputed since then, and those whose news never arrived."""
    made: Any = {"created": {"gte": int(since.timestamp())}, "limit": 100}
    with _errors():
        api = client().v1
        found = {each.id for each in api.payment_intents.list(made).auto_paging_iter() if KEY in each.metadata}
        for list_ in (api.refunds.list, api.disputes.list):
            found |= {_id(each.payment_intent) for each in list_(made).auto_paging_iter()}
        unheard: Any = {**made, "delivery_success": False}
        missed = api.events.list(unheard).auto_paging_iter()
        found |= {intent_of(each.type, each.data.object) for each in missed}
    return found - {""}


def intent_of(kind: str, thing: Any) -> str:
    """The payment an event is about; nothing for events of other things."""
    own = getattr(thing, "object", None) == "payment_intent"
    found = thing.id if own else getattr(thing, "payment_intent", None)
    return _id(found) if kind.startswith(("payment_intent.", "charge.", "refund.", "checkout.session.")) else ""


def verified(body: bytes, header: str) -> bool:
    """Whether one of our secrets signed this: there are two while one is replaced."""
    for secret in settings.STRIPE_WEBHOOK_SECRETS:
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
    return str(metadata[KEY]) if metadata is not None and KEY in metadata else ""


def _id(found: Any) -> str:
    """An id, whether Stripe gave it or the whole object."""
    return str(getattr(found, "id", found) or "")


def _at(transaction: Any, thing: Any) -> datetime:
    """When the money moved; where Stripe does not say, when it was told to."""
    stamp = getattr(transaction, "created", None) or thing.created
    return datetime.fromtimestamp(stamp, UTC)
