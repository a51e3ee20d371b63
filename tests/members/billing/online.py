"""What tests of online payments need: an invoice, the double behind the gateway, webhooks straight into the view."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client

from members.billing.actions import issue
from members.billing.actions.online import start_payment, sweep_events
from members.billing.models import Account, Attempt, Charge, Posting
from members.billing.rules import Draft, DraftCharge, DraftLine
from verein.sandbox.stripe.client import InProcessClient
from verein.sandbox.stripe.double import StripeDouble

DAY = date(2027, 1, 10)
NOW = datetime(2027, 1, 10, 9, 0, tzinfo=UTC)
SECRET = "whsec_test"
URL = "http://localhost/stripe/webhook/"
PAYS = "DE89370400440532013000"
FAILS = "DE62370400440532013001"
RECLAIMED = "DE35370400440532013002"


def switch_on(settings: Any, *, start: datetime = NOW) -> StripeDouble:
    double = StripeDouble(start=int(start.timestamp()))
    settings.STRIPE_SECRET_KEY = "sk_test_double"
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_old", SECRET]
    settings.STRIPE_HTTP_CLIENT = InProcessClient(double)
    double.add_endpoint(URL, SECRET)
    return double


def charge_of(account: Account, cents: int = 6000, key: str = "dues:1:2027") -> Charge:
    line = DraftLine("annual", "Jahresbeitrag 2027", cents, cents)
    draft = Draft(date(2027, 1, 1), date(2028, 1, 1), (line,), [DraftCharge(key, cents, DAY)])
    return Charge.objects.get(invoice=issue(account, draft, issued_on=DAY, actor=None))


def started(charge: Charge, *, now: datetime = NOW) -> Attempt:
    """The attempt of a pay page that was just opened."""
    start_payment(charge, actor=None, now=now)
    return Attempt.objects.get(charge=charge, state="new")


def now_of(double: StripeDouble) -> datetime:
    return datetime.fromtimestamp(double.world.now(), UTC) + timedelta(seconds=1)


def to_view(client: Client) -> Any:
    """A sender for the double's webhooks."""

    def send(url: str, body: bytes, headers: dict[str, str]) -> int:
        signature = headers["Stripe-Signature"]
        return client.post(
            "/stripe/webhook/", body, content_type="application/json", headers={"Stripe-Signature": signature}
        ).status_code

    return send


def hear(double: StripeDouble, client: Client, **disorder: Any) -> None:
    """The webhooks arrive, and a worker looks into them."""
    double.deliver(to_view(client), **disorder)
    sweep_events(now_of(double))


def kinds(charge: Charge) -> list[tuple[str, int]]:
    return [(posting.kind, posting.amount_cents) for posting in Posting.objects.filter(charge=charge).order_by("pk")]
