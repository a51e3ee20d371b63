"""Bad days: nothing is lost, nothing doubled, and whoever keeps the books is told in a sentence."""

import json
import smtplib
from datetime import date, timedelta
from typing import Any

import pytest
import stripe
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from members.billing.actions import BillingRefused, check, close_year
from members.billing.actions.online import (
    collect,
    give_back,
    reconcile_hourly,
    reconcile_nightly,
    start_payment,
    sweep_events,
)
from members.billing.models import Attempt, BankTransaction, BillingSettings, Charge, Posting, RefundOrder, StripeEvent
from members.billing.queries.ledger import open_cents_of
from members.queries import TREASURER_GROUP
from tests.factories import make_account, user_in_group
from verein.mail import deliver
from verein.models import Mail
from verein.sandbox.stripe.double import StripeDouble

from . import bank_files as files
from .online import FAILS, NOW, PAYS, SECRET, charge_of, now_of, started, switch_on, to_view

pytestmark = pytest.mark.django_db
DOWN = 10_000


@pytest.fixture
def double(settings: Any) -> StripeDouble:
    return switch_on(settings)


@pytest.fixture
def charge(double: StripeDouble) -> Charge:
    return charge_of(make_account())


def told(double: StripeDouble) -> str:
    """What the treasurer reads the next morning."""
    treasurer = user_in_group(TREASURER_GROUP)
    check(now_of(double))
    mail = Mail.objects.filter(kind="billing/mail/ledger_wrong", to=treasurer.email).last()
    return mail.text if mail else ""


def arrives(client: Client, **event: Any) -> int:
    body = json.dumps({"object": "event", "livemode": False, **event})
    signed = {"Stripe-Signature": stripe.WebhookSignature.generate_signature_header(body, SECRET)}
    return client.post("/stripe/webhook/", body, content_type="application/json", headers=signed).status_code


def test_stripe_down_for_a_day_loses_nothing_and_says_so(double: StripeDouble, client: Client, charge: Charge) -> None:
    other = charge_of(make_account(), key="dues:2:2027")
    paid, debited = started(charge), started(other)
    double.checkout_submit(str(debited.session_id), "sepa_debit", iban=PAYS)
    reconcile_hourly(now_of(double))
    double.checkout_submit(str(paid.session_id), "card")
    double.deliver(to_view(client))
    double.fail_next("500", times=DOWN)
    for _hour in range(13):
        double.advance(hours=2)
        assert reconcile_hourly(now_of(double)) == 0
        sweep_events(now_of(double))
        assert collect(now_of(double)) == 0
    with pytest.raises(BillingRefused, match="Zahlungsdienst"):
        start_payment(charge_of(make_account(), key="dues:3:2027"), actor=None, now=now_of(double))
    assert not Posting.objects.exists()
    assert "Stripe hat seit" in told(double)

    double.faults.ordered.clear()
    double.advance(days=6)
    sweep_events(now_of(double))
    reconcile_nightly(now_of(double))

    assert (open_cents_of(charge), open_cents_of(other)) == (0, 0)
    assert Posting.objects.count() == 2
    assert not StripeEvent.objects.filter(handled_at=None).exists()
    Mail.objects.all().delete()
    assert told(double) == ""


def test_refund_ordered_while_stripe_is_down_for_days_is_given_once(
    double: StripeDouble, client: Client, charge: Charge
) -> None:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "card")
    reconcile_hourly(now_of(double) + timedelta(minutes=5))
    attempt.refresh_from_db()
    double.fail_next("timeout_after", "POST /v1/refunds", times=3)
    with pytest.raises(BillingRefused):
        give_back(attempt, cents=2000, actor=None, now=now_of(double))
    double.advance(days=3)  # Stripe has forgotten the key of the order

    reconcile_hourly(now_of(double))

    assert [refund["amount"] for refund in double.world.all("refund")] == [2000]
    assert RefundOrder.objects.get().refund_id
    assert open_cents_of(charge) == 2000


def test_events_nobody_foresaw_do_not_hold_up_those_behind_them(
    double: StripeDouble, client: Client, charge: Charge
) -> None:
    attempt = started(charge)
    assert arrives(client, id="evt_a", type="payment_intent.succeeded") == 200  # without an object
    assert arrives(client, id="evt_b", type="something.new", data={"object": {"id": "x", "object": "x"}}) == 200
    assert arrives(client, id="evt_c", type="charge.refunded", data={"object": {"payment_intent": "pi_gone"}}) == 200
    double.checkout_submit(str(attempt.session_id), "card")
    double.deliver(to_view(client))
    for _try in range(25):
        sweep_events(now_of(double))
        double.advance(hours=7)

    assert open_cents_of(charge) == 0
    assert StripeEvent.objects.filter(handled_at=None).get().tries == 20
    assert "1 Ereignisse von Stripe konnten nicht verarbeitet werden" in told(double)


