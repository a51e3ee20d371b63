"""The page about Stripe: says what is wrong there, mends the webhook with a click, stands while Stripe is down."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from members.billing import gateway
from members.billing.actions.online import reconcile_hourly
from members.billing.models import Reconciliation, StripeEvent, Webhook
from members.billing.rules.provider import Endpoint
from members.billing.rules.setting_up import about_methods, about_webhook
from tests.factories import make_account
from verein.sandbox.stripe.double import StripeDouble

from .online import NOW, SECRET, charge_of, started, switch_on, to_view

PAGE = "/admin/beitraege/stripe/"
URL = "http://localhost:8000/stripe/webhook/"


@pytest.fixture
def double(settings: Any) -> StripeDouble:
    settings.BASE_URL = "http://localhost:8000"
    return switch_on(settings)


def text(client: Client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def endpoint(**changed: Any) -> Endpoint:
    values: dict[str, Any] = {"id": "we_1", "url": URL, "version": gateway.VERSION, "events": frozenset({"*"})}
    return Endpoint(**{**values, "is_enabled": True, **changed})


def faults(*found: Endpoint, known: tuple[str, ...] = ("we_1",)) -> list[str]:
    points = about_webhook(found, url=URL, version=gateway.VERSION, events=("a", "b"), known=known, has_own=False)
    return [point.text for point in points if not point.is_good]


def test_webhook_is_whole_or_says_what_is_missing() -> None:
    assert faults(endpoint()) == []
    assert faults(endpoint(events=frozenset("ab"))) == []
    assert "keinen Webhook" in faults(endpoint(url="https://other.example/"))[0]
    assert "ausgeschaltet" in faults(endpoint(is_enabled=False))[0]
    assert "2020-08-27" in faults(endpoint(version="2020-08-27"))[0]
    assert faults(endpoint(events=frozenset("a")))[0].endswith(": b.")
    assert "Geheimnis" in faults(endpoint(), known=())[0]
    assert len(faults(endpoint(), endpoint())) == 1


def test_methods_that_are_not_really_on_are_named() -> None:
    def missing(on: set[str], wanted: tuple[str, ...] = (), **capabilities: str) -> list[str]:
        return [point.text for point in about_methods(on, wanted, capabilities) if not point.is_good]

    assert missing({"card", "sepa_debit"}) == []
    assert missing({"card"}) == ["SEPA-Lastschrift ist nicht eingeschaltet."]
    assert missing({"card"}, ("card",)) == []
    assert missing({"card", "sepa_debit"}, sepa_debit_payments="pending") == [
        "SEPA-Lastschrift ist von Stripe noch nicht freigegeben."
    ]


@pytest.mark.django_db
def test_page_asks_stripe_and_shows_the_mode(double: StripeDouble, treasurer_client: Client) -> None:
    assert "Es zahlt niemand wirklich" in text(treasurer_client)
    page = text(treasurer_client, f"{PAGE}?pruefen=1")

    assert "Der Schlüssel funktioniert" in page
    assert "SEPA-Lastschrift" in page
    assert f"keinen Webhook zu {URL}" in page
    assert "Es zahlt niemand wirklich" in text(treasurer_client, "/admin/beitraege/")


@pytest.mark.django_db
def test_page_is_there_while_stripe_is_down_or_refuses_the_key(
    double: StripeDouble, treasurer_client: Client, settings: Any
) -> None:
    double.fail_next("429", times=9)
    assert "Stripe antwortet nicht wie erwartet" in text(treasurer_client, f"{PAGE}?pruefen=1")
    double.faults.ordered.clear()
    settings.STRIPE_SECRET_KEY = "sk_live_wrong"
    assert "Stripe antwortet nicht wie erwartet" in text(treasurer_client, f"{PAGE}?pruefen=1")
    settings.STRIPE_SECRET_KEY = ""
    assert "Stripe ist ausgeschaltet" in text(treasurer_client, f"{PAGE}?pruefen=1")


@pytest.mark.django_db
def test_webhook_is_set_up_with_a_click_and_its_events_are_taken(
    double: StripeDouble, treasurer_client: Client, settings: Any
) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = []

    treasurer_client.post(f"{PAGE}webhook/")

    made = Webhook.objects.get()
    assert made.secret_sealed
    assert "whsec" not in made.secret_sealed
    page = text(treasurer_client, f"{PAGE}?pruefen=1")
    assert "ist vollständig" in page
    assert "whsec" not in page
    charge = charge_of(make_account())
    double.checkout_submit(str(started(charge).session_id), "card")
    double.deliver(to_view(Client()))
    assert StripeEvent.objects.exists()


@pytest.mark.django_db
def test_webhook_is_mended_or_replaced(double: StripeDouble, treasurer_client: Client) -> None:
    double.add_endpoint(URL, SECRET, ["payment_intent.succeeded"])
    ours = next(double.world.all("webhook_endpoint", url=URL))
    ours["api_version"] = gateway.VERSION
    ours["status"] = "disabled"

    treasurer_client.post(f"{PAGE}webhook/")
    assert set(gateway.EVENTS) == set(ours["enabled_events"])
    assert (ours["status"], Webhook.objects.count()) == ("enabled", 0)

    ours["api_version"] = "2020-08-27"
    treasurer_client.post(f"{PAGE}webhook/")
    left = list(double.world.all("webhook_endpoint", url=URL))
    assert [each["id"] for each in left] == [Webhook.objects.get().endpoint_id]
    assert left[0]["api_version"] == gateway.VERSION


@pytest.mark.django_db
def test_webhook_that_stripe_refuses_is_said(double: StripeDouble, treasurer_client: Client) -> None:
    double.fail_next("429", times=9)

    page = treasurer_client.post(f"{PAGE}webhook/", follow=True).content.decode()

    assert "Stripe antwortet nicht" in page
    assert not Webhook.objects.exists()


@pytest.mark.django_db
def test_page_shows_news_what_was_given_up_and_the_last_comparison(
    double: StripeDouble, treasurer_client: Client
) -> None:
    now = timezone.now()
    values = {"livemode": False, "body": "{}", "received_at": now}
    lost = StripeEvent.objects.create(event_id="evt_1", type="charge.refunded", error="HTTP 500", tries=20, **values)
    other = {**values, "received_at": now + timedelta(minutes=1), "handled_at": now, "error": "livemode"}
    StripeEvent.objects.create(event_id="evt_2", type="payout.paid", **other)
    reconcile_hourly(NOW)
    Reconciliation.objects.update(began_at=now - timedelta(hours=4))

    page = text(treasurer_client)
    assert "HTTP 500" in page
    assert "anderen Modus" in page
    assert "seit Stunden nicht gelaufen" in page
    treasurer_client.post(f"{PAGE}ereignisse/")
    lost.refresh_from_db()
    assert (lost.tries, lost.next_try_at is not None) == (0, True)


@pytest.mark.django_db
def test_connection_is_the_treasurers_alone(double: StripeDouble, board_client: Client, member_client: Client) -> None:
    assert Client().get(PAGE).status_code == 302
    assert member_client.get(PAGE).status_code == 403
    assert board_client.get(PAGE).status_code == 302
    assert board_client.post(f"{PAGE}webhook/").url == "/admin/"
    assert not Webhook.objects.exists()
