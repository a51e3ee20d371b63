"""The balance: a transaction for every cent that moves, fees, and payouts to the association's bank."""

from datetime import UTC, datetime

from . import schema
from .errors import Json, invalid
from .events import emit
from .listing import page
from .world import DAY, World, handles

CLEARING_DAYS = 3


def book(world: World, source: Json, amount: int, fee: int, kind: str, category: str) -> str:
    """The id of a new balance transaction; `amount` in cents, negative when money leaves."""
    fees = [
        {
            "amount": fee,
            "application": None,
            "currency": "eur",
            "description": "Stripe processing fees",
            "type": "stripe_fee",
        }
    ]
    transaction = schema.blank(
        "balance_transaction",
        id=world.new_id("txn"),
        amount=amount,
        available_on=world.now() + CLEARING_DAYS * DAY,
        balance_type="payments",
        created=world.now(),
        currency="eur",
        description=source.get("description"),
        fee=fee,
        fee_details=fees if fee else [],
        net=amount - fee,
        reporting_category=category,
        source=source["id"],
        status="pending",
        type=kind,
    )
    world.add(transaction, payout=None)
    return str(transaction["id"])


def _brought_up_to_date(world: World) -> None:
    for transaction in world.all("balance_transaction", status="pending"):
        if transaction["available_on"] <= world.now():
            transaction["status"] = "available"


def pay_out(world: World, *, everything: bool = False) -> Json | None:
    """Sends what is available to the bank (with `everything` what is still clearing, too); None if that is nothing."""
    _brought_up_to_date(world)
    waiting = [
        each
        for each in world.all("balance_transaction")
        if world.private[each["id"]]["payout"] is None and (everything or each["status"] == "available")
    ]
    amount = sum(each["net"] for each in waiting)
    if amount <= 0:
        return None
    payout = schema.blank(
        "payout",
        id=world.new_id("po"),
        amount=amount,
        arrival_date=world.now() + DAY,
        automatic=True,
        created=world.now(),
        currency="eur",
        destination="ba_" + world.account_id[5:],
        description="STRIPE PAYOUT",
        metadata={},
        method="standard",
        reconciliation_status="completed",
        source_type="card",
        status="paid",
        type="bank_account",
    )
    world.add(payout)
    payout["balance_transaction"] = book(world, payout, -amount, 0, "payout", "payout")
    for pk in [*(each["id"] for each in waiting), payout["balance_transaction"]]:
        world.private[pk]["payout"] = payout["id"]
        world.kinds["balance_transaction"][pk]["status"] = "available"
    emit(world, "payout.created", payout | {"status": "in_transit"})
    emit(world, "payout.paid", payout)
    return payout


@handles("GET", "/v1/balance_transactions")
def listed(world: World, params: Json) -> Json:
    _brought_up_to_date(world)
    payout = params.get("payout")

    def wanted(transaction: Json) -> bool:
        return payout is None or world.private[transaction["id"]]["payout"] == payout

    return page(world, "balance_transaction", "/v1/balance_transactions", params, where=wanted, own=["payout"])


@handles("GET", "/v1/balance_transactions/{id}")
def retrieve(world: World, params: Json, pk: str) -> Json:
    _brought_up_to_date(world)
    return world.get("balance_transaction", pk)


@handles("GET", "/v1/balance")
def totals(world: World, params: Json) -> Json:
    _brought_up_to_date(world)
    sums = {"available": 0, "pending": 0}
    for transaction in world.all("balance_transaction"):
        sums[transaction["status"]] += transaction["net"]
    rows = {status: [{"amount": amount, "currency": "eur"}] for status, amount in sums.items()}
    return {"object": "balance", "livemode": False, **rows}


@handles("GET", "/v1/payouts")
def payouts(world: World, params: Json) -> Json:
    arrival = params.get("arrival_date")

    def wanted(payout: Json) -> bool:
        day = payout["arrival_date"]
        if arrival is None or isinstance(arrival, int):
            return arrival in {None, day}
        return bool(arrival.get("gte", day) <= day <= arrival.get("lte", day))

    return page(world, "payout", "/v1/payouts", params, where=wanted, own=["arrival_date"])


@handles("GET", "/v1/payouts/{payout}")
def payout(world: World, params: Json, pk: str) -> Json:
    return world.get("payout", pk)


def timestamp_of(day: str, param: str) -> int:
    """Seconds since 1970 of a day `YYYY-MM-DD`."""
    try:
        return int(datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except ValueError:
        raise invalid(f"Invalid date: {day}", param=param) from None
