"""A fresh double for each test, and the official library talking to it without a socket."""

import pytest
import stripe

from tests.journeys.conftest import axe, browser  # noqa: F401 - fixtures
from verein.sandbox.stripe.client import InProcessClient
from verein.sandbox.stripe.double import StripeDouble

START = 1_795_600_800  # 2026-11-25 11:20 UTC


@pytest.fixture
def double() -> StripeDouble:
    return StripeDouble(start=START)


@pytest.fixture
def client(double: StripeDouble) -> stripe.StripeClient:
    return stripe.StripeClient("sk_test_double", http_client=InProcessClient(double), max_network_retries=0)
