"""Refunds through Stripe: ours and the dashboard's, given once, and what comes back."""

import pytest
from django.test import Client

from members.billing.actions import BillingRefused, post
from members.billing.actions.online import (
    give_back,
)
from members.billing.actions.online.refunding import order_again
from members.billing.gateway.client import client as line_to_stripe
from members.billing.models import Attempt, Charge, RefundOrder
from members.billing.queries.ledger import credit_cents, open_cents_of
from members.billing.queries.refunds import returnable_cents
from members.billing.rules import Movement
from verein.sandbox.stripe.double import StripeDouble

from .online import DAY, NOW, hear, kinds, started

pytestmark = pytest.mark.django_db


def paid(double: StripeDouble, client: Client, charge: Charge, number: str = "4242424242424242") -> Attempt:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "card", number=number)
    hear(double, client)
    attempt.refresh_from_db()
    return attempt


def test_refund_is_never_more_than_was_paid(double: StripeDouble, client: Client, charge: Charge) -> None:
    attempt = paid(double, client, charge)
    give_back(attempt, cents=2000, actor=None, now=NOW)
    attempt.refresh_from_db()
    with pytest.raises(BillingRefused):
        give_back(attempt, cents=4001, actor=None, now=NOW)
    hear(double, client)
    assert kinds(charge) == [("payment", 6000), ("refund", -2000)]


def test_refund_refused_for_the_dashboard_was_quicker_shows_what_is_left(
    double: StripeDouble, client: Client, charge: Charge
) -> None:
    attempt = paid(double, client, charge)
    line_to_stripe().v1.refunds.create({"payment_intent": str(attempt.payment_intent), "amount": 2500})
    with pytest.raises(BillingRefused):
        give_back(attempt, cents=6000, actor=None, now=NOW)
    assert returnable_cents(Attempt.objects.get()) == 3500
    assert kinds(charge) == [("payment", 6000), ("refund", -2500)]


def test_refund_whose_answer_was_lost_is_given_once(double: StripeDouble, client: Client, charge: Charge) -> None:
    attempt = paid(double, client, charge)
    double.fail_next("timeout_after", "POST /v1/refunds", times=3)
    with pytest.raises(BillingRefused, match="Stunde"):
        give_back(attempt, cents=6000, actor=None, now=NOW)
    with pytest.raises(BillingRefused):
        give_back(attempt, cents=6000, actor=None, now=NOW)
    order_again(RefundOrder.objects.get(), now=NOW)
    assert len(list(double.world.all("refund"))) == 1
    assert kinds(charge) == [("payment", 6000), ("refund", -6000)]


def test_refund_that_fails_comes_back(double: StripeDouble, client: Client, charge: Charge) -> None:
    attempt = paid(double, client, charge, number="4000000000005126")
    give_back(attempt, cents=6000, actor=None, now=NOW)
    double.advance(days=3)
    hear(double, client)
    assert kinds(charge) == [("payment", 6000), ("refund", -6000), ("refund_failed", 6000)]


def test_refund_in_the_dashboard_of_a_double_payment_leaves_the_charge_paid(
    double: StripeDouble, client: Client, charge: Charge
) -> None:
    attempt = paid(double, client, charge)
    post(Movement(charge.account, charge, "payment", "transfer", 6000, "bank:1", DAY), actor=None)
    form = f"payment_intent={attempt.payment_intent}"
    double.handle("POST", "https://x/v1/refunds", {"Authorization": "Bearer sk_test_x"}, form)
    hear(double, client)
    assert (open_cents_of(charge), credit_cents(charge.account)) == (0, 0)
