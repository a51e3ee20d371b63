"""The same test bodies against the double and, where STRIPE_TEST_KEY is set, against Stripe's own sandbox.

Nothing here may ask the double what Stripe cannot be asked, or count on an empty account. `settle` lets time pass.
"""

import os
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
import stripe

from members.billing import gateway
from verein.sandbox.stripe.client import InProcessClient
from verein.sandbox.stripe.double import StripeDouble

from .conftest import START
from .steps import PAYS, new_session

KEY = os.environ.get("STRIPE_TEST_KEY", "")
BOTH = ["double", pytest.param("stripe", marks=pytest.mark.skipif(not KEY, reason="STRIPE_TEST_KEY is not set"))]
Settle = Callable[[Callable[[], bool]], None]


@pytest.fixture(params=BOTH)
def side(request: pytest.FixtureRequest, settings: Any) -> Iterator[StripeDouble | None]:
    """The gateway behind one of the two; the double, or None for Stripe."""
    if request.param == "stripe":
        assert KEY.startswith(("sk_test_", "rk_test_")), "STRIPE_TEST_KEY must be a test key"
        settings.STRIPE_SECRET_KEY, settings.STRIPE_HTTP_CLIENT, settings.STRIPE_API_BASE = KEY, None, ""
        yield None
    else:
        double = StripeDouble(start=START)
        settings.STRIPE_SECRET_KEY, settings.STRIPE_HTTP_CLIENT = "sk_test_double", InProcessClient(double)
        yield double


@pytest.fixture
def api(side: StripeDouble | None) -> stripe.StripeClient:
    return gateway.client.client()


@pytest.fixture
def settle(side: StripeDouble | None) -> Settle:
    """Until it is so: the double's clock moves, Stripe gets a minute."""

    def until(is_so: Callable[[], bool]) -> None:
        for _ in range(30):
            if is_so():
                return
            if side is None:
                time.sleep(2)
            else:
                side.advance(days=1)
        pytest.fail("It never became so.")

    return until


def paid_by(api: stripe.StripeClient, token: str, **params: Any) -> stripe.PaymentIntent:
    wanted: Any = {"amount": 6000, "currency": "eur", "confirm": True, "payment_method": token, **params}
    wanted.setdefault("allowed_payment_method_types", ["card"])
    return api.v1.payment_intents.create(wanted)


def money(intent_id: str) -> list[tuple[str, int]]:
    return [(each.kind, each.cents) for each in gateway.intent(intent_id).money]


def test_metadata_is_merged_and_emptied(api: stripe.StripeClient) -> None:
    customer = api.v1.customers.create({"email": "frauke@example.org", "metadata": {"member": "3", "old": "x"}})
    changed = api.v1.customers.update(customer.id, {"metadata": {"old": "", "new": "y"}})
    assert changed.metadata is not None
    assert changed.metadata.to_dict() == {"member": "3", "new": "y"}


def test_same_key_gives_the_same_answer_and_another_request_is_refused(api: stripe.StripeClient) -> None:
    options: Any = {"idempotency_key": f"test-{uuid4()}"}
    first = api.v1.customers.create({"email": "a@example.org"}, options)
    assert api.v1.customers.create({"email": "a@example.org"}, options).id == first.id
    with pytest.raises(stripe.IdempotencyError):
        api.v1.customers.create({"email": "b@example.org"}, options)


def test_same_key_keeps_a_decline_and_forgets_a_mistake(api: stripe.StripeClient) -> None:
    options: Any = {"idempotency_key": f"test-{uuid4()}"}
    card: Any = {"amount": 5000, "currency": "eur", "confirm": True, "payment_method": "pm_card_visa_chargeDeclined"}
    card["allowed_payment_method_types"] = ["card"]
    intents = set()
    for _ in range(2):
        with pytest.raises(stripe.CardError) as refused:
            api.v1.payment_intents.create(card, options)
        assert refused.value.code == "card_declined"
        assert refused.value.error
        assert refused.value.error.payment_intent
        intents.add(refused.value.error.payment_intent.id)
    assert len(intents) == 1
    typo, key = {"emial": "x"}, {"idempotency_key": f"test-{uuid4()}"}
    with pytest.raises(stripe.InvalidRequestError):
        api.v1.customers.create(typo, key)  # type: ignore[arg-type]
    api.v1.customers.create({"email": "x@example.org"}, key)  # type: ignore[arg-type]


def test_intent_is_changed_and_confirmed_later(api: stripe.StripeClient) -> None:
    wanted: Any = {"amount": 5000, "currency": "eur", "allowed_payment_method_types": ["card"]}
    intent = api.v1.payment_intents.create(wanted)
    api.v1.payment_intents.update(intent.id, {"amount": 7000, "metadata": {"a": "b"}})
    with pytest.raises(stripe.InvalidRequestError, match="missing a payment method"):
        api.v1.payment_intents.confirm(intent.id)
    paid = api.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    assert (paid.status, paid.amount_received) == ("succeeded", 7000)
    with pytest.raises(stripe.InvalidRequestError):
        api.v1.payment_intents.update(intent.id, {"amount": 1})


