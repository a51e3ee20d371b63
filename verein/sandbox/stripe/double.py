"""The double: takes a call as HTTP would bring it, answers as Stripe would; and the handles tests and pages turn."""

import copy
import threading
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from . import (  # noqa: F401 - each registers its calls
    account,
    balance,
    charges,
    checkout,
    customers,
    disputes,
    endpoints,
    events,
    intents,
    listing,
    methods,
    outbox,
    params,
    paying,
    refunds,
    schema,
    setups,
)
from .errors import ApiError, Json, Unreachable
from .faults import Faults, strike_after, strike_before
from .idempotency import once
from .world import DAY, HANDLERS, World, run_due


class Answer(NamedTuple):
    status: int
    body: Json
    headers: dict[str, str]


class StripeDouble:
    """One invented Stripe account in test mode. Calls may come from several threads; they are done one by one."""

    def __init__(self, *, start: int | None = None, base_url: str = "http://127.0.0.1:8450") -> None:
        self.world = World(start=start, base_url=base_url)
        self.faults = Faults()
        self.lock = threading.RLock()

    # --- Calls of the API ---------------------------------------------------------------------------------------------

    def handle(self, method: str, url: str, headers: dict[str, str], body: str = "") -> Answer:
        """Does one call; raises Unreachable where the answer is lost."""
        with self.lock:
            run_due(self.world)
            names = {name.lower(): value for name, value in headers.items()}
            key = names.get("idempotency-key") if method == "POST" else None
            self.world.request = {"id": self.world.new_id("req"), "idempotency_key": key}
            out = {"Request-Id": self.world.request["id"], "Stripe-Version": names.get("stripe-version", "")}
            if key:
                out["Idempotency-Key"] = key
            try:
                status, answer, replayed = self._answer(method, url, names, body)
            except ApiError as error:
                status, answer, replayed = error.status, error.body, False
            finally:
                self.world.request = {"id": None, "idempotency_key": None}
            if replayed:
                out["Idempotent-Replayed"] = "true"
            return Answer(status, answer, out)

    def _answer(self, method: str, url: str, headers: dict[str, str], body: str) -> tuple[int, Json, bool]:
        _refuse_wrong_key(headers.get("authorization", ""))
        parts = urlsplit(url)
        fault = self.faults.take(method, parts.path)
        strike_before(fault)
        form = body if method == "POST" else parts.query
        key = self.world.request["idempotency_key"]
        if key:
            request = {"call": f"{method} {parts.path}", "params": params.decode(form)}
            (status, answer), replayed = once(self.world, key, request, lambda: self._work(method, parts.path, form))
        else:
            (status, answer), replayed = self._work(method, parts.path, form), False
        strike_after(fault)
        return status, answer, replayed

    def _work(self, method: str, path: str, form: str) -> tuple[int, Json]:
        try:
            return 200, self._done(method, path, form)
        except ApiError as error:
            return error.status, copy.deepcopy(error.body)

    def _done(self, method: str, path: str, form: str) -> Json:
        found = schema.find(method, path)
        if found is None:
            raise ApiError(404, f"Unrecognized request URL ({method}: {path}).")
        route, ids = found
        handler = HANDLERS.get((route.method, route.template))
        if handler is None:
            raise ApiError(501, f"The double does not know {route.method} {route.template} yet.", type="api_error")
        checked = params.check(route, params.decode(form))
        answer = copy.deepcopy(handler(self.world, checked, *ids))
        listing.expand(self.world, answer, checked.get("expand", []))
        return answer

    # --- What the world does ------------------------------------------------------------------------------------------

    def advance(self, *, days: float = 0, hours: float = 0, seconds: int = 0) -> None:
        """Moves the clock on; what falls due on the way happens at its own time."""
        with self.lock:
            run_due(self.world, self.world.now() + int(days * DAY + hours * 3600) + seconds)

    def fail_next(self, kind: str | int, call: str = "", times: int = 1) -> None:
        """Orders a fault (faults.KINDS) for the next call, or the next `call` such as "POST /v1/refunds"."""
        self.faults.order(str(kind), call, times)

    def add_endpoint(self, url: str, secret: str, types: list[str] | None = None) -> Json:
        with self.lock:
            return endpoints.add(self.world, url, secret, types)

    def roll_secret(self, endpoint_id: str, new: str) -> None:
        with self.lock:
            outbox.roll_secret(self.world, endpoint_id, new)

    def deliver(self, send: outbox.Send, **disorder: Any) -> int:
        """Sends the webhooks that are due: outbox.deliver says what `order`, `duplicate`, `drop` and `seed` do."""
        with self.lock:
            run_due(self.world)
            return outbox.deliver(self.world, send, **disorder)

    def resend(self, event_id: str) -> None:
        with self.lock:
            outbox.resend(self.world, event_id)

    # --- What people do -----------------------------------------------------------------------------------------------

    def checkout_submit(self, session_id: str, kind: str = "card", **given: Any) -> Json:
        """Somebody sends the pay page (paying.submit); a declined card raises ApiError."""
        with self.lock:
            run_due(self.world)
            return paying.submit(self.world, session_id, kind, **given)

    def authenticate(self, intent_id: str, *, passed: bool = True) -> Json | None:
        with self.lock:
            run_due(self.world)
            return paying.authenticate(self.world, intent_id, passed=passed)

    def dispute(self, charge_id: str, reason: str | None = None) -> Json:
        with self.lock:
            return disputes.open_dispute(self.world, self.world.get("charge", charge_id), reason)

    def close_dispute(self, dispute_id: str, *, won: bool) -> Json:
        with self.lock:
            return disputes.close_dispute(self.world, self.world.get("dispute", dispute_id), won=won)

    def fail_refund(self, refund_id: str) -> None:
        with self.lock:
            refunds.fail_refund(self.world, refund_id)

    def pay_out(self, *, everything: bool = True) -> Json | None:
        with self.lock:
            return balance.pay_out(self.world, everything=everything)

    def received(self, intent_id: str) -> int:
        """Cents that stayed with the association: paid, less what was refunded or disputed and not won back."""
        with self.lock:
            return sum(map(self._received, self.world.all("charge", payment_intent=intent_id, status="succeeded")))

    def _received(self, charge: Json) -> int:
        taken = [each for each in self.world.all("dispute", charge=charge["id"]) if each["status"] != "won"]
        amount: int = charge["amount"] - charge["amount_refunded"] - sum(each["amount"] for each in taken)
        return amount


def _refuse_wrong_key(authorization: str) -> None:
    key = authorization.removeprefix("Bearer ").strip()
    if key.startswith(("sk_live_", "rk_live_")):
        raise ApiError(401, "This is the double: it refuses live keys. Nothing was done.")
    if not key.startswith(("sk_test_", "rk_test_")):
        raise ApiError(401, "Invalid API Key provided.")


__all__ = ["Answer", "StripeDouble", "Unreachable"]
