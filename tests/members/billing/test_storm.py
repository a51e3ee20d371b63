"""Money is never lost: hundreds of charges in a storm, at the end each agrees with the balance at Stripe to the cent.

Where each bad day of dues and payments has its own test:

| bad day | test |
|---|---|
| wrong signature | test_online (refused), test_bad_days (noticed and told) |
| unknown event, livemode mismatch | test_bad_days |
| amount or currency that does not fit | test_bad_days |
| replayed and reordered webhooks | test_online, test_parallel (100 at once), here |
| Stripe down for a day, or for days while a refund or a collection waits | test_bad_days, test_collecting |
| mail server down | test_bad_days, tests/verein/test_mail |
| worker killed between answer and booking | test_bad_days, here |
| worker killed in the middle of a dues run | tests/members/dues/test_runs |
| connection lost while issuing, 50 issue at once | test_rush |
| a statement cut in half | test_read_statements, test_statements (nothing changes), test_bad_days (told) |
| an IBAN with wrong check digits | test_debit_runs |
| a member who died | test_collecting, test_collecting_rules |
| a year closed | test_payments (by hand), test_bad_days (news from Stripe) |
| two tabs, one payment | test_parallel |
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from members.billing.actions import check
from members.billing.actions.online import reconciling
from members.billing.gateway import payments
from members.billing.models import Attempt, BalanceCheck, Posting, StripeEvent
from members.billing.rules.provider import Money
from tests.factories import complete_association

from .online import switch_on
from .storm import FATES, Storm, differences
from .weather import FAULTS, StormyLine, Weather

pytestmark = pytest.mark.django_db(transaction=True)
# Of what our endpoint asks for; each told twice or more, and each leads to the same question.
TYPES = [
    "payment_intent.processing",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "charge.refunded",
    "charge.dispute.created",
    "charge.dispute.closed",
]


def brewed(settings: Any, monkeypatch: pytest.MonkeyPatch, *, members: int, is_calm: bool) -> Storm:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: nobody meets there")
    complete_association()
    double = switch_on(settings)
    next(double.world.all("webhook_endpoint"))["enabled_events"] = TYPES
    weather = Weather(20270110, is_calm=is_calm)
    settings.STRIPE_HTTP_CLIENT = StormyLine(double, weather)
    # The library's own repetitions would hide most faults from us.
    monkeypatch.setattr("members.billing.gateway.client.RETRIES", 0)
    return Storm(double, weather, members)


def test_500_charges_in_a_storm_agree_with_the_provider_to_the_cent(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    storm = brewed(settings, monkeypatch, members=50, is_calm=False)
    storm.blow()
    storm.blow()
    storm.calm()

    assert differences(storm.double) == []
    assert BalanceCheck.objects.count() == 1
    assert check(storm.now).problems == []
    assert not StripeEvent.objects.filter(handled_at=None).exists()
    assert not Attempt.objects.filter(state="new").exists()  # nobody is kept from trying again
    under_way = {str(attempt.payment_intent) for attempt in Attempt.objects.filter(state="processing")}
    assert under_way == {intent["id"] for intent in storm.double.world.all("payment_intent", status="processing")}
    kinds = set(Posting.objects.filter(way="stripe").values_list("kind", flat=True))
    assert kinds == {"payment", "refund", "refund_failed", "dispute", "dispute_won", "returned"}
    assert len(storm.charges) == 500
    assert Posting.objects.filter(way="stripe", kind="payment").count() > 300
    assert set(FAULTS) < set(storm.weather.seen)
    assert min(storm.weather.seen.values()) >= 5, storm.weather.seen


def nothing(*_args: Any, **_kwargs: Any) -> Iterator[Money]:
    return iter(())


def without_failed_refunds(found: Any) -> Iterator[Money]:
    return (money for money in REFUNDED(found) if money.kind != "refund_failed")


REFUNDED = payments._refunded


@pytest.mark.parametrize(
    ("room", "name", "instead"),
    [
        (reconciling, "reconcile", lambda **_window: 0),
        (payments, "_disputed", nothing),
        (payments, "_refunded", without_failed_refunds),
    ],
    ids=["reconciliation", "dispute posting", "refund-failed posting"],
)
def test_storm_would_tell_if_one_of_these_were_missing(
    settings: Any, monkeypatch: pytest.MonkeyPatch, room: Any, name: str, instead: Any
) -> None:
    storm = brewed(settings, monkeypatch, members=2, is_calm=True)
    monkeypatch.setattr(room, name, instead)
    storm.blow()
    storm.calm()

    assert differences(storm.double) != []


def test_the_same_without_anything_missing_agrees(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The measure of the three before: what they find is what was taken away."""
    storm = brewed(settings, monkeypatch, members=2, is_calm=True)
    assert len(storm.charges) > len(FATES)
    storm.blow()
    storm.calm()

    assert differences(storm.double) == []
    assert check(storm.now).problems == []