def test_setup_intent_is_made_and_cancelled(api: stripe.StripeClient) -> None:
    customer = api.v1.customers.create({"email": "frauke@example.org"})
    of: Any = {"allowed_payment_method_types": ["card"]}
    given: Any = {"customer": customer.id, "payment_method": "pm_card_visa", "confirm": True, **of}
    done = api.v1.setup_intents.create(given)
    assert done.status == "succeeded"
    kept = gateway.method_of_setup(done.id)
    assert kept is not None
    assert (kept.type, kept.last4, kept.customer_id) == ("card", "4242", customer.id)
    bare: Any = {"customer": customer.id, **of}
    waiting = api.v1.setup_intents.create(bare)
    assert gateway.method_of_setup(waiting.id) is None
    assert api.v1.setup_intents.cancel(waiting.id).status == "canceled"


def test_wrong_iban_is_refused(api: stripe.StripeClient) -> None:
    account: Any = {
        "type": "sepa_debit",
        "sepa_debit": {"iban": "DE89370400440532013001"},
        "billing_details": {"name": "F. Beispiel", "email": "frauke@example.org"},
    }
    with pytest.raises(stripe.InvalidRequestError, match="IBAN"):
        api.v1.payment_methods.create(account)


def test_pay_page_opens_once_and_expires(api: stripe.StripeClient) -> None:
    session = new_session(api)
    assert session.status == "open"
    assert gateway.session(session.id).url == session.url
    gateway.expire_session(session.id)
    assert gateway.session(session.id).status == "expired"
    gateway.expire_session(session.id)  # with the same key: the same answer
    with pytest.raises(stripe.InvalidRequestError):
        api.v1.checkout.sessions.expire(session.id)


def test_gateway_tells_of_a_payment_and_its_refunds(api: stripe.StripeClient, settle: Settle) -> None:
    intent = paid_by(api, "pm_card_visa")
    assert money(intent.id) == [("payment", 6000)]
    gateway.refund({"payment_intent": intent.id, "amount": 2000}, key=f"test-{uuid4()}")
    assert money(intent.id) == [("payment", 6000), ("refund", 2000)]
    with pytest.raises(gateway.Refused):
        gateway.refund({"payment_intent": intent.id, "amount": 4001}, key=f"test-{uuid4()}")
    gateway.refund({"payment_intent": intent.id, "amount": 4000}, key=f"test-{uuid4()}")
    assert sorted(money(intent.id)) == [("payment", 6000), ("refund", 2000), ("refund", 4000)]
    settle(lambda: not gateway.intent(intent.id).unsettled)


def test_gateway_tells_of_a_refund_that_failed(api: stripe.StripeClient, settle: Settle) -> None:
    intent = paid_by(api, "pm_card_refundFail")
    gateway.refund({"payment_intent": intent.id, "amount": 6000}, key=f"test-{uuid4()}")
    settle(lambda: ("refund_failed", 6000) in money(intent.id))


def test_gateway_tells_of_a_disputed_card(api: stripe.StripeClient, settle: Settle) -> None:
    intent = paid_by(api, "pm_card_createDispute")
    settle(lambda: ("dispute", 6000) in money(intent.id))


def test_gateway_tells_of_a_debit_that_runs_and_arrives(api: stripe.StripeClient, settle: Settle) -> None:
    account: Any = {
        "type": "sepa_debit",
        "sepa_debit": {"iban": PAYS},
        "billing_details": {"name": "F. Beispiel", "email": "frauke@example.org"},
    }
    mandate = {"customer_acceptance": {"type": "offline"}}
    method = api.v1.payment_methods.create(account)
    intent = paid_by(api, method.id, allowed_payment_method_types=["sepa_debit"], mandate_data=mandate)
    assert (intent.status, money(intent.id)) == ("processing", [])
    settle(lambda: gateway.intent(intent.id).status == "succeeded")
    assert money(intent.id) == [("payment", 6000)]
    assert gateway.intent(intent.id).mandate_id


def test_gateway_names_the_decline(api: stripe.StripeClient) -> None:
    customer = api.v1.customers.create({"email": "frauke@example.org"})
    card = api.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": customer.id})
    request = {"amount": 6000, "currency": "eur", "confirm": True, "off_session": True, "customer": customer.id}
    with pytest.raises(gateway.Declined) as refused:
        gateway.collect({**request, "payment_method": card.id}, key=f"test-{uuid4()}")
    assert refused.value.code
    assert gateway.intent(refused.value.intent_id).status == "requires_payment_method"
