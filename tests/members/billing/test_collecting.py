"""The yearly collection: announced two weeks before, handed over in time, collected on the due date."""

from datetime import date, timedelta
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
    assert (attempt.state, attempt.collect_on) == ("announced", date(2027, 1, 25))  # in 14 days, on Monday
    (mail,) = Mail.objects.filter(kind="billing/mail/debit_announced")
    assert "25. Januar 2027" in mail.text
    assert PaymentProfile.objects.get().mandate_reference in mail.text
    with pytest.raises(BillingRefused, match="angekündigt"):
        start_payment(charge, actor=None, now=NOW)
    double.advance(days=8)
    assert collect(now_of(double)) == 1
    assert collect(now_of(double)) == 0
    attempt.refresh_from_db()
    assert attempt.state == "processing"
    (intent,) = double.world.all("payment_intent")
    assert intent["payment_method_options"]["sepa_debit"]["target_date"] == "2027-01-25"
    double.advance(days=12)
    reconcile_hourly(now_of(double))
    assert open_cents_of(charge) == 0
    assert Mail.objects.filter(kind="billing/mail/debit_announced").count() == 1


def test_failed_collection_is_not_tried_again_by_itself(double: StripeDouble, charge: Charge) -> None:
    give(double, charge.account, iban=FAILS)
    collect(NOW)
    double.advance(days=8)
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
    double.advance(days=15)
    collect(now_of(double))
    attempt = Attempt.objects.get(kind="collection")
    assert (attempt.state, attempt.error_code) == ("failed", "authentication_required")
    (mail,) = Mail.objects.filter(kind="billing/mail/payment_failed")
    assert "Ihre Bank möchte bei Ihnen nachfragen" in mail.text
    assert start_payment(charge, actor=None, now=now_of(double))


def test_lost_answer_collects_once(double: StripeDouble, charge: Charge) -> None:
    give(double, charge.account, iban=PAYS)
    collect(NOW)
    double.advance(days=8)
    double.fail_next("timeout_after", "POST /v1/payment_intents", times=3)
    assert collect(now_of(double)) == 0
    assert collect(now_of(double)) == 1
    assert len(list(double.world.all("payment_intent"))) == 1


def test_paid_meanwhile_is_not_collected(double: StripeDouble, charge: Charge) -> None:
    give(double, charge.account, iban=PAYS)
    collect(NOW)
    post(Movement(charge.account, charge, "payment", "transfer", 6000, "bank:1", DAY), actor=None)
    double.advance(days=8)
    assert collect(now_of(double)) == 0
    assert Attempt.objects.get(kind="collection").state == "cancelled"


def announced(double: StripeDouble, charge: Charge, kind: str = "sepa_debit", **given: str) -> Attempt:
    """Told on 10 January that it is collected on Monday, the 25th."""
    give(double, charge.account, kind, **(given or {"iban": PAYS}))
    collect(NOW)
    return Attempt.objects.get(kind="collection")


def targets(double: StripeDouble) -> list[str]:
    return [
        intent["payment_method_options"]["sepa_debit"]["target_date"] for intent in double.world.all("payment_intent")
    ]


def test_request_is_kept_word_by_word_and_repeated_so(double: StripeDouble, charge: Charge) -> None:
    sent: list[str] = []
    call = double.handle

    def listen(method: str, url: str, headers: dict[str, str], body: str = "") -> Any:
        if method == "POST" and url.endswith("/payment_intents"):
            sent.append(f"{headers['Idempotency-Key']} {body}")
        return call(method, url, headers, body)

    double.handle = listen  # type: ignore[method-assign]
    announced(double, charge)
    double.advance(days=8)
    double.fail_next("timeout_before", "POST /v1/payment_intents", times=3)
    collect(now_of(double))
    double.advance(hours=20)
    collect(now_of(double))
    assert len(sent) == 4
    assert len(set(sent)) == 1
    assert "amount=6000&currency=eur&customer=" in sent[0]


