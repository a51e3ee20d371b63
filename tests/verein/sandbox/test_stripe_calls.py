"""The double's API as the official library sees it: strict, idempotent, faulty on order."""

from typing import Any

import pytest
import stripe

from verein.sandbox.stripe import schema
from verein.sandbox.stripe.client import InProcessClient
from verein.sandbox.stripe.double import StripeDouble
from verein.sandbox.stripe.world import HANDLERS

from .conftest import START
from .steps import CHALLENGED, PAYS, Told, new_session

# The calls of the gateway: each has its handler in the double.
NEEDED = """
POST /v1/checkout/sessions | GET /v1/checkout/sessions/{session} | POST /v1/checkout/sessions/{session}/expire
POST /v1/payment_intents | GET /v1/payment_intents | GET /v1/payment_intents/{intent}
POST /v1/payment_intents/{intent} | POST /v1/payment_intents/{intent}/confirm | POST /v1/payment_intents/{intent}/cancel
POST /v1/setup_intents | GET /v1/setup_intents | GET /v1/setup_intents/{intent}
POST /v1/customers | GET /v1/customers/{customer} | POST /v1/customers/{customer} | DELETE /v1/customers/{customer}
GET /v1/payment_methods/{payment_method} | POST /v1/payment_methods/{payment_method}/attach
POST /v1/payment_methods/{payment_method}/detach | GET /v1/mandates/{mandate}
POST /v1/refunds | GET /v1/refunds | GET /v1/refunds/{refund} | GET /v1/disputes | GET /v1/disputes/{dispute}
GET /v1/charges | GET /v1/charges/{charge} | GET /v1/events | GET /v1/events/{id} | GET /v1/balance_transactions
GET /v1/payouts | GET /v1/balance | POST /v1/webhook_endpoints | GET /v1/webhook_endpoints
POST /v1/webhook_endpoints/{webhook_endpoint} | GET /v1/payment_method_configurations | GET /v1/account
"""


@pytest.fixture
def customer(client: stripe.StripeClient) -> stripe.Customer:
    return client.v1.customers.create({"email": "frauke@beispiel.example", "metadata": {"member": "3", "old": "x"}})


@pytest.fixture
def method(double: StripeDouble, client: stripe.StripeClient, customer: stripe.Customer) -> str:
    """A SEPA account with a mandate, kept by an earlier payment."""
    session = new_session(client, customer=customer.id)
    double.checkout_submit(session.id, "sepa_debit", iban=PAYS)
    double.advance(days=5)
    return str(client.v1.customers.payment_methods.list(customer.id).data[0].id)


def collect(client: stripe.StripeClient, customer: stripe.Customer, method: str, **params: Any) -> stripe.PaymentIntent:
    wanted: Any = {
        "amount": 5000,
        "currency": "eur",
        "customer": customer.id,
        "payment_method": method,
        "off_session": True,
        "confirm": True,
        **params,
    }
    return client.v1.payment_intents.create(wanted)


def test_schema_is_the_librarys() -> None:
    assert len(schema.routes()) > 500
    assert set(HANDLERS) <= set(schema.routes())
    needed = {tuple(call.split()) for call in NEEDED.replace("\n", "|").split("|") if call.strip()}
    assert needed <= set(HANDLERS)


@pytest.mark.parametrize(
    ("call", "form", "message"),
    [
        ("POST /v1/customers", "emial=x", "Received unknown parameter: emial"),
        ("POST /v1/refunds", "amount=viel&charge=ch_1", "Invalid integer: viel"),
        ("POST /v1/refunds", "reason=reue&charge=ch_1", "must be one of duplicate"),
        ("POST /v1/payment_intents", "currency=eur", "Missing required param: amount."),
        ("POST /v1/payment_intents", "amount=500&currency=eur&confirm=vielleicht", "Invalid boolean"),
        ("POST /v1/payment_intents", "amount=49&currency=eur", "at least"),
        ("POST /v1/payment_intents", "amount=500&currency=usd", "Invalid currency"),
        ("POST /v1/payment_intents", "amount=500&currency=eur&payment_method_types[]=card", "no longer supported"),
        ("POST /v1/payment_intents", "amount=500&currency=eur&customer=cus_nobody", "No such customer"),
        ("POST /v1/payment_intents", "amount=500&currency=eur&metadata=x", "Invalid array"),
        ("GET /v1/charges", "limit=1000", "between 1 and 100"),
        ("GET /v1/charges/ch_nobody", "", "No such charge"),
        ("GET /v1/nothing", "", "Unrecognized request URL"),
        ("POST /v1/checkout/sessions", "mode=payment&success_url=x", "line_items"),
        ("POST /v1/checkout/sessions", "mode=setup&success_url=x", "currency"),
        ("POST /v1/setup_intents", "allowed_payment_method_types[]=giropay", "No valid payment method types"),
    ],
)
def test_wrong_calls_are_refused_as_stripe_does(double: StripeDouble, call: str, form: str, message: str) -> None:
    verb, path = call.split()
    url = f"https://api.stripe.com{path}" + (f"?{form}" if verb == "GET" else "")
    answer = double.handle(verb, url, {"Authorization": "Bearer sk_test_x"}, form)
    assert answer.status in {400, 404}
    assert message in answer.body["error"]["message"]


