"""Charges: made by a payment intent, settled at once by card and days later by debit."""

from . import banks, schema
from .balance import book
from .errors import Json
from .events import emit
from .listing import page
from .world import DAY, World, handles, when_due

BILLING = ("address", "email", "name", "phone", "tax_id")


def new(world: World, intent: Json, method: Json, *, status: str, **values: object) -> Json:
    """A charge of an intent; `status` is "succeeded", "pending" or "failed"."""
    charge = schema.blank(
        "charge",
        id=world.new_id("py" if method["type"] == "sepa_debit" else "ch"),
        created=world.now(),
        amount=intent["amount"],
        amount_captured=0 if status == "failed" else intent["amount"],
        amount_refunded=0,
        billing_details={part: method["billing_details"][part] for part in BILLING},
        captured=status != "failed",
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        fraud_details={},
        metadata=dict(intent["metadata"]),
        outcome=_outcome(status),
        paid=status == "succeeded",
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details=_details(world, method),
        refunded=False,
        status=status,
    )
    charge.update(values)
    intent["latest_charge"] = charge["id"]
    return world.add(charge)


def _outcome(status: str) -> Json:
    failed = status == "failed"
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "declined_by_network" if failed else "approved_by_network",
        "reason": "generic_decline" if failed else None,
        "risk_level": "normal",
        "seller_message": "The bank did not return any further details." if failed else "Payment complete.",
        "type": "issuer_declined" if failed else "authorized",
    }


def _details(world: World, method: Json) -> Json:
    if method["type"] == "sepa_debit":
        own = method["sepa_debit"]
        taken = {part: own[part] for part in ("bank_code", "branch_code", "country", "fingerprint", "last4")}
        mandate = world.private[method["id"]]["mandate"]
        return {"sepa_debit": taken | {"mandate": mandate, "expected_debit_date": None}, "type": "sepa_debit"}
    own = method["card"]
    parts = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "wallet")
    taken = {part: own[part] for part in parts} | {"network": own["brand"], "installments": None, "mandate": None}
    return {"card": taken, "type": "card"}


def succeed(world: World, charge: Json) -> None:
    """The money arrives: balance, charge and intent say so."""
    intent = world.kinds["payment_intent"][charge["payment_intent"]]
    charge.update(status="succeeded", paid=True)
    debit = charge["payment_method_details"]["type"] == "sepa_debit"
    fee = 35 if debit else charge["amount"] * 15 // 1000 + 25  # cents: 0.35 € a debit, 1.5 % + 0.25 € a card
    charge["balance_transaction"] = book(
        world, charge, charge["amount"], fee, "payment" if debit else "charge", "charge"
    )
    intent.update(status="succeeded", amount_received=charge["amount"], next_action=None, last_payment_error=None)
    emit(world, "charge.succeeded", charge)
    emit(world, "payment_intent.succeeded", intent)


def start_debit(world: World, intent: Json, method: Json, collected_at: int) -> Json:
    """A debit that the bank answers days after `collected_at`."""
    charge = new(world, intent, method, status="pending")
    charge["balance_transaction"] = None
    intent["status"] = "processing"
    world.later(collected_at + banks.account_of(world, method).days * DAY, "settle_debit", charge["id"])
    emit(world, "charge.pending", charge)
    emit(world, "payment_intent.processing", intent)
    return charge


@when_due
def settle_debit(world: World, charge_id: str) -> None:
    charge = world.kinds["charge"][charge_id]
    intent = world.kinds["payment_intent"][charge["payment_intent"]]
    if charge["status"] != "pending" or intent["status"] != "processing":
        return
    method = world.kinds["payment_method"][charge["payment_method"]]
    account = banks.account_of(world, method)
    if account.failure:
        fail_debit(world, charge, account.failure)
    else:
        succeed(world, charge)
        _tell_session(world, intent, "succeeded")
        if account.disputed:
            world.later(world.now(), "dispute_charge", charge["id"])


def fail_debit(world: World, charge: Json, code: str) -> None:
    """The bank gives the debit back before it was ever counted as paid."""
    intent = world.kinds["payment_intent"][charge["payment_intent"]]
    method = world.kinds["payment_method"][charge["payment_method"]]
    message = f"The debit could not be collected ({code})."
    charge.update(status="failed", paid=False, captured=True, failure_code=code, failure_message=message)
    charge["outcome"] = _outcome("failed")
    _take_back(world, charge)
    intent.update(status="requires_payment_method", payment_method=None)
    intent["last_payment_error"] = {
        "type": "invalid_request_error",
        "code": "payment_intent_payment_attempt_failed",
        "charge": charge["id"],
        "decline_code": code,
        "message": message,
        "payment_method": dict(method),
    }
    emit(world, "charge.failed", charge)
    emit(world, "payment_intent.payment_failed", intent)
    _tell_session(world, intent, "failed")


def _take_back(world: World, charge: Json) -> None:
    """A debit that fails costs a fee where the contract says so: then it is counted, and taken back with the fee."""
    if not world.failure_fee:
        return
    amount = charge["amount"]
    charge["balance_transaction"] = book(world, charge, amount, 0, "payment", "charge")
    charge["failure_balance_transaction"] = book(
        world, charge, -amount, world.failure_fee, "payment_failure_refund", "charge_failure"
    )


def _tell_session(world: World, intent: Json, outcome: str) -> None:
    """A Checkout Session whose debit ran hears of the end."""
    pk = world.private.get(intent["id"], {}).get("session")
    if pk is None:
        return
    session = world.kinds["checkout.session"][pk]
    if outcome == "succeeded":
        session["payment_status"] = "paid"
    emit(world, f"checkout.session.async_payment_{outcome}", session)


@handles("GET", "/v1/charges")
def listed(world: World, params: Json) -> Json:
    return page(world, "charge", "/v1/charges", params)


@handles("GET", "/v1/charges/{charge}")
def retrieve(world: World, params: Json, pk: str) -> Json:
    return world.get("charge", pk)
