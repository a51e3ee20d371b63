"""A storm for payments: what payers and banks do, what gets lost on the way, who dies in the middle; by a seed."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from functools import partial
from typing import Any

import time_machine
from django.db import connection
from django.test import RequestFactory

from members.billing import gateway
from members.billing.actions import BillingRefused, account_for, issue, receive
from members.billing.actions.online import (
    collect,
    follow_balance,
    give_back,
    handle_event,
    reconcile_hourly,
    reconcile_nightly,
    start_payment,
    sweep_events,
)
from members.billing.models import Attempt, Charge, Posting
from members.billing.queries.ledger import open_cents_of
from members.billing.queries.online import due_events
from members.billing.rules import Draft, DraftCharge, DraftLine, Receipt
from members.billing.views.webhook import stripe_webhook
from tests.factories import MemberFactory
from verein.sandbox.stripe.double import StripeDouble
from verein.sandbox.stripe.errors import ApiError

from .online import FAILS, PAYS, RECLAIMED, now_of
from .weather import Killed, Weather

THREADS = 6  # with a connection each
CHARGES = 10  # of one member
FAR, NEAR = date(2029, 1, 1), date(2027, 1, 29)
LATE_SEPA = "DE08370400440532013003"
# What becomes of a charge, one after the other.
FATES = (
    "card",
    "collected",
    "sepa",
    "3ds",
    "declined",
    "sepa fails",
    "disputed",
    "refund fails",
    "sepa late",
    "reclaimed",
    "3ds refused",
    "refund pending",
    "3ds left",
    "paid twice",
    "collected",
    "gone",
    "left",
)
CARDS = {
    "disputed": "4000000000000259",
    "refund fails": "4000000000005126",
    "refund pending": "4000000000007726",
    "declined": "4000000000009995",
    "gone": "4000000000009995",
    "3ds": "4000002760003184",
    "3ds refused": "4000002760003184",
    "3ds left": "4000002760003184",
}
IBANS = {"sepa": PAYS, "sepa fails": FAILS, "sepa late": LATE_SEPA, "reclaimed": RECLAIMED}


class Storm:
    """An association of `members` with ten charges each; a day is `blow`, the morning after `calm`."""

    def __init__(self, double: StripeDouble, weather: Weather, members: int) -> None:
        self.double, self.weather = double, weather
        self.charges = [charge for number in range(members) for charge in _charges(number, weather.random)]
        self.round = 0

    @property
    def now(self) -> datetime:
        return now_of(self.double)

    def fate(self, number: int) -> str:
        return FATES[(number + 5 * self.round) % len(FATES)]

    # --- Several at once ----------------------------------------------------------------------------------------------

    def at_once(self, jobs: Sequence[Callable[[], object]]) -> None:
        """Neighbours in the list go to different threads, so that they meet."""
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(self._work, [jobs[start::THREADS] for start in range(THREADS)]))

    def _work(self, jobs: Iterable[Callable[[], object]]) -> None:
        try:
            with connection.execute_wrapper(self._cut):
                for job in jobs:
                    self._try(job)
        finally:
            connection.close()

    def _try(self, job: Callable[[], object]) -> None:
        try:
            job()
        except Killed:
            connection.close()  # the process is gone, and with it what it had not committed
        except (BillingRefused, gateway.GatewayError, ApiError):
            pass

    def _cut(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        done = execute(sql, params, many, context)
        if sql.startswith('INSERT INTO "billing_posting"') and self.weather.strikes("killed before the commit", 4):
            raise Killed
        return done

    # --- What people do -----------------------------------------------------------------------------------------------

    def blow(self) -> None:
        """Four days: everybody pays in the way that fate has for them, news come or do not, everything is mended."""
        waiting = [(number, charge) for number, charge in enumerate(self.charges) if self._is_up_to(number, charge)]
        clicks = [charge for number, charge in waiting for _tab in range(1 + (number % 3 == 0))]
        self.at_once([partial(self._click, charge) for charge in clicks])
        self.at_once([partial(self._visit, charge, self.fate(number)) for number, charge in waiting])
        self._news()
        self.at_once([partial(self._afterwards, number, charge) for number, charge in waiting])
        self._disputes()
        self.double.advance(days=4)
        self._news()
        self.at_once([lambda: collect(self.now), lambda: reconcile_hourly(self.now), lambda: collect(self.now)])
        self.round += 1

    def _is_up_to(self, number: int, charge: Charge) -> bool:
        """At first everybody; then every second one of those whose payment came to nothing."""
        if self.fate(number) == "collected" or (self.round and number % 2):
            return False
        return not Attempt.objects.filter(charge=charge, state="done").exists()

    def calm(self) -> None:
        """The weather clears up: what hangs is taken up, whatever it is."""
        self.weather.is_calm = True
        for _time in range(2):
            self.double.advance(days=10)
            self._news()
            collect(self.now)
            reconcile_hourly(self.now)
        reconcile_nightly(self.now)
        follow_balance(self.now)

    def _click(self, charge: Charge) -> None:
        start_payment(charge, actor=None, now=self.now)

    def _visit(self, charge: Charge, fate: str) -> None:
        """The pay page, if the payer ever got there."""
        attempt = Attempt.objects.filter(charge=charge, state="new").exclude(session_id=None).first()
        if attempt is None or fate == "left":
            return
        page = str(attempt.session_id)
        try:
            self._pay(page, fate)
        except ApiError:
            if fate != "gone":
                self.double.checkout_submit(page, "card")  # another card, then

    def _pay(self, page: str, fate: str) -> None:
        if fate in IBANS:
            self.double.checkout_submit(page, "sepa_debit", iban=IBANS[fate])
            return
        session = self.double.checkout_submit(page, "card", number=CARDS.get(fate))
        if fate in {"3ds", "3ds refused"}:
            self.double.authenticate(session["payment_intent"], passed=fate == "3ds")

    def _afterwards(self, number: int, charge: Charge) -> None:
        """Some is given back: by our button or in Stripe's dashboard, in part or as a whole, twice at once."""
        attempt = Attempt.objects.filter(charge=charge, state="done").first()
        if attempt is None:
            return
        part = attempt.amount_cents // (1 + number % 2)
        if self.fate(number) == "paid twice" and open_cents_of(charge) == 0:
            receive(
                charge.account,
                Receipt(charge.amount_cents, Posting.Way.TRANSFER, self.now.date(), f"t:{charge.pk}"),
                charge=charge,
                actor=None,
            )
        elif self.fate(number).startswith("refund") or number % 5 == 0:
            give_back(attempt, cents=part, actor=None, now=self.now)
        elif number % 5 == 1:
            form = f"payment_intent={attempt.payment_intent}&amount={part}"
            self.double.handle("POST", "https://x/v1/refunds", {"Authorization": "Bearer sk_test_x"}, form)

    def _disputes(self) -> None:
        """Banks decide: half of the open disputes are won; debits are reclaimed weeks later; refunds come back."""
        with self.double.lock:
            world = self.double.world
            for number, dispute in enumerate(list(world.all("dispute", status="needs_response"))):
                if number % 3:
                    self.double.close_dispute(dispute["id"], won=number % 3 == 1)
            debits = [each for each in world.all("charge", status="succeeded") if each["id"].startswith("py_")]
            for charge in debits[self.round :: 6]:
                if not charge["disputed"]:
                    self.double.dispute(charge["id"])
            for refund in list(world.all("refund", status="succeeded"))[self.round :: 7]:
                self.double.fail_refund(refund["id"])

    # --- News ---------------------------------------------------------------------------------------------------------

    def _news(self) -> None:
        """Webhooks arrive shuffled and twice, or not at all, while several workers look at what is there."""
        with time_machine.travel(self.now, tick=False):
            self.double.deliver(self._deliver, order="shuffle", seed=self.round)
        waiting = due_events(self.now, limit=10_000)
        self.at_once([partial(handle_event, pk, now=self.now) for pk in [*waiting, *waiting[::8]]])
        self._try(partial(sweep_events, self.now))

    def _deliver(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        if self._is_lost(json.loads(body)):
            self.weather.seen["lost"] += 1
            return 200  # somebody in between has swallowed it
        if self.weather.strikes("refused", 8):
            return 503
        signed = {"Stripe-Signature": headers["Stripe-Signature"]}
        request = RequestFactory().post("/stripe/webhook/", body, content_type="application/json", headers=signed)
        if self.weather.strikes("doubled", 15):
            stripe_webhook(request)
        answer = stripe_webhook(request).status_code
        return 500 if self.weather.strikes("answer lost", 8) else answer

    def _is_lost(self, event: dict[str, Any]) -> bool:
        """All news of every fifth payment: only reconciliation finds it."""
        thing = event["data"]["object"]
        intent = thing["id"] if thing["object"] == "payment_intent" else thing.get("payment_intent")
        return intent in list(self.double.world.kinds["payment_intent"])[::5]


def _charges(number: int, chance: random.Random) -> list[Charge]:
    address = {"person__street": "Hauptstraße 1", "person__postcode": "48999", "person__city": "Emsbogen"}
    account = account_for(MemberFactory(**address))
    due = [NEAR if FATES[(number * CHARGES + part) % len(FATES)] == "collected" else FAR for part in range(CHARGES)]
    parts = [DraftCharge(f"dues:{number}", chance.randrange(500, 30000), day, n) for n, day in enumerate(due, 1)]
    cents = sum(part.amount_cents for part in parts)
    draft = Draft(date(2027, 1, 1), date(2028, 1, 1), (DraftLine("annual", "Jahresbeitrag", cents, cents),), parts)
    invoice = issue(account, draft, issued_on=date(2027, 1, 10), actor=None)
    return list(Charge.objects.filter(invoice=invoice).order_by("part"))


def differences(double: StripeDouble) -> list[str]:
    """Where our ledger and the balance at Stripe do not agree, to the cent; charge by charge, and as a whole."""
    booked: Counter[str] = Counter()
    for posting in Posting.objects.filter(way="stripe"):
        booked[posting.ref] += posting.amount_cents
    found, taken = [], Counter[int]()
    ours = {str(attempt.payment_intent): attempt for attempt in Attempt.objects.exclude(payment_intent=None)}
    for pk, attempt in ours.items():
        there, here = double.received(pk), sum(booked[ref] for ref in attempt.refs)
        taken[attempt.charge_id or 0] += there
        if there != here:
            found.append(f"{pk}: {there} at Stripe, {here} in the ledger")
    found += [f"{each['id']} is not known" for each in double.world.all("payment_intent") if each["id"] not in ours]
    for charge in Charge.objects.filter(pk__in=taken):
        if taken[charge.pk] > charge.amount_cents + _came_back(charge):
            found.append(f"charge {charge.pk} is paid twice")
    balance = sum(each["amount"] for each in double.world.all("balance_transaction"))
    if balance != sum(booked.values()):
        found.append(f"balance {balance}, postings {sum(booked.values())}")
    return found


def _came_back(charge: Charge) -> int:
    """Money that nobody could know would return: who has paid again since then has a credit, as it should be."""
    unforeseen = Posting.objects.filter(charge=charge, kind__in=["dispute_won", "refund_failed"])
    return sum(unforeseen.values_list("amount_cents", flat=True))
