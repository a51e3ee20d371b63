"""Payments through Stripe where something is not as usual: another customer, too small a sum, a cancelled document."""

from typing import Any

import pytest
import stripe
from django.test import Client

from members.billing import gateway
from members.billing.actions import post
from members.billing.actions.online import (
    abandon_method,
    collect,
    give_back,
    set_up_webhook,
    start_payment,
    start_setup,
)
from members.billing.gateway.client import errors
from members.billing.models import Charge, PaymentProfile
from members.billing.rules import Movement
from members.billing.rules.online import why_not_pay
from tests.factories import UserFactory
from verein.sandbox.stripe.double import StripeDouble

from .online import DAY, NOW, charge_of, hear, now_of, started, switch_on

pytestmark = pytest.mark.django_db


def test_customer_that_stripe_does_not_know_is_made_anew(double: StripeDouble, settings: Any, charge: Charge) -> None:
    first = started(charge)  # in test mode; then the live key is entered
    double = switch_on(settings)
    url = start_payment(charge, actor=None, now=NOW)
    first.refresh_from_db()
    (session,) = double.world.all("checkout.session")
    assert (first.state, session["url"], session["status"]) == ("cancelled", url, "open")
    assert PaymentProfile.objects.get().customer_id == session["customer"]
    assert start_setup(charge.account, actor=None, now=NOW)


def test_less_than_stripe_takes_is_paid_by_transfer() -> None:
    assert "0,50" in (why_not_pay(is_on=True, open_cents=49, running=None) or "")
    assert why_not_pay(is_on=True, open_cents=50, running=None) is None


@pytest.mark.parametrize(("code", "error"), [("idempotency_key_in_use", gateway.Unavailable), ("", gateway.Refused)])
def test_request_that_another_tab_asks_at_this_moment_is_not_given_up(
    code: str, error: type[gateway.GatewayError]
) -> None:
    with pytest.raises(error), errors():
        raise stripe.IdempotencyError("in use", code=code)


def test_every_request_that_writes_has_a_key_of_our_own(
    double: StripeDouble, client: Client, charge: Charge, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: dict[str, str] = {}
    handle = StripeDouble.handle

    def noted(self: StripeDouble, method: str, url: str, headers: dict[str, str], body: str = "") -> Any:
        if method == "POST":
            keys[url.partition("/v1/")[2]] = {name.lower(): value for name, value in headers.items()}["idempotency-key"]
        return handle(self, method, url, headers, body)

    monkeypatch.setattr(StripeDouble, "handle", noted)
    treasurer = UserFactory()
    set_up_webhook(actor=treasurer, now=NOW)
    set_up_webhook(actor=treasurer, now=NOW)
    started(charge)
    post(Movement(charge.account, charge, "payment", "transfer", 1000, "bank:1", DAY), actor=None)
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "card")
    hear(double, client)
    attempt.refresh_from_db()
    give_back(attempt, cents=1000, actor=None, now=NOW)
    charge_of(charge.account, 4000, key="dues:1:2028")
    collect(now_of(double))
    double.advance(days=15)
    collect(now_of(double))
    abandon_method(charge.account, actor=None)
    begun = {key.split("-")[0] for key in keys.values()}
    assert begun >= {"customer", "attempt", "refund", "collect", "expire", "detach", "webhook", "mend"}
    assert not [call for call, key in keys.items() if "-" not in key or key.startswith("stripe-python")]
