"""Two tabs, one payment; one piece of news a hundred times, one posting: really at the same time, on PostgreSQL."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from members.billing.actions import BillingRefused
from members.billing.actions.online import handle_event, start_payment, sync
from members.billing.models import Attempt, Charge, Posting, StripeEvent
from members.billing.queries.checking import problems
from members.billing.queries.ledger import open_cents_of
from tests.factories import make_account
from verein.sandbox.stripe.double import StripeDouble
from verein.sandbox.stripe.errors import ApiError

from .online import NOW, charge_of, now_of, started, switch_on
from .test_rush import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 100


@pytest.fixture
def double(settings: Any) -> StripeDouble:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: nobody meets there")
    return switch_on(settings)


@pytest.fixture
def charge(double: StripeDouble) -> Charge:
    return charge_of(make_account())


def test_two_tabs_at_the_same_moment_open_one_page_that_is_paid_once(double: StripeDouble, charge: Charge) -> None:
    pages = all_at_once(lambda _tab: start_payment(charge, actor=None, now=NOW), 2)

    assert len(set(pages)) == 1
    (attempt,) = Attempt.objects.all()
    page = str(attempt.session_id)
    assert [session["id"] for session in double.world.all("checkout.session")] == [page]

    tried = all_at_once(lambda _tab: _submit(double, page), 2)

    assert sorted(map(str, tried)) == ["paid", "refused"]
    again = all_at_once(lambda _tab: start_payment(charge, actor=None, now=now_of(double)), 2)
    assert all(isinstance(result, BillingRefused) for result in again)
    assert [each["status"] for each in double.world.all("charge")] == ["succeeded"]
    assert (open_cents_of(charge), Posting.objects.count()) == (0, 1)


def _submit(double: StripeDouble, page: str) -> str:
    try:
        double.checkout_submit(page, "card")
    except ApiError:
        return "refused"
    return "paid"


def test_two_tabs_after_a_debit_was_begun_cannot_pay_again(double: StripeDouble, charge: Charge) -> None:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "sepa_debit", iban="DE89370400440532013000")

    again = all_at_once(lambda _tab: start_payment(charge, actor=None, now=now_of(double)), 5)

    assert all(isinstance(result, BillingRefused) for result in again)
    assert len(list(double.world.all("checkout.session"))) == 1


def test_the_same_event_100_times_at_once_is_one_posting(double: StripeDouble, charge: Charge) -> None:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), "card")
    told: list[tuple[bytes, str]] = []

    def listen(_url: str, body: bytes, headers: dict[str, str]) -> int:
        told.append((body, headers["Stripe-Signature"]))
        return 200

    double.deliver(listen)
    body, signature = next(each for each in told if b'"payment_intent.succeeded"' in each[0])
    (event,) = [each for each in double.world.all("event") if each["type"] == "payment_intent.succeeded"]
    lock = threading.Lock()
    answers: list[int] = []

    def arrives(_number: int) -> object:
        response = Client().post(
            "/stripe/webhook/", body, content_type="application/json", headers={"Stripe-Signature": signature}
        )
        with lock:
            answers.append(response.status_code)
        return handle_event(event["id"], now=now_of(double))

    results = all_at_once(arrives, TIMES)

    assert answers == [200] * TIMES
    assert results == [True] * TIMES
    assert StripeEvent.objects.count() == 1
    assert [posting.amount_cents for posting in Posting.objects.all()] == [6000]
    assert open_cents_of(charge) == 0
    all_at_once(lambda _number: sync(str(Attempt.objects.get().payment_intent), now=now_of(double)), 20)
    assert Posting.objects.count() == 1
    assert problems() == []
