"""What goes wrong on the way to Stripe, by a seed: errors, lost answers, workers that die while they wait."""

import random
import threading
from collections import Counter
from collections.abc import Mapping
from typing import Any

from verein.sandbox.stripe.client import InProcessClient
from verein.sandbox.stripe.double import StripeDouble

FAULTS = ("429", "500", "timeout_before", "timeout_after", "killed")


class Killed(BaseException):
    """A worker dies here: nothing of what it was about to do happens any more."""


class Weather:
    """What goes wrong next; `seen` counts what did."""

    def __init__(self, seed: int, *, is_calm: bool) -> None:
        self.random = random.Random(seed)
        self.lock = threading.Lock()
        self.is_calm = is_calm
        self.seen: Counter[str] = Counter()

    def strikes(self, what: str, percent: int) -> bool:
        with self.lock:
            hit = not self.is_calm and self.random.randrange(100) < percent
            self.seen[what] += hit
            return hit

    def fault(self) -> str:
        with self.lock:
            if self.is_calm or self.random.randrange(100) >= 4:
                return ""
            kind = self.random.choice(FAULTS)
            self.seen[kind] += 1
            return kind


class StormyLine(InProcessClient):
    """The way to Stripe: the answer may be an error, may be lost, or whoever waits for it dies."""

    def __init__(self, double: StripeDouble, weather: Weather) -> None:
        super().__init__(double)
        self.weather = weather

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **options: Any
    ) -> tuple[str, int, Mapping[str, str]]:
        fault = self.weather.fault()
        with self.double.lock:
            if fault and fault != "killed":
                self.double.fail_next(fault)
            answer = super().request(method, url, headers, post_data, **options)
        if fault == "killed":
            raise Killed
        return answer
