"""The yearly collection: announced two weeks before, handed over in time, collected on the due date."""

from datetime import timedelta
from typing import Any

import pytest

from members.billing.actions import account_for, post
from members.billing.actions.online import collect, reconcile_hourly, start_payment, start_setup, sync_session
from members.billing.actions.refusal import BillingRefused
from members.billing.models import Account, Attempt, Charge, PaymentProfile
from members.billing.queries.ledger import open_cents_of
from members.billing.rules import Movement
from tests.factories import MemberFactory, complete_association
from verein.models import Mail
from verein.sandbox.stripe.double import StripeDouble

from .online import DAY, FAILS, NOW, PAYS, charge_of, now_of, switch_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def double(settings: Any) -> StripeDouble:
    return switch_on(settings)


@pytest.fixture
def charge(double: StripeDouble) -> Charge:
    complete_association()
    address = {"person__street": "Hauptstraße 1", "person__postcode": "48999", "person__city": "Emsbogen"}
    return charge_of(account_for(MemberFactory(**address)))


def give(double: StripeDouble, account: Account, kind: str = "sepa_debit", **given: str) -> None:
    """The member gives a card or an account beforehand."""
    start_setup(account, actor=None, now=NOW)
    session = str(Attempt.objects.get(kind="setup").session_id)
    open_ = double.checkout_submit(session, kind, **given)
    if open_["status"] == "open":
        double.authenticate(open_["setup_intent"])
    sync_session(session, now=NOW)


def test_debit_is_announced_and_collected_on_the_day(double: StripeDouble, charge: Charge) -> None:
    give(double, charge.account, iban=PAYS)
    assert collect(NOW) == 0
    attempt = Attempt.objects.get(kind="collection")
    assert (attempt.state, attempt.collect_on) == ("announced", DAY + timedelta(days=14))
    (mail,) = Mail.objects.filter(kind="billing/mail/debit_announced")
    assert "24. Januar 2027" in mail.text
    assert PaymentProfile.objects.get().mandate_reference in mail.text
    with pytest.raises(BillingRefused, match="angekündigt"):
        start_payment(charge, actor=None, now=NOW)
    double.advance(days=7)
    assert collect(now_of(double)) == 1
    assert collect(now_of(double)) == 0
    attempt.refresh_from_db()
    assert attempt.state == "processing"
    (intent,) = double.world.all("payment_intent")
    assert intent["payment_method_options"]["sepa_debit"]["target_date"] == "2027-01-24"
    double.advance(days=12)
    reconcile_hourly(now_of(double))
    assert open_cents_of(charge) == 0
    assert Mail.objects.filter(kind="billing/mail/debit_announced").count() == 1


def test_failed_collection_is_not_tried_again_by_itself(double: StripeDouble, charge: Charge) -> None:
    give(double, charge.account, iban=FAILS)
    collect(NOW)
    double.advance(days=7)
    collect(now_of(double))
    double.advance(days=13)
    reconcile_hourly(now_of(double))
    assert Attempt.objects.get(kind="collection").state == "failed"
    assert Mail.objects.filter(kind="billing/mail/payment_failed").count() == 1
    collect(now_of(double))
    assert Attempt.objects.filter(kind="collection").count() == 1


def test_card_that_wants_its_owner_is_refused_and_the_payer_told(double: StripeDouble, charge: Charge) -> None:
    give(double, charge.account, "card", number="4000002760003184")
    collect(NOW)
    double.advance(days=14)
    collect(now_of(double))
    attempt = Attempt.objects.get(kind="collection")
    assert (attempt.state, attempt.error_code) == ("failed", "authentication_required")
    (mail,) = Mail.objects.filter(kind="billing/mail/payment_failed")
    assert "Ihre Bank möchte bei Ihnen nachfragen" in mail.text
    assert start_payment(charge, actor=None, now=now_of(double))


def test_lost_answer_collects_once(double: StripeDouble, charge: Charge) -> None:
    give(double, charge.account, iban=PAYS)
    collect(NOW)
    double.advance(days=7)
    double.fail_next("timeout_after", "POST /v1/payment_intents", times=3)
    assert collect(now_of(double)) == 0
    assert collect(now_of(double)) == 1
    assert len(list(double.world.all("payment_intent"))) == 1


def test_paid_meanwhile_is_not_collected(double: StripeDouble, charge: Charge) -> None:
    give(double, charge.account, iban=PAYS)
    collect(NOW)
    post(Movement(charge.account, charge, "payment", "transfer", 6000, "bank:1", DAY), actor=None)
    double.advance(days=7)
    assert collect(now_of(double)) == 0
    assert Attempt.objects.get(kind="collection").state == "cancelled"
