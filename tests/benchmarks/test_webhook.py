"""One message of Stripe from the door to the booking, beside a bare insert."""

from typing import Any

import pytest
from django.test import Client

from members.billing.actions import account_for
from members.billing.actions.online import handle_event
from members.billing.models import Posting, StripeEvent
from tests.factories import MemberFactory, complete_association
from tests.members.billing.online import charge_of, now_of, started, switch_on, to_view

from .dues import measured, seconds_of_a_bare_insert

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.benchmark]
PAYMENTS = 30
ADDRESS = {"person__street": "Hauptstraße 1", "person__postcode": "48999", "person__city": "Emsbogen"}


def test_webhook_from_the_door_to_the_booking(
    client: Client, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    complete_association()
    double = switch_on(settings)
    for number in range(PAYMENTS):
        account = account_for(MemberFactory(**ADDRESS))
        attempt = started(charge_of(account, key=f"dues:{number}:2027"))
        double.checkout_submit(attempt.session_id or "", "card", number="4242424242424242")
    insert = seconds_of_a_bare_insert()
    with measured() as arriving:
        double.deliver(to_view(client))
    events = StripeEvent.objects.count()
    succeeded = StripeEvent.objects.filter(type="payment_intent.succeeded").values_list("pk", flat=True)
    assert len(succeeded) == PAYMENTS
    now = now_of(double)
    with measured() as booking:
        for pk in list(succeeded):
            handle_event(pk, now=now)
    assert Posting.objects.filter(way=Posting.Way.STRIPE).count() == PAYMENTS
    with capsys.disabled():
        print(f"\n{PAYMENTS} payments, {events} events")  # noqa: T201 - the table is the result
        print(arriving.row("webhook kept", events, insert))  # noqa: T201
        print(booking.row("event booked", PAYMENTS, insert))  # noqa: T201
    assert arriving.statements / events <= 6
    assert booking.statements / PAYMENTS <= 30
