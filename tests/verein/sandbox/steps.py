"""What the tests of the double do again and again."""

from typing import Any

import stripe

from verein.sandbox.stripe.double import StripeDouble

PAYS = "DE89370400440532013000"
FAILS = "DE62370400440532013001"
DISPUTED = "DE35370400440532013002"
DECLINED = "4000 0000 0000 0002"
CHALLENGED = "4000 0027 6000 3184"


def new_session(client: stripe.StripeClient, amount: int = 6000, **params: Any) -> stripe.checkout.Session:
    item = {"currency": "eur", "unit_amount": amount, "product_data": {"name": "Beitrag 2027"}}
    wanted: Any = {
        "mode": "payment",
        "success_url": "http://localhost/zurueck/?s={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://localhost/abbruch/",
        "line_items": [{"price_data": item, "quantity": 1}],
        "payment_intent_data": {"setup_future_usage": "off_session", "metadata": {"attempt": "7"}},
        **params,
    }
    return client.v1.checkout.sessions.create(wanted)


class Told:
    """The types of the events since the last look."""

    def __init__(self, double: StripeDouble) -> None:
        self.double, self.seen = double, 0

    def __call__(self) -> list[str]:
        every = [event["type"] for event in self.double.world.all("event")]
        new, self.seen = every[self.seen :], len(every)
        return new
