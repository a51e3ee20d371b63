"""The double behind the stripe library without a socket: `StripeClient(key, http_client=InProcessClient(double))`."""

import json
from collections.abc import Mapping
from typing import Any

import stripe

from .double import StripeDouble
from .errors import Unreachable


class InProcessClient(stripe.HTTPClient):
    """Hands each request to the double in the same process; a lost answer is the library's APIConnectionError."""

    name = "double"

    def __init__(self, double: StripeDouble) -> None:
        super().__init__()
        self.double = double

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **options: Any
    ) -> tuple[str, int, Mapping[str, str]]:
        try:
            answer = self.double.handle(method.upper(), url, dict(headers or {}), post_data or "")
        except Unreachable as error:
            raise stripe.APIConnectionError(str(error), should_retry=True) from error
        return json.dumps(answer.body), answer.status, {name.lower(): value for name, value in answer.headers.items()}

    def _sleep_time_seconds(self, num_retries: int) -> float:
        return 0  # nobody is overloaded here: retries come at once

    def close(self) -> None:
        pass
