"""The line to Stripe: how it is called, and its errors in our words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import stripe
from django.conf import settings

stripe.enable_telemetry = False
VERSION = "2026-10-28.endive"
TIMEOUT = (3, 10)  # seconds to connect, to answer; with two retries a web worker waits half a minute at most
RETRIES = 2


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


class NoCustomer(Refused):
    """Stripe does not know the customer: deleted there, or made in the other mode (test or live)."""


class Declined(Refused):
    """The payer's bank said no; `code` says why, `intent_id` what for."""


def is_on() -> bool:
    return bool(settings.STRIPE_SECRET_KEY)


def is_live() -> bool:
    return str(settings.STRIPE_SECRET_KEY).startswith(("sk_live_", "rk_live_"))


def is_stand_in() -> bool:
    """Whether we talk to the double of the sandbox instead of Stripe."""
    return bool(settings.STRIPE_HTTP_CLIENT) or settings.STRIPE_API_BASE not in {"", "https://api.stripe.com"}


def mode() -> str:
    """ "off", "sandbox" (our stand-in), "test" or "live"."""
    if not is_on():
        return "off"
    if is_stand_in():
        return "sandbox"
    return "live" if is_live() else "test"


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
def errors() -> Iterator[None]:
    """Stripe's errors in our words."""
    try:
        yield
    except (stripe.RateLimitError, stripe.APIConnectionError) as error:
        raise Unavailable(str(error), code=str(error.code or "")) from error
    except stripe.CardError as error:
        intent = getattr(error.error, "payment_intent", None)
        code = str(getattr(error.error, "decline_code", None) or error.code or "")
        raise Declined(str(error), code=code, intent_id=str(intent.id) if intent else "") from error
    except stripe.IdempotencyError as error:
        # Somebody asks the same at this moment: what comes of it is known soon.
        is_asked = error.code == "idempotency_key_in_use"
        raise (Unavailable if is_asked else Refused)(str(error), code=str(error.code or "")) from error
    except stripe.InvalidRequestError as error:
        is_customer = error.code == "resource_missing" and getattr(error, "param", None) == "customer"
        raise (NoCustomer if is_customer else Refused)(str(error), code=str(error.code or "")) from error
    except (stripe.AuthenticationError, stripe.PermissionError) as error:  # a key that does not fit any more
        raise Unavailable(str(error), code=str(error.code or "key")) from error
    except stripe.StripeError as error:  # their fault
        raise Unavailable(str(error), code=str(error.code or "")) from error


def id_of(found: Any) -> str:
    """An id, whether Stripe gave it or the whole object."""
    return str(getattr(found, "id", found) or "")


def moment_of(transaction: Any, thing: Any) -> datetime:
    """When the money moved; where Stripe does not say, when it was told to."""
    stamp = getattr(transaction, "created", None) or thing.created
    return datetime.fromtimestamp(stamp, UTC)