@pytest.mark.parametrize("is_done", [True, False])
def test_answer_lost_for_days_collects_once(double: StripeDouble, charge: Charge, is_done: bool) -> None:
    announced(double, charge)
    double.advance(days=8)
    double.fail_next("timeout_after" if is_done else "timeout_before", "POST /v1/payment_intents", times=3)
    assert collect(now_of(double)) == 0
    double.advance(days=2)  # Stripe has forgotten the key
    assert collect(now_of(double)) == 1
    assert targets(double) == ["2027-01-25"]
    double.advance(days=12)
    reconcile_hourly(now_of(double))
    assert open_cents_of(charge) == 0


def test_debit_one_banking_day_late_is_collected_then(double: StripeDouble, charge: Charge) -> None:
    announced(double, charge)
    double.advance(days=13)  # 23 January: the 26th is the first day that Stripe can keep
    assert collect(now_of(double)) == 1
    assert targets(double) == ["2027-01-26"]


@pytest.mark.parametrize(("kind", "given"), [("sepa_debit", PAYS), ("card", "4242424242424242")])
def test_debit_later_than_that_is_announced_again(double: StripeDouble, charge: Charge, kind: str, given: str) -> None:
    first = announced(double, charge, kind, **{"iban" if kind == "sepa_debit" else "number": given})
    double.advance(days=17)  # 27 January
    assert collect(now_of(double)) == 0
    assert not list(double.world.all("payment_intent"))
    first.refresh_from_db()
    second = Attempt.objects.get(state="announced")
    assert (first.state, second.collect_on) == ("cancelled", date(2027, 2, 10))
    mail = Mail.objects.filter(kind="billing/mail/debit_announced").latest("pk")
    assert "25. Januar 2027" in mail.text
    assert "10. Februar 2027" in mail.text


def test_request_that_became_too_late_while_stripe_was_away_is_announced_again(
    double: StripeDouble, charge: Charge
) -> None:
    announced(double, charge)
    double.advance(days=12)
    double.fail_next("timeout_before", "POST /v1/payment_intents", times=3)
    collect(now_of(double))
    double.advance(hours=22)  # the key still holds, the day asked for does not
    assert collect(now_of(double)) == 0
    double.advance(days=2)
    assert collect(now_of(double)) == 0
    assert Attempt.objects.get(state="announced").collect_on == date(2027, 2, 8)
    assert not list(double.world.all("payment_intent"))


def test_other_amount_or_other_account_is_announced_again(double: StripeDouble, charge: Charge) -> None:
    announced(double, charge)
    post(Movement(charge.account, charge, "payment", "transfer", 1000, "bank:1", DAY), actor=None)
    double.advance(days=8)
    assert collect(now_of(double)) == 0
    second = Attempt.objects.get(state="announced")
    assert (second.amount_cents, second.collect_on) == (5000, date(2027, 2, 1))
    PaymentProfile.objects.update(given_at=now_of(double) + timedelta(days=1))
    double.advance(days=10)
    assert collect(now_of(double)) == 0
    assert Attempt.objects.get(state="announced").collect_on == date(2027, 2, 11)


def test_nothing_is_collected_from_who_died_or_may_pay_later(double: StripeDouble, charge: Charge) -> None:
    person, account = charge.account.member.person, charge.account
    assert person
    announced(double, charge)
    person.died_on = DAY
    person.save()
    double.advance(days=8)
    assert collect(now_of(double)) == 0
    assert Attempt.objects.get(kind="collection").state == "cancelled"
    person.died_on = None
    person.save()
    collect(now_of(double))
    account.refresh_from_db()
    account.reminders_paused_until = date(2027, 3, 1)
    account.save()
    double.advance(days=8)
    assert collect(now_of(double)) == 0
    assert not list(double.world.all("payment_intent"))


def test_what_was_given_back_or_is_disputed_is_not_collected_by_itself(double: StripeDouble, charge: Charge) -> None:
    start_payment(charge, actor=None, now=NOW)
    double.checkout_submit(str(Attempt.objects.get().session_id), "card", number="4000000000000259")
    double.advance(seconds=5)
    reconcile_hourly(now_of(double) + timedelta(minutes=5))
    assert (open_cents_of(charge), charge.account.attempts.get().state) == (6000, "done")

    collect(now_of(double))

    assert not Attempt.objects.filter(kind="collection").exists()
