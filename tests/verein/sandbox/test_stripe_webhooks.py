"""Webhooks of the double: signed, repeated, doubled, out of order, lost; and Stripe's list of undelivered events."""

import json
from typing import Any

import pytest
import stripe

from verein.sandbox.stripe.double import StripeDouble

from .steps import new_session

FIRST = "whsec_a"
URL = "http://localhost/stripe/webhook/"


class Receiver:
    """Answers with `status` and checks every signature with its one secret."""

    def __init__(self, secret: str = FIRST, status: int = 200) -> None:
        self.secret, self.status = secret, status
        self.got: list[str] = []

    def __call__(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        assert url == URL
        event = stripe.Webhook.construct_event(body, headers["Stripe-Signature"], self.secret)
        self.got.append(event.type)
        return self.status


@pytest.fixture
def endpoint(double: StripeDouble) -> dict[str, Any]:
    return double.add_endpoint(URL, "whsec_a", ["payment_intent.succeeded", "charge.succeeded"])


def pay(double: StripeDouble, client: stripe.StripeClient) -> None:
    double.checkout_submit(new_session(client).id)


def test_only_wanted_events_are_sent_once(double: StripeDouble, client: stripe.StripeClient, endpoint: Any) -> None:
    pay(double, client)
    receiver = Receiver()
    assert double.deliver(receiver) == 2
    assert double.deliver(receiver) == 0
    assert receiver.got == ["charge.succeeded", "payment_intent.succeeded"]


def test_refused_delivery_is_tried_again_later_and_later(
    double: StripeDouble, client: stripe.StripeClient, endpoint: Any
) -> None:
    pay(double, client)
    broken = Receiver(status=500)
    assert double.deliver(broken) == 0
    assert len(broken.got) == 2
    double.deliver(broken)
    assert len(broken.got) == 2
    double.advance(seconds=5)
    double.deliver(broken)
    assert len(broken.got) == 4
    undelivered = client.v1.events.list({"delivery_success": False})
    assert {event.type for event in undelivered.data} == {"charge.succeeded", "payment_intent.succeeded"}
    assert undelivered.data[0].pending_webhooks == 1
    double.advance(days=3)
    assert double.deliver(Receiver()) == 2
    assert client.v1.events.list({"delivery_success": False}).data == []


def test_events_are_doubled_shuffled_and_lost(double: StripeDouble, client: stripe.StripeClient, endpoint: Any) -> None:
    pay(double, client)
    receiver = Receiver()
    double.deliver(receiver, duplicate=True, order="reverse", drop=["charge.succeeded"])
    assert receiver.got == ["payment_intent.succeeded"] * 2
    double.advance(days=5)
    assert double.deliver(receiver) == 0
    lost = client.v1.events.list({"types": ["charge.succeeded"]}).data[0]
    double.resend(lost.id)
    assert double.deliver(receiver) == 1


def test_two_secrets_sign_while_one_is_replaced(
    double: StripeDouble, client: stripe.StripeClient, endpoint: dict[str, Any]
) -> None:
    double.roll_secret(endpoint["id"], "whsec_b")
    for secret in ("whsec_a", "whsec_b"):
        pay(double, client)
        assert double.deliver(Receiver(secret)) == 2
    double.advance(days=1)
    pay(double, client)
    with pytest.raises(stripe.SignatureVerificationError):
        double.deliver(Receiver("whsec_a"))
    assert double.deliver(Receiver("whsec_b")) == 2


def test_endpoint_is_made_changed_and_removed_by_the_api(double: StripeDouble, client: stripe.StripeClient) -> None:
    made = client.v1.webhook_endpoints.create(
        {"url": URL, "enabled_events": ["charge.succeeded"], "api_version": "2026-10-28.endive"}
    )
    assert made.secret
    assert made.secret.startswith("whsec_")
    (listed,) = client.v1.webhook_endpoints.list().data
    assert getattr(listed, "secret", None) is None
    pay(double, client)
    assert double.deliver(Receiver(made.secret)) == 1
    client.v1.webhook_endpoints.update(made.id, {"disabled": True})
    pay(double, client)
    assert double.deliver(Receiver(made.secret)) == 0
    client.v1.webhook_endpoints.delete(made.id)
    assert client.v1.webhook_endpoints.list().data == []


def test_event_names_the_request_that_caused_it(double: StripeDouble, client: stripe.StripeClient) -> None:
    client.v1.customers.create({"email": "f@beispiel.example"}, {"idempotency_key": "customer-3"})
    (event,) = client.v1.events.list({"type": "customer.created"}).data
    assert event.request
    assert event.request.idempotency_key == "customer-3"
    assert event.api_version == stripe.api_version
    assert json.loads(str(event.data.object))["email"] == "f@beispiel.example"