def test_wrong_secret_is_noticed_because_payments_come_without_news(
    double: StripeDouble, client: Client, settings: Any
) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_of_last_year"]
    charges = [charge_of(make_account(), key=f"dues:{each}:2027") for each in range(3)]
    for charge in charges:
        double.checkout_submit(str(started(charge).session_id), "card")
    assert double.deliver(to_view(client)) == 0  # every one refused
    double.advance(hours=1)
    reconcile_hourly(now_of(double))

    assert [open_cents_of(charge) for charge in charges] == [0, 0, 0]
    assert "Adresse und das Geheimnis des Webhooks" in told(double)


def test_event_of_the_other_mode_is_told(double: StripeDouble, client: Client, charge: Charge) -> None:
    assert arrives(client, id="evt_live", type="payment_intent.succeeded", livemode=True) == 200
    sweep_events(now_of(double))
    assert "aus Stripes anderem Modus" in told(double)


def test_other_currency_is_not_booked_and_told(double: StripeDouble, client: Client, charge: Charge) -> None:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "card")
    next(double.world.all("payment_intent"))["currency"] = "usd"
    double.deliver(to_view(client))
    sweep_events(now_of(double))

    assert not Posting.objects.exists()
    assert f"{charge.invoice.number}: currency usd" in told(double)


def test_amount_that_does_not_fit_is_told(double: StripeDouble, client: Client, charge: Charge) -> None:
    attempt = started(charge)
    double.world.get("checkout.session", str(attempt.session_id))["amount_total"] = 4000
    double.checkout_submit(str(attempt.session_id), "card")
    double.deliver(to_view(client))
    sweep_events(now_of(double))

    assert open_cents_of(charge) == 2000
    assert f"{charge.invoice.number}: amount 4000" in told(double)


def test_mail_server_down_changes_no_booking_and_the_payer_is_told_later(
    double: StripeDouble, client: Client, charge: Charge, settings: Any
) -> None:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "sepa_debit", iban=FAILS)
    settings.MAIL_TRANSPORT = "tests.members.billing.test_bad_days.Down"
    double.advance(days=6)
    double.deliver(to_view(client))
    sweep_events(now_of(double))
    attempt.refresh_from_db()
    assert attempt.state == "failed"
    mail = Mail.objects.get(kind="billing/mail/payment_failed")
    deliver.call(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.tries) == ("queued", 1)
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    Mail.objects.update(next_try_at=None)
    deliver.call(mail.pk)
    deliver.call(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.tries) == ("sent", 2)


class Down:
    """A mail server that does not answer."""

    def __init__(self, **options: Any) -> None:
        pass

    def open(self) -> None:
        raise smtplib.SMTPServerDisconnected("down")

    def close(self) -> None:
        pass


def test_news_of_a_closed_year_are_booked_on_the_first_open_day(
    double: StripeDouble, client: Client, charge: Charge, superuser: Any
) -> None:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "card")
    close_year(date(2027, 6, 1), now=NOW + timedelta(days=400), actor=superuser)

    reconcile_hourly(now_of(double) + timedelta(minutes=5))

    posting = Posting.objects.get()
    assert (posting.booked_on, posting.amount_cents, posting.note) == (date(2028, 1, 1), 6000, "card (vom 10.01.2027)")


@pytest.mark.parametrize("content", [files.camt()[:2100], files.MT940[:200], files.SPARKASSE.encode()[:-70]])
def test_half_a_statement_changes_nothing_and_says_so_to_who_brought_it(
    treasurer_client: Client, content: bytes
) -> None:
    settings = BillingSettings.load()
    settings.iban = files.IBAN
    settings.save()
    upload = {"file": SimpleUploadedFile("auszug.xml", content)}
    page = treasurer_client.post("/admin/bank/einlesen/", upload, follow=True).content.decode()

    assert not BankTransaction.objects.exists()
    assert "abgeschnitten" in page


def test_worker_killed_between_the_answer_and_the_booking_books_once(
    double: StripeDouble, client: Client, charge: Charge, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_args: Any, **_kwargs: Any) -> None:
        raise Killed

    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "card")
    double.deliver(to_view(client))
    with monkeypatch.context() as patch:
        patch.setattr("members.billing.actions.online.syncing.take_over", die)
        with pytest.raises(Killed):
            sweep_events(now_of(double))
    assert StripeEvent.objects.filter(handled_at=None).exists()

    sweep_events(now_of(double))

    assert Posting.objects.count() == 1
    assert Attempt.objects.get().state == "done"
