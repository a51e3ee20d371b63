"""What a payment provider tells: facts without its own words, as of the moment they were fetched."""

from dataclasses import dataclass
from datetime import date, datetime

FINAL = {"succeeded", "canceled"}


@dataclass(frozen=True)
class Money:
    """One movement at Stripe. `kind` as at `Posting`, `cents` unsigned, `ref` exists once."""

    kind: str
    cents: int
    ref: str
    booked_at: datetime
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class Intent:
    """A payment with all that happened to it, as of `fetched_at`."""

    id: str
    key: str
    status: str
    cents: int
    currency: str
    livemode: bool
    method_id: str
    customer_id: str
    mandate_id: str
    error_code: str
    money: tuple[Money, ...]
    unsettled: bool  # a refund or a dispute is not decided yet
    fetched_at: datetime

    @property
    def is_final(self) -> bool:
        return self.status in FINAL


@dataclass(frozen=True)
class Session:
    id: str
    key: str
    status: str  # "open", "complete", "expired"
    url: str
    intent_id: str
    setup_id: str


@dataclass(frozen=True)
class Method:
    id: str
    type: str
    last4: str
    mandate_reference: str
    customer_id: str


@dataclass(frozen=True)
class Owner:
    """The association's account at the provider. `capabilities`: "card_payments" -> "active", "pending" …"""

    id: str
    name: str
    may_charge: bool
    is_paid_out: bool
    capabilities: dict[str, str]


@dataclass(frozen=True)
class Endpoint:
    """Where the provider sends its news. `events` may be {"*"}."""

    id: str
    url: str
    version: str
    events: frozenset[str]
    is_enabled: bool


@dataclass(frozen=True)
class BalanceMove:
    """One movement of the balance at the provider; `cents` signed, before the fee; `intent_id` is its payment."""

    id: str
    kind: str
    cents: int
    fee_cents: int
    source: str
    intent_id: str
    at: datetime


@dataclass(frozen=True)
class PaidOut:
    """Money the provider sent to the bank. `state`: "pending", "in_transit", "paid", "failed", "canceled"."""

    id: str
    cents: int
    arrives_on: date
    state: str
    is_automatic: bool
    failure: str