def test_known_call_that_is_not_built_says_so(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.APIError, match="does not know POST /v1/subscriptions"):
        client.v1.subscriptions.create({"customer": "cus_1"})


@pytest.mark.parametrize("key", ["sk_live_1", "rk_live_1", "nonsense"])
def test_live_keys_are_refused(double: StripeDouble, key: str) -> None:
    live = stripe.StripeClient(key, http_client=InProcessClient(double))
    with pytest.raises(stripe.AuthenticationError):
        live.v1.customers.create({})
    assert not double.world.kinds


def test_a_key_is_forgotten_after_a_day(double: StripeDouble, client: stripe.StripeClient) -> None:
    options: Any = {"idempotency_key": "customer-3"}
    first = client.v1.customers.create({"email": "a@beispiel.example"}, options)
    double.advance(days=1, seconds=1)
    assert client.v1.customers.create({"email": "b@beispiel.example"}, options).id != first.id


@pytest.mark.parametrize(
    ("kind", "error", "created"),
    [
        ("429", stripe.RateLimitError, 0),
        ("500", stripe.APIError, 0),
        ("500_after", stripe.APIError, 1),
        ("timeout_before", stripe.APIConnectionError, 0),
        ("timeout_after", stripe.APIConnectionError, 1),
    ],
)
def test_fault_strikes_before_or_after_the_work(
    double: StripeDouble, client: stripe.StripeClient, kind: str, error: type[Exception], created: int
) -> None:
    double.fail_next(kind, "POST /v1/customers")
    client.v1.customers.list()
    with pytest.raises(error):
        client.v1.customers.create({})
    assert len(client.v1.customers.list().data) == created


def test_lost_answer_is_found_again_with_the_same_key(double: StripeDouble) -> None:
    patient = stripe.StripeClient("sk_test_x", http_client=InProcessClient(double), max_network_retries=2)
    double.fail_next("timeout_after", "POST /v1/customers")
    customer = patient.v1.customers.create({"email": "a@beispiel.example"})
    assert [each.id for each in patient.v1.customers.list().data] == [customer.id]


def test_lists_have_cursors_and_filters(double: StripeDouble, client: stripe.StripeClient) -> None:
    made = []
    for number in range(5):
        made.append(client.v1.customers.create({"email": f"m{number % 2}@beispiel.example"}).id)
        double.advance(seconds=10)
    page = client.v1.customers.list({"limit": 2})
    assert ([each.id for each in page.data], page.has_more) == ([made[4], made[3]], True)
    assert [each.id for each in page.auto_paging_iter()] == made[::-1]
    assert [each.id for each in client.v1.customers.list({"email": "m1@beispiel.example"}).data] == [made[3], made[1]]
    recent = client.v1.customers.list({"created": {"gte": START + 30}})
    assert [each.id for each in recent.data] == [made[4], made[3]]


def test_debit_is_collected_on_its_day(
    double: StripeDouble, client: stripe.StripeClient, customer: stripe.Customer, method: str
) -> None:
    options = {"sepa_debit": {"target_date": "2026-12-14"}}  # today is 2026-11-30
    intent = collect(client, customer, method, payment_method_options=options)
    assert intent.status == "processing"
    double.advance(days=14)
    assert client.v1.payment_intents.retrieve(intent.id).status == "processing"
    double.advance(days=5)
    assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"
    for day in ("2026-12-20", "2027-03-01", "morgen"):
        with pytest.raises(stripe.InvalidRequestError):
            collect(client, customer, method, payment_method_options={"sepa_debit": {"target_date": day}})


def test_debit_before_its_day_can_be_cancelled(
    double: StripeDouble, client: stripe.StripeClient, customer: stripe.Customer, method: str
) -> None:
    options = {"sepa_debit": {"target_date": "2026-12-14"}}
    intent = collect(client, customer, method, payment_method_options=options)
    assert client.v1.payment_intents.cancel(intent.id).status == "canceled"
    double.advance(days=30)
    assert client.v1.payment_intents.retrieve(intent.id).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.cancel(intent.id)


def test_debit_needs_a_mandate_that_holds(client: stripe.StripeClient, customer: stripe.Customer, method: str) -> None:
    client.v1.payment_methods.detach(method)
    with pytest.raises(stripe.InvalidRequestError):
        collect(client, customer, method)
    account: Any = {
        "type": "sepa_debit",
        "sepa_debit": {"iban": PAYS},
        "billing_details": {"name": "F. Beispiel", "email": "frauke@beispiel.example"},
    }
    bare = client.v1.payment_methods.create(account)
    client.v1.payment_methods.attach(bare.id, {"customer": customer.id})
    with pytest.raises(stripe.InvalidRequestError, match="mandate"):
        collect(client, customer, bare.id)


