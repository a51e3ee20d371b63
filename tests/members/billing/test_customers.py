"""Stripe's customer has the payer's name and e-mail address of today."""

from datetime import timedelta

import pytest

from members.billing.actions.online import tell_customers
from members.billing.models import Account, Charge, PaymentProfile
from verein.models import LogEntry
from verein.sandbox.stripe.double import StripeDouble

from .online import NOW, started

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def at_stripe(double: StripeDouble) -> tuple[str, str]:
    (customer,) = double.world.all("customer")
    return customer["name"], customer["email"]


def renamed(account: Account, name: str, email: str) -> None:
    Account.objects.filter(pk=account.pk).update(payer_name=name, payer_email=email)


def test_new_name_and_address_of_a_payer_reach_stripe_once_whatever_happens(
    double: StripeDouble, charge: Charge
) -> None:
    started(charge)
    first = at_stripe(double)
    assert tell_customers(NOW) == 0, "it knows that already"

    renamed(charge.account, "Kötter Holzbau GmbH", "kasse@koetter.example")
    for fault, times in ((429, 1), ("timeout_after", 3)):
        double.fail_next(fault, f"POST /v1/customers/{PaymentProfile.objects.get().customer_id}", times)
        assert tell_customers(NOW) == 0
    assert tell_customers(NOW + HOUR) == 1
    assert at_stripe(double) == ("Kötter Holzbau GmbH", "kasse@koetter.example") != first
    assert tell_customers(NOW + HOUR) == 0
    assert LogEntry.objects.filter(action="billing.tell_customer").count() == 1

    for number, name in enumerate(("A", "B", "A"), 2):
        renamed(charge.account, name, "a@koetter.example")
        assert tell_customers(NOW + number * HOUR) == 1
        assert at_stripe(double)[0] == name, "also back to what it was"


def test_customer_that_is_gone_at_stripe_stops_nobody(double: StripeDouble, charge: Charge) -> None:
    started(charge)
    renamed(charge.account, "Kötter Holzbau GmbH", "")
    double.world.kinds["customer"].clear()
    assert tell_customers(NOW) == 0
    assert PaymentProfile.objects.exists()
