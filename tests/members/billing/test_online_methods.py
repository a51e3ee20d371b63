"""Cards and accounts that are kept: replaced, removed, gone at Stripe; what was announced on them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from members.billing.actions import save_account
from members.billing.actions.online import (
    abandon_method,
    collect,
    give_back,
    reconcile_nightly,
    start_payment,
    start_setup,
)
from members.billing.gateway.client import client as line_to_stripe
from members.billing.mails.online import payment_failed
from members.billing.models import Account, Attempt, Charge, PaymentProfile, RefundOrder, StripeEvent
from members.models import User
from tests.factories import UserFactory
from verein.models import Mail
from verein.sandbox.stripe.double import StripeDouble

from .online import PAYS, hear, kinds, now_of, started

pytestmark = pytest.mark.django_db


def given(double: StripeDouble, client: Client, account: Account) -> PaymentProfile:
    """A bank account is given on the page for it."""
    start_setup(account, actor=None, now=now_of(double))
    page = Attempt.objects.get(kind="setup", state="new")
    double.checkout_submit(str(page.session_id), "sepa_debit", iban=PAYS, name="E", email="e@x.de")
    hear(double, client)
    return PaymentProfile.objects.get(account=account)


def test_replaced_card_does_not_come_back_with_late_news_of_its_payment(
    double: StripeDouble, client: Client, charge: Charge
) -> None:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "card")
    hear(double, client)
    new = given(double, client, charge.account).method_id
    reconcile_nightly(now_of(double))
    assert PaymentProfile.objects.get().method_id == new
    abandon_method(charge.account, actor=None)
    reconcile_nightly(now_of(double))
    assert (PaymentProfile.objects.get().method_id, Account.objects.get().way) == ("", "transfer")


def test_what_was_announced_is_off_once_the_account_is_removed(
    double: StripeDouble, client: Client, charge: Charge
) -> None:
    given(double, client, charge.account)
    collect(now_of(double))
    assert Attempt.objects.filter(state="announced").exists()
    abandon_method(charge.account, actor=User.objects.first())
    assert not Attempt.objects.filter(state="announced").exists()
    assert start_payment(charge, actor=None, now=now_of(double))
    assert not Mail.objects.filter(kind="billing/mail/payment_failed").exists()


def test_payer_hears_that_the_announced_collection_is_off_for_the_mandate_has_ended(
    double: StripeDouble, client: Client, charge: Charge
) -> None:
    profile = given(double, client, charge.account)
    collect(now_of(double))
    line_to_stripe().v1.payment_methods.detach(profile.method_id)
    hear(double, client)
    assert "nicht mehr gültig" in Mail.objects.get(kind="billing/mail/payment_failed").text


def test_payer_hears_of_a_collection_that_stripe_refuses(double: StripeDouble, client: Client, charge: Charge) -> None:
    profile = given(double, client, charge.account)
    collect(now_of(double))
    line_to_stripe().v1.payment_methods.detach(profile.method_id)  # and nobody tells us
    collect(now_of(double) + timedelta(days=9))
    collect(now_of(double) + timedelta(days=10))
    assert Attempt.objects.get(kind="collection").state == "failed"
    assert Mail.objects.filter(kind="billing/mail/payment_failed").count() == 1


def test_payment_that_carries_a_key_written_by_hand_is_not_ours(
    double: StripeDouble, client: Client, charge: Charge
) -> None:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "card")
    for kind in ("payment_intent", "checkout.session"):
        next(iter(double.world.all(kind)))["metadata"]["verein_attempt"] = "Altes System 17"
    Attempt.objects.update(session_id="cs_other", payment_intent=None)
    hear(double, client)
    reconcile_nightly(now_of(double))
    assert not StripeEvent.objects.filter(handled_at=None).exists()
    assert kinds(charge) == []


def test_refund_sent_twice_by_an_impatient_click_is_given_once_and_on_purpose_twice(
    double: StripeDouble, client: Client, charge: Charge
) -> None:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "card")
    hear(double, client)
    attempt.refresh_from_db()
    key = uuid4()
    for each in (key, key, uuid4()):
        give_back(attempt, cents=2000, actor=None, now=now_of(double), key=each)
    assert RefundOrder.objects.count() == 2
    assert kinds(charge) == [("payment", 6000), ("refund", -2000), ("refund", -2000)]


def test_what_was_announced_is_off_where_the_treasurer_notes_another_way(
    double: StripeDouble, client: Client, charge: Charge
) -> None:
    profile = given(double, client, charge.account)
    collect(now_of(double))
    save_account(Account.objects.get(), data={"way": "transfer"}, actor=UserFactory())
    assert Attempt.objects.get(kind="collection").state == "cancelled"
    assert start_payment(charge, actor=None, now=now_of(double))
    person = profile.account.member.person
    assert person
    person.died_on = now_of(double).date()
    person.save()
    assert tells(charge) == 0  # the dead are not written to


def tells(charge: Charge) -> int:
    payment_failed(Account.objects.get(pk=charge.account_id), charge=charge, code="MD06", on=None)
    return Mail.objects.filter(kind="billing/mail/payment_failed").count()
