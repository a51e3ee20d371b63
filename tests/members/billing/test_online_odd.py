"""Payments through Stripe where something is not as usual: another customer, too small a sum, a cancelled document."""

from datetime import timedelta
from typing import Any

import pytest
import stripe
from django.test import Client

from members.billing import gateway
from members.billing.actions import BillingRefused, post
from members.billing.actions.online import (
    abandon_method,
    collect,
    give_back,
    reconcile_hourly,
    set_up_webhook,
    start_payment,
    start_setup,
)
from members.billing.gateway.client import errors
from members.billing.models import Account, Attempt, Charge, PaymentProfile
from members.billing.queries.silence import problems as silence_problems
from members.billing.rules import Movement
from members.billing.rules.online import why_not_pay
from tests.factories import UserFactory
from verein.sandbox.stripe.double import StripeDouble

from .online import DAY, NOW, PAYS, charge_of, hear, now_of, started, switch_on
from .test_failures import paid_online

pytestmark = pytest.mark.django_db


def test_customer_that_stripe_does_not_know_is_made_anew(double: StripeDouble, settings: Any, charge: Charge) -> None:
    first = started(charge)
    account_id, double = double.world.account_id, switch_on(settings)
    double.world.account_id = account_id  # the same account, in which somebody has deleted everything
    url = start_payment(charge, actor=None, now=NOW)
    first.refresh_from_db()
    (session,) = double.world.all("checkout.session")
    assert (first.state, session["url"], session["status"]) == ("cancelled", url, "open")
    assert PaymentProfile.objects.get().customer_id == session["customer"]
    assert start_setup(charge.account, actor=None, now=NOW)


TOLD = "1 gespeicherte Zahlungsart gilt dort nicht"


def with_other_keys(settings: Any, double: StripeDouble, *, days: int = 0) -> tuple[Any, StripeDouble]:
    """The right line to Stripe, and the account to which the keys belong that somebody has entered."""
    right = settings.STRIPE_HTTP_CLIENT
    return right, switch_on(settings, start=now_of(double) + timedelta(days=days))


def test_keys_of_another_account_forget_nobody_and_nothing_is_collected_meanwhile(
    double: StripeDouble, settings: Any, charge: Charge
) -> None:
    paid_online(double, charge, "sepa_debit", iban=PAYS)
    profile, account = PaymentProfile.objects.get(), charge.account
    assert (profile.stripe_account, profile.is_live) == (double.world.account_id, False)
    due = charge_of(account, key="dues:1:2028")
    collect(now_of(double))
    right, wrong = with_other_keys(settings, double, days=12)

    with pytest.raises(BillingRefused, match="überweisen"):
        start_payment(charge_of(account, key="dues:1:2029"), actor=None, now=NOW)
    with pytest.raises(BillingRefused, match="überweisen"):
        start_setup(account, actor=None, now=NOW)
    assert collect(now_of(wrong)) == 0
    assert Attempt.objects.get(charge=due).state == "announced", "it waits for the right keys"
    account.refresh_from_db()
    assert (account.way, PaymentProfile.objects.get().method_id) == ("stripe", profile.method_id)

    settings.STRIPE_HTTP_CLIENT = right
    double.advance(days=7)
    collect(now_of(double))
    assert Attempt.objects.filter(charge=due, state__in=["announced", "processing"]).count() == 1


def test_keys_of_another_account_are_told_and_what_is_kept_elsewhere_is_forgotten_by_a_click_only(
    double: StripeDouble, settings: Any, charge: Charge, treasurer_client: Client
) -> None:
    paid_online(double, charge, "sepa_debit", iban=PAYS)
    right, other = with_other_keys(settings, double)
    now = settings.STRIPE_HTTP_CLIENT
    reconcile_hourly(now_of(other))
    for page in ("/admin/beitraege/stripe/", "/admin/beitraege/stripe/?pruefen=1"):
        assert TOLD in treasurer_client.get(page).content.decode()
    assert any(TOLD in each for each in silence_problems())

    settings.STRIPE_HTTP_CLIENT = right
    reconcile_hourly(now_of(other) + timedelta(hours=1))
    assert not any(TOLD in each for each in silence_problems())
    treasurer_client.post("/admin/beitraege/stripe/vergessen/")
    assert PaymentProfile.objects.exists(), "these are the right keys"

    settings.STRIPE_HTTP_CLIENT = now  # it was meant: the association has another account now
    treasurer_client.post("/admin/beitraege/stripe/vergessen/")
    account = Account.objects.get(pk=charge.account_id)
    assert (account.way, PaymentProfile.objects.count()) == ("transfer", 0)
    assert start_setup(account, actor=None, now=NOW)
    assert PaymentProfile.objects.get().stripe_account == other.world.account_id


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
