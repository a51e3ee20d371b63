"""The association's own account at Stripe: who it is, what is switched on, where its news go."""

from typing import Any
from uuid import uuid4

import stripe

from members.billing.rules.provider import Endpoint, Owner

from .client import VERSION, client, errors

# The news we act on; everything else would only fill the table.
EVENTS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.succeeded",
    "payment_intent.processing",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "charge.refunded",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "payment_method.detached",
    "mandate.updated",
    "payout.created",
    "payout.updated",
    "payout.paid",
    "payout.failed",
    "payout.canceled",
)


def whose_account() -> Owner:
    """The account our key belongs to."""
    with errors():
        found = client().v1.accounts.retrieve_current()
    facts = found.to_dict()
    shown = ((facts.get("settings") or {}).get("dashboard") or {}).get("display_name")
    return Owner(
        found.id,
        str(shown or facts.get("email") or found.id),
        bool(facts.get("charges_enabled")),
        bool(facts.get("payouts_enabled")),
        {name: str(state) for name, state in (facts.get("capabilities") or {}).items()},
    )


def account_id() -> str:
    """The id of the account our key belongs to; empty where a restricted key may not ask that."""
    with errors():
        try:
            return str(client().v1.accounts.retrieve_current().id)
        except stripe.PermissionError:
            return ""


def switched_on() -> set[str]:
    """The payment methods that the pay page really offers: what stands in the account's default settings."""
    with errors():
        rows = list(client().v1.payment_method_configurations.list({"limit": 100}).auto_paging_iter())
    own = [row for row in rows if row.active and row.is_default and not row.application] or rows[:1]
    return {name for row in own for name, facts in row.to_dict().items() if _is_on(facts)}


def _is_on(facts: Any) -> bool:
    if not isinstance(facts, dict) or not facts.get("available"):
        return False
    return bool((facts.get("display_preference") or {}).get("value") == "on")


def endpoints() -> list[Endpoint]:
    """Every webhook of the account, ours and those of other software."""
    with errors():
        return [_endpoint(row) for row in client().v1.webhook_endpoints.list({"limit": 100}).auto_paging_iter()]


def _endpoint(row: stripe.WebhookEndpoint) -> Endpoint:
    return Endpoint(row.id, row.url, row.api_version or "", frozenset(row.enabled_events), row.status == "enabled")


def make_endpoint(url: str) -> tuple[str, str]:
    """Id and signing secret of a new webhook; the secret is told this once."""
    params: Any = {"url": url, "enabled_events": list(EVENTS), "api_version": VERSION}
    with errors():
        row = client().v1.webhook_endpoints.create(params, {"idempotency_key": f"webhook-{uuid4()}"})
    return row.id, str(row.secret)


def mend_endpoint(endpoint_id: str) -> None:
    """Switched on, with all the news we act on; the version and the secret stay."""
    params: Any = {"enabled_events": list(EVENTS), "disabled": False}
    with errors():
        # Each click is a work of its own: what somebody switched off meanwhile is switched on again.
        client().v1.webhook_endpoints.update(endpoint_id, params, {"idempotency_key": f"mend-{uuid4()}"})


def remove_endpoint(endpoint_id: str) -> None:
    with errors():
        client().v1.webhook_endpoints.delete(endpoint_id)
