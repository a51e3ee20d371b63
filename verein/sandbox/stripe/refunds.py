"""Refunds: at once for cards, days later for debits, and some that fail afterwards."""

from . import banks, schema
from .balance import book
from .errors import Json, invalid
from .events import emit
from .listing import merge_metadata, page
from .world import DAY, World, handles, when_due

DAYS = 3  # until a pending refund is decided


@handles("POST", "/v1/refunds")
def create(world: World, params: Json) -> Json:
    charge = _charge(world, params)
    left = charge["amount"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    if left <= 0:
        raise invalid(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if charge["disputed"]:
        raise invalid(f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed")
    if not 0 < amount <= left:
        raise invalid(f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount")
    return new(world, charge, amount, params)


def _charge(world: World, params: Json) -> Json:
    if "charge" in params:
        charge = world.get("charge", params["charge"], "charge")
    elif "payment_intent" in params:
        intent = world.get("payment_intent", params["payment_intent"], "payment_intent")
        charge = world.kinds.get("charge", {}).get(intent["latest_charge"] or "", {})
    else:
        raise invalid("One of the following params should be provided: payment_intent or charge.")
    if charge.get("status") != "succeeded":
        raise invalid("This PaymentIntent does not have a successful charge to refund.", param="payment_intent")
    return charge


def new(world: World, charge: Json, amount: int, params: Json) -> Json:
    method = world.kinds["payment_method"][charge["payment_method"]]
    debit = method["type"] == "sepa_debit"
    fate = "pending" if debit else banks.card_of(world, method).refund
    refund = schema.blank(
        "refund",
        id=world.new_id("pyr" if debit else "re"),
        amount=amount,
        charge=charge["id"],
        created=world.now(),
        currency=charge["currency"],
        customer=charge["customer"],
        metadata={},
        payment_intent=charge["payment_intent"],
        payment_method=charge["payment_method"],
        reason=params.get("reason"),
        status="pending" if fate == "pending" else "succeeded",
    )
    merge_metadata(refund, params)
    if not debit:
        card = {"reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund"}
        refund["destination_details"] = {"card": card, "type": "card"}
    world.add(refund)
    kind = "payment_refund" if debit else "refund"
    refund["balance_transaction"] = book(world, refund, -amount, 0, kind, "refund")
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    emit(world, "refund.created", refund)
    emit(world, "charge.refunded", charge)
    if fate:
        world.later(world.now() + DAYS * DAY, "fail_refund" if fate == "fails" else "finish_refund", refund["id"])
    return refund


@when_due
def finish_refund(world: World, pk: str) -> None:
    refund = world.kinds["refund"][pk]
    if refund["status"] == "pending":
        refund["status"] = "succeeded"
        _tell(world, refund, {"status": "pending"})


@when_due
def fail_refund(world: World, pk: str) -> None:
    """The recipient's bank sends the money back: it is in the balance again."""
    refund = world.kinds["refund"][pk]
    if refund["status"] not in {"pending", "succeeded"}:
        return
    before = refund["status"]
    charge = world.kinds["charge"][refund["charge"]]
    refund.update(status="failed", failure_reason="expired_or_canceled_card")
    refund["failure_balance_transaction"] = book(world, refund, refund["amount"], 0, "refund_failure", "refund_failure")
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    _tell(world, refund, {"status": before})
    emit(world, "refund.failed", refund)


def _tell(world: World, refund: Json, previous: Json) -> None:
    emit(world, "refund.updated", refund, previous)
    emit(world, "charge.refund.updated", refund, previous)


@handles("GET", "/v1/refunds")
def listed(world: World, params: Json) -> Json:
    return page(world, "refund", "/v1/refunds", params)


@handles("GET", "/v1/refunds/{refund}")
def retrieve(world: World, params: Json, pk: str) -> Json:
    return world.get("refund", pk)


@handles("POST", "/v1/refunds/{refund}")
def update(world: World, params: Json, pk: str) -> Json:
    refund = world.get("refund", pk)
    merge_metadata(refund, params)
    emit(world, "refund.updated", refund)
    return refund


@handles("POST", "/v1/refunds/{refund}/cancel")
def cancel(world: World, params: Json, pk: str) -> Json:
    raise invalid("Only refunds that wait for the customer's action can be canceled.", param="refund")
