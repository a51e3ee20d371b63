"""Payments through Stripe, with the double: once paid is once booked, whatever comes how often in which order."""

from datetime import timedelta
from typing import Any

import pytest
import stripe
from django.test import Client

from members.billing.actions import BillingRefused, post
from members.billing.actions.online import (
    abandon_method,
    give_back,
    handle_event,
    reconcile_hourly,
    start_payment,
    start_setup,
    sweep_events,
    sync,
)
from members.billing.models import Account, Attempt, Charge, PaymentProfile, Posting, StripeEvent
from members.billing.queries.desk import ledger, overpaid_accounts
from members.billing.queries.ledger import credit_cents, open_cents_of
from members.billing.rules import Movement
from verein.models import Mail
from verein.sandbox.stripe.double import StripeDouble

from .online import DAY, FAILS, NOW, PAYS, RECLAIMED, hear, kinds, now_of, started, to_view

pytestmark = pytest.mark.django_db


def test_paid_by_card_is_booked_once_however_often_it_is_told(
    double: StripeDouble, client: Client, charge: Charge
) -> None:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "card")
    for order in ("reverse", "shuffle", "kept"):
        hear(double, client, order=order, duplicate=True)
        for event in double.world.all("event"):
            double.resend(event["id"])
    attempt.refresh_from_db()
    assert kinds(charge) == [("payment", 6000)]
    assert (attempt.state, attempt.watched) == ("done", False)
    assert PaymentProfile.objects.get(account=charge.account).method_type == "card"
    with pytest.raises(BillingRefused, match="nichts mehr"):
        start_payment(charge, actor=None, now=NOW)


def test_two_tabs_get_the_same_page(double: StripeDouble, charge: Charge) -> None:
    first = start_payment(charge, actor=None, now=NOW)
    assert start_payment(charge, actor=None, now=NOW) == first
    assert Attempt.objects.count() == 1
    post(Movement(charge.account, charge, "payment", "transfer", 1000, "bank:1", DAY), actor=None)
    other = start_payment(charge, actor=None, now=NOW)
    assert other != first
    sessions = [session["status"] for session in double.world.all("checkout.session")]
    assert sessions == ["expired", "open"]
    assert [attempt.amount_cents for attempt in Attempt.objects.order_by("pk")] == [6000, 5000]


def test_lost_answer_is_found_again(double: StripeDouble, charge: Charge) -> None:
    double.fail_next("timeout_after", "POST /v1/checkout/sessions", times=3)
    with pytest.raises(BillingRefused, match="antwortet"):
        start_payment(charge, actor=None, now=NOW)
    assert Attempt.objects.get().session_id is None
    url = start_payment(charge, actor=None, now=NOW)
    assert len(list(double.world.all("checkout.session"))) == 1
    assert Attempt.objects.get().session_url == url


def test_paid_on_a_page_whose_answer_was_lost_is_still_booked(double: StripeDouble, charge: Charge) -> None:
    double.fail_next("timeout_after", "POST /v1/checkout/sessions", times=3)
    with pytest.raises(BillingRefused):
        start_payment(charge, actor=None, now=NOW)
    (session,) = double.world.all("checkout.session")
    double.checkout_submit(session["id"], "card")
    reconcile_hourly(now_of(double))
    assert open_cents_of(charge) == 0


def test_debit_under_way_is_neither_paid_nor_failed_and_nobody_pays_twice(
    double: StripeDouble, client: Client, charge: Charge
) -> None:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "sepa_debit", iban=PAYS)
    hear(double, client)
    attempt.refresh_from_db()
    assert (attempt.state, open_cents_of(charge)) == ("processing", 6000)
    with pytest.raises(BillingRefused, match="läuft"):
        start_payment(charge, actor=None, now=NOW)
    double.advance(days=5)
    hear(double, client)
    attempt.refresh_from_db()
    assert (attempt.state, open_cents_of(charge)) == ("done", 0)
    profile = PaymentProfile.objects.get(account=charge.account)
    assert (profile.last4, bool(profile.mandate_reference)) == ("3000", True)


