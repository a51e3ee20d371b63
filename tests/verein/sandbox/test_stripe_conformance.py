"""Every object that the double emits, in answers and in events, against the classes of the stripe library."""

from typing import Any

import pytest
import stripe

from verein.sandbox.stripe import conformance
from verein.sandbox.stripe.double import StripeDouble
from verein.sandbox.stripe.errors import ApiError

from .steps import CHALLENGED, DECLINED, DISPUTED, FAILS, PAYS, new_session


def everything_happens(double: StripeDouble, client: stripe.StripeClient) -> None:
    """One of each kind of object, in most of its states."""
    double.add_endpoint("http://localhost/stripe/webhook/", "whsec_a")
    double.world.failure_fee = 350
    customer = client.v1.customers.create({"email": "f@beispiel.example", "address": {"city": "Emsbogen"}})
    for kind, given in [
        ("card", {}),
        ("card", {"number": CHALLENGED}),
        ("sepa_debit", {"iban": PAYS}),
        ("sepa_debit", {"iban": FAILS}),
        ("sepa_debit", {"iban": DISPUTED}),
    ]:
        session = new_session(client, customer=customer.id)
        done = double.checkout_submit(session.id, kind, **given)
        if done["status"] == "open":
            double.authenticate(done["payment_intent"])
    with pytest.raises(ApiError):
        double.checkout_submit(new_session(client).id, "card", number=DECLINED)
    double.advance(days=6)
    refused: Any = {"amount": 5000, "currency": "eur", "confirm": True, "payment_method": "pm_card_createDispute"}
    disputed = client.v1.payment_intents.create(refused)
    double.advance(seconds=1)
    double.close_dispute(client.v1.disputes.list({"payment_intent": disputed.id}).data[0].id, won=True)
    failing = client.v1.payment_intents.create(refused | {"payment_method": "pm_card_refundFail"})
    client.v1.refunds.create({"payment_intent": failing.id, "amount": 100})
    client.v1.setup_intents.create({"customer": customer.id, "payment_method": "pm_card_visa", "confirm": True})
    setup: Any = {"mode": "setup", "currency": "eur", "customer": customer.id, "success_url": "http://localhost/"}
    double.checkout_submit(client.v1.checkout.sessions.create(setup).id, "sepa_debit", iban=PAYS)
    double.advance(days=4)
    double.pay_out()


def test_every_object_is_as_the_library_describes_it(double: StripeDouble, client: stripe.StripeClient) -> None:
    everything_happens(double, client)
    objects = [thing for kind in double.world.kinds.values() for thing in kind.values()]
    kinds = {
        "balance_transaction", "charge", "checkout.session", "customer", "dispute", "event", "mandate",
        "payment_intent", "payment_method", "payout", "refund", "setup_intent", "webhook_endpoint",
    }  # fmt: skip
    assert set(double.world.kinds) == kinds
    assert sorted({problem for thing in objects for problem in conformance.problems(thing)}) == []


def test_every_answer_is_as_the_library_describes_it(double: StripeDouble, client: stripe.StripeClient) -> None:
    everything_happens(double, client)
    session = next(double.world.all("checkout.session", mode="payment"))["id"]
    paths = [
        "account",
        "balance",
        "payment_method_configurations",
        f"checkout/sessions/{session}?expand[]=line_items&expand[]=payment_intent.latest_charge.balance_transaction",
        "events?limit=100",
        "disputes?expand[]=data.charge",
        "refunds?expand[]=data.failure_balance_transaction",
        "charges?expand[]=data.failure_balance_transaction",
    ]
    for path in paths:
        answer = double.handle("GET", f"https://api.stripe.com/v1/{path}", {"Authorization": "Bearer sk_test_x"})
        assert answer.status == 200
        assert conformance.problems(answer.body) == []


def test_conformance_finds_what_is_wrong(double: StripeDouble, client: stripe.StripeClient) -> None:
    client.v1.payment_intents.create(
        {"amount": 5000, "currency": "eur", "confirm": True, "payment_method": "pm_card_visa"}
    )
    charge = next(double.world.all("charge"))
    assert conformance.problems(charge) == []
    wrong = {"livemod": True, "amount": "3", "status": "done", "billing_details": {"nam": "x"}, "currency": None}
    found = " ".join(conformance.problems(charge | wrong))
    for fault in ("charge.livemod: unknown", "charge.amount: '3'", "charge.status: 'done'", "nam: unknown", "null"):
        assert fault in found
    assert conformance.problems({"object": "receipt"}) == ["'receipt' is no object of Stripe"]
