"""The association's balance at Stripe: every movement with its fee, what is paid out to the bank, what is left."""

from datetime import UTC, datetime
from typing import Any

from members.billing.rules.provider import BalanceMove, PaidOut

from .client import client, errors, id_of

CURRENCY = "eur"


def balance_cents() -> int:
    """What lies at Stripe, whether it can be paid out already or not."""
    with errors():
        found = client().v1.balance.retrieve()
    rows: list[Any] = [*found.available, *found.pending]
    return sum(row.amount for row in rows if row.currency == CURRENCY)


def moves(since: datetime | None) -> list[BalanceMove]:
    """Every movement since then, or ever; the newest first."""
    return _moves({} if since is None else {"created": {"gte": int(since.timestamp())}})


def moves_of(payout_id: str) -> list[BalanceMove]:
    """What a payout is made of. Raises Refused for one that was made by hand: Stripe does not know it."""
    return _moves({"payout": payout_id})


def _moves(wanted: dict[str, Any]) -> list[BalanceMove]:
    params: Any = {**wanted, "limit": 100, "expand": ["data.source"]}
    with errors():
        rows = client().v1.balance_transactions.list(params).auto_paging_iter()
        return [_move(row) for row in rows if row.currency == CURRENCY]


def _move(row: Any) -> BalanceMove:
    return BalanceMove(
        row.id,
        row.reporting_category,
        row.amount,
        row.fee,
        id_of(row.source),
        id_of(getattr(row.source, "payment_intent", None)),
        datetime.fromtimestamp(row.created, UTC),
    )


def paid_out(since: datetime | None) -> list[PaidOut]:
    """The payouts ordered since then, or ever."""
    params: Any = {"limit": 100} | ({"created": {"gte": int(since.timestamp())}} if since else {})
    with errors():
        rows = client().v1.payouts.list(params).auto_paging_iter()
        return [_payout(row) for row in rows if row.currency == CURRENCY]


def _payout(row: Any) -> PaidOut:
    arrives_on = datetime.fromtimestamp(row.arrival_date, UTC).date()
    failure = row.failure_code or row.failure_message or ""
    return PaidOut(row.id, row.amount, arrives_on, row.status, bool(row.automatic), failure)