def test_failed_debit_leaves_the_charge_open_and_says_what_to_do(
    double: StripeDouble, client: Client, charge: Charge
) -> None:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "sepa_debit", iban=FAILS)
    hear(double, client)
    double.advance(days=5)
    hear(double, client, duplicate=True)
    attempt.refresh_from_db()
    assert (attempt.state, kinds(charge)) == ("failed", [])
    (mail,) = Mail.objects.filter(kind="billing/mail/payment_failed")
    assert "prüfen Sie die IBAN" in mail.text
    assert start_payment(charge, actor=None, now=now_of(double))


def test_reclaimed_debit_opens_the_charge_again_with_its_reason(
    double: StripeDouble, client: Client, charge: Charge
) -> None:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "sepa_debit", iban=RECLAIMED)
    double.advance(days=6)
    hear(double, client, order="shuffle", seed=3)
    assert kinds(charge) == [("payment", 6000), ("returned", -6000)]
    assert Posting.objects.get(kind="returned").reason_code == "MD06"
    assert Mail.objects.filter(kind="billing/mail/payment_failed").count() == 1


def test_dispute_of_a_card_is_booked_and_taken_back_when_won(
    double: StripeDouble, client: Client, charge: Charge
) -> None:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "card", number="4000000000000259")
    double.advance(seconds=2)
    hear(double, client)
    attempt.refresh_from_db()
    assert (open_cents_of(charge), attempt.watched) == (6000, True)
    (dispute,) = double.world.all("dispute")
    double.close_dispute(dispute["id"], won=True)
    hear(double, client)
    assert kinds(charge) == [("payment", 6000), ("dispute", -6000), ("dispute_won", 6000)]


def test_dispute_won_after_its_payer_has_paid_again_is_credit_that_the_treasurer_sees(
    double: StripeDouble, client: Client, charge: Charge
) -> None:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "card", number="4000000000000259")
    double.advance(seconds=2)
    hear(double, client)
    again = started(charge)
    double.checkout_submit(str(again.session_id), "card")
    hear(double, client)
    (dispute,) = double.world.all("dispute")
    double.close_dispute(dispute["id"], won=True)
    hear(double, client)

    assert (open_cents_of(charge), credit_cents(charge.account)) == (0, 6000)
    assert [(row.account.pk, row.cents) for row in overpaid_accounts(ledger(), [])] == [(charge.account_id, 6000)]
    give_back(again, cents=6000, actor=None, now=now_of(double))
    assert (open_cents_of(charge), credit_cents(charge.account)) == (0, 0)
    assert sum(double.received(intent["id"]) for intent in double.world.all("payment_intent")) == 6000


def test_reconciliation_finds_what_no_webhook_told(double: StripeDouble, client: Client, charge: Charge) -> None:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "card")
    every = [event["type"] for event in double.world.all("event")]
    hear(double, client, drop=every)
    assert kinds(charge) == []
    reconcile_hourly(now_of(double))
    assert kinds(charge) == [("payment", 6000)]


def test_late_dispute_is_found_though_its_payment_is_old(double: StripeDouble, client: Client, charge: Charge) -> None:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "sepa_debit", iban=PAYS)
    double.advance(days=5)
    hear(double, client)
    double.advance(days=50)
    (paid,) = double.world.all("charge")
    double.dispute(paid["id"])
    hear(double, client, drop=[event["type"] for event in double.world.all("event")])
    reconcile_hourly(now_of(double))
    assert open_cents_of(charge) == 6000


@pytest.mark.parametrize("kind", ["429", "500", "timeout_before"])
def test_stripe_in_trouble_is_asked_again_later(
    double: StripeDouble, client: Client, charge: Charge, kind: str
) -> None:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "card")
    double.deliver(to_view(client))
    double.fail_next(kind, times=10_000)
    event = StripeEvent.objects.get(type="payment_intent.succeeded")
    assert handle_event(event.pk, now=now_of(double)) is False
    event.refresh_from_db()
    assert (event.tries, event.handled_at) == (1, None)
    assert event.next_try_at
    assert event.next_try_at > now_of(double)
    double.faults.ordered.clear()
    sweep_events(now_of(double) + timedelta(hours=1))
    assert kinds(charge) == [("payment", 6000)]