def test_card_may_ask_for_its_owner_when_collected(
    double: StripeDouble, client: stripe.StripeClient, customer: stripe.Customer
) -> None:
    session = new_session(client, customer=customer.id)
    open_ = double.checkout_submit(session.id, "card", number=CHALLENGED)
    double.authenticate(open_["payment_intent"])
    card = client.v1.payment_methods.list({"customer": customer.id, "type": "card"}).data[0]
    told = Told(double)
    told()
    with pytest.raises(stripe.CardError) as refused:
        collect(client, customer, card.id)
    assert refused.value.code == "authentication_required"
    assert refused.value.error
    assert refused.value.error.payment_intent
    assert refused.value.error.payment_intent.status == "requires_payment_method"
    assert told() == ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]


def paid_by(client: stripe.StripeClient, token: str) -> stripe.PaymentIntent:
    return client.v1.payment_intents.create(
        {"amount": 6000, "currency": "eur", "confirm": True, "payment_method": token}
    )


def test_refunds_never_exceed_the_charge(double: StripeDouble, client: stripe.StripeClient) -> None:
    intent = paid_by(client, "pm_card_visa")
    told = Told(double)
    told()
    refund = client.v1.refunds.create({"payment_intent": intent.id, "amount": 2000})
    assert (refund.status, told()) == ("succeeded", ["refund.created", "charge.refunded"])
    with pytest.raises(stripe.InvalidRequestError, match="greater than"):
        client.v1.refunds.create({"payment_intent": intent.id, "amount": 4001})
    client.v1.refunds.create({"charge": str(intent.latest_charge)})
    with pytest.raises(stripe.InvalidRequestError, match="already been refunded"):
        client.v1.refunds.create({"payment_intent": intent.id})
    assert double.received(intent.id) == 0


def test_refund_that_fails_later_brings_the_money_back(double: StripeDouble, client: stripe.StripeClient) -> None:
    intent = paid_by(client, "pm_card_refundFail")
    refund = client.v1.refunds.create({"payment_intent": intent.id})
    told = Told(double)
    told()
    double.advance(days=3)
    assert told() == ["refund.updated", "charge.refund.updated", "refund.failed"]
    assert client.v1.refunds.retrieve(refund.id).status == "failed"
    assert double.received(intent.id) == 6000


def test_refund_of_a_debit_takes_days(double: StripeDouble, client: stripe.StripeClient, method: str) -> None:
    (intent,) = client.v1.payment_intents.list().data
    refund = client.v1.refunds.create({"payment_intent": intent.id}, {"idempotency_key": "refund-1"})
    assert refund.status == "pending"
    double.advance(days=3)
    assert client.v1.refunds.retrieve(refund.id).status == "succeeded"


def test_dispute_of_a_card_is_won_or_lost(double: StripeDouble, client: stripe.StripeClient) -> None:
    intent = paid_by(client, "pm_card_createDispute")
    double.advance(seconds=1)
    (dispute,) = client.v1.disputes.list({"charge": str(intent.latest_charge)}).data
    assert (dispute.status, double.received(intent.id)) == ("needs_response", 0)
    with pytest.raises(stripe.InvalidRequestError, match="charged back"):
        client.v1.refunds.create({"payment_intent": intent.id})
    told = Told(double)
    told()
    double.close_dispute(dispute.id, won=True)
    assert told() == ["charge.dispute.updated", "charge.dispute.funds_reinstated", "charge.dispute.closed"]
    assert double.received(intent.id) == 6000


def test_payout_is_the_sum_of_its_transactions(double: StripeDouble, client: stripe.StripeClient) -> None:
    intent = paid_by(client, "pm_card_visa")
    client.v1.refunds.create({"payment_intent": intent.id, "amount": 1000})
    assert double.pay_out(everything=False) is None
    double.advance(days=3)
    double.pay_out(everything=False)
    (payout,) = client.v1.payouts.list().data
    rows = client.v1.balance_transactions.list({"payout": payout.id}).data
    assert sum(row.net for row in rows) == 0
    assert {row.type: row.fee for row in rows} == {"charge": 115, "refund": 0, "payout": 0}
    assert payout.amount == 6000 - 115 - 1000
    assert client.v1.balance.retrieve().available[0].amount == 0


def test_account_and_its_methods_are_named(client: stripe.StripeClient) -> None:
    assert client.v1.accounts.retrieve_current().charges_enabled
    (configuration,) = client.v1.payment_method_configurations.list().data
    assert configuration.sepa_debit
    assert configuration.sepa_debit.available


def test_world_is_kept_as_json(double: StripeDouble, client: stripe.StripeClient, method: str) -> None:
    import json

    later = StripeDouble(start=START)
    later.world.load(json.loads(json.dumps(double.world.dump())))
    again = stripe.StripeClient("sk_test_double", http_client=InProcessClient(later))
    assert again.v1.payment_methods.retrieve(method).sepa_debit
