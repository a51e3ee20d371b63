"""The sequences of events that Stripe tells for each way through the pay page (payment and setup)."""

from typing import Any

import pytest
import stripe

from verein.sandbox.stripe.double import StripeDouble
from verein.sandbox.stripe.errors import ApiError

from .steps import CHALLENGED, DECLINED, DISPUTED, FAILS, PAYS, Told, new_session

CARD_PAID = ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]
DEBIT_RUNS = ["charge.pending", "payment_intent.processing", "checkout.session.completed"]


def test_card_is_paid_at_once(double: StripeDouble, client: stripe.StripeClient) -> None:
    told = Told(double)
    session = new_session(client)
    assert session.payment_intent is None
    double.checkout_submit(session.id, "card", name="Frauke Beispiel", email="frauke@beispiel.example")
    assert told() == ["customer.created", "payment_intent.created", "payment_method.attached", *CARD_PAID]
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    intent = paid.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert (paid.status, paid.payment_status, intent.amount_received) == ("complete", "paid", 6000)
    assert intent.metadata["attempt"] == "7"
    assert isinstance(intent.latest_charge, stripe.Charge)
    assert intent.latest_charge.billing_details.name == "Frauke Beispiel"


def test_declined_card_leaves_the_page_open_for_another(double: StripeDouble, client: stripe.StripeClient) -> None:
    session = new_session(client)
    told = Told(double)
    with pytest.raises(ApiError, match="declined"):
        double.checkout_submit(session.id, "card", number=DECLINED)
    assert told()[-2:] == ["charge.failed", "payment_intent.payment_failed"]
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    double.checkout_submit(session.id, "card")
    assert told()[-3:] == CARD_PAID
    assert len(client.v1.payment_intents.list().data) == 1


def test_challenged_card_waits_for_the_bank(double: StripeDouble, client: stripe.StripeClient) -> None:
    session = new_session(client)
    told = Told(double)
    open_ = double.checkout_submit(session.id, "card", number=CHALLENGED)
    assert told()[-1] == "payment_intent.requires_action"
    with pytest.raises(ApiError, match="authenticate"):
        double.authenticate(open_["payment_intent"], passed=False)
    assert told() == ["charge.failed", "payment_intent.payment_failed"]
    double.checkout_submit(session.id, "card", number=CHALLENGED)
    double.authenticate(open_["payment_intent"])
    assert told()[-3:] == CARD_PAID


@pytest.mark.parametrize(
    ("iban", "later", "status"),
    [
        (PAYS, ["charge.succeeded", "payment_intent.succeeded", "checkout.session.async_payment_succeeded"], "paid"),
        (FAILS, ["charge.failed", "payment_intent.payment_failed", "checkout.session.async_payment_failed"], "unpaid"),
    ],
)
def test_debit_runs_for_days(
    double: StripeDouble, client: stripe.StripeClient, iban: str, later: list[str], status: str
) -> None:
    session = new_session(client)
    told = Told(double)
    double.checkout_submit(session.id, "sepa_debit", iban=iban)
    assert told()[-3:] == DEBIT_RUNS
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "unpaid"
    double.advance(days=4)
    assert told() == []
    double.advance(days=1)
    assert told() == later
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == status


def test_disputed_debit_is_lost_at_once(double: StripeDouble, client: stripe.StripeClient) -> None:
    session = new_session(client)
    double.checkout_submit(session.id, "sepa_debit", iban=DISPUTED)
    told = Told(double)
    told()
    double.advance(days=6)
    assert told()[-3:] == ["charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.closed"]
    intent = client.v1.checkout.sessions.retrieve(session.id).payment_intent
    assert double.received(str(intent)) == 0
    (dispute,) = client.v1.disputes.list({"payment_intent": str(intent)}).data
    assert (dispute.status, dispute.amount, dispute.network_reason_code) == ("lost", 6000, "MD06")


def test_setup_gives_a_mandate_without_a_payment(double: StripeDouble, client: stripe.StripeClient) -> None:
    customer = client.v1.customers.create({"email": "frauke@beispiel.example"})
    told = Told(double)
    told()
    options = {"sepa_debit": {"mandate_options": {"reference_prefix": "EMSBOGEN-"}}}
    wanted: Any = {
        "mode": "setup",
        "currency": "eur",
        "customer": customer.id,
        "success_url": "http://localhost/",
        "payment_method_options": options,
        "setup_intent_data": {"metadata": {"member": "3"}},
    }
    session = client.v1.checkout.sessions.create(wanted)
    double.checkout_submit(session.id, "sepa_debit", iban=PAYS)
    assert told() == [
        "setup_intent.created",
        "payment_method.attached",
        "setup_intent.succeeded",
        "checkout.session.completed",
    ]
    done = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent.mandate"]})
    assert done.payment_status == "no_payment_required"
    assert isinstance(done.setup_intent, stripe.SetupIntent)
    mandate = done.setup_intent.mandate
    assert isinstance(mandate, stripe.Mandate)
    assert mandate.payment_method_details.sepa_debit
    assert mandate.payment_method_details.sepa_debit.reference.startswith("EMSBOGEN-")
    client.v1.payment_methods.detach(str(done.setup_intent.payment_method))
    assert told() == ["mandate.updated", "payment_method.detached"]
    assert client.v1.mandates.retrieve(mandate.id).status == "inactive"


def test_session_lapses_after_a_day(double: StripeDouble, client: stripe.StripeClient) -> None:
    session = new_session(client)
    told = Told(double)
    double.advance(days=1)
    assert told() == ["checkout.session.expired"]
    with pytest.raises(ApiError, match="expired"):
        double.checkout_submit(session.id)


def test_expired_session_takes_no_money_and_a_paid_one_cannot_be_expired(
    double: StripeDouble, client: stripe.StripeClient
) -> None:
    first, second = new_session(client), new_session(client)
    with pytest.raises(ApiError):
        double.checkout_submit(first.id, "card", number=DECLINED)
    client.v1.checkout.sessions.expire(first.id)
    (intent,) = client.v1.payment_intents.list().data
    assert intent.status == "canceled"
    double.checkout_submit(second.id)
    with pytest.raises(stripe.InvalidRequestError, match="open"):
        client.v1.checkout.sessions.expire(second.id)