def test_webhook_refuses_what_stripe_did_not_sign(double: StripeDouble, client: Client, charge: Charge) -> None:
    body = b'{"id": "evt_1", "object": "event", "type": "payment_intent.succeeded", "livemode": false}'
    forged = stripe.WebhookSignature.generate_signature_header(body.decode(), "whsec_of_somebody_else")
    for signature in ("", "t=1,v1=ab", "nonsense", forged):
        response = client.post(
            "/stripe/webhook/", body, content_type="application/json", headers={"Stripe-Signature": signature}
        )
        assert response.status_code == 400
    assert not StripeEvent.objects.exists()
    assert client.get("/stripe/webhook/").status_code == 405
    assert client.post("/stripe/webhook/", b"x" * 600_000, content_type="application/json").status_code == 413


@pytest.mark.parametrize(
    ("body", "status"), [(b"[]", 400), (b"{}", 400), (b'{"id": "evt_9", "object": "event", "type": "new.kind"}', 200)]
)
def test_signed_nonsense_is_refused_and_unknown_events_are_kept(
    double: StripeDouble, client: Client, body: bytes, status: int
) -> None:
    signature = stripe.WebhookSignature.generate_signature_header(body.decode(), "whsec_test")
    response = client.post(
        "/stripe/webhook/", body, content_type="application/json", headers={"Stripe-Signature": signature}
    )
    assert response.status_code == status


def test_event_of_the_other_mode_is_not_acted_on(double: StripeDouble, client: Client, charge: Charge) -> None:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "card")
    double.deliver(to_view(client))
    StripeEvent.objects.update(livemode=True)
    sweep_events(now_of(double))
    assert kinds(charge) == []
    assert set(StripeEvent.objects.values_list("error", flat=True)) == {"livemode"}


def test_payments_of_other_software_are_left_alone(double: StripeDouble, client: Client, charge: Charge) -> None:
    form = "amount=5000&currency=eur&confirm=true&payment_method=pm_card_visa&metadata[shop]=1"
    answer = double.handle("POST", "https://x/v1/payment_intents", {"Authorization": "Bearer sk_test_x"}, form)
    assert sync(answer.body["id"], now=NOW) is None
    hear(double, client)
    assert not Posting.objects.exists()


def test_amount_that_does_not_fit_is_booked_as_it_came_and_noted(
    double: StripeDouble, client: Client, charge: Charge
) -> None:
    attempt = started(charge)
    session = double.world.get("checkout.session", str(attempt.session_id))
    session["amount_total"] = 4000
    double.checkout_submit(str(attempt.session_id), "card")
    hear(double, client)
    attempt.refresh_from_db()
    assert (open_cents_of(charge), attempt.trouble) == (2000, "amount 4000 instead of 6000")


def test_mandate_is_given_without_a_payment_and_taken_back(
    double: StripeDouble, client: Client, account: Account
) -> None:
    url = start_setup(account, actor=None, now=NOW)
    session = next(double.world.all("checkout.session", url=url))
    double.checkout_submit(session["id"], "sepa_debit", iban=PAYS)
    hear(double, client)
    account.refresh_from_db()
    profile = PaymentProfile.objects.get(account=account)
    assert (account.way, profile.method_type, profile.last4) == ("stripe", "sepa_debit", "3000")
    assert profile.mandate_reference
    abandon_method(account, actor=None)
    account.refresh_from_db()
    profile.refresh_from_db()
    assert (account.way, profile.method_id) == ("transfer", "")
    assert next(double.world.all("mandate"))["status"] == "inactive"


def test_without_a_key_nothing_is_asked_of_stripe(settings: Any, charge: Charge) -> None:
    settings.STRIPE_SECRET_KEY = ""
    settings.STRIPE_HTTP_CLIENT = None
    assert reconcile_hourly(NOW) == 0
    with pytest.raises(BillingRefused):
        start_setup(charge.account, actor=None, now=NOW)
