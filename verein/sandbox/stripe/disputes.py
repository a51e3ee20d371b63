"""Disputes: of a debit lost at once, of a card open until they are won or lost."""

import stripe

from . import schema
from .balance import book
from .errors import Json, invalid
from .events import emit
from .listing import merge_metadata, page
from .world import DAY, World, handles, when_due

FEES = {"sepa_debit": 750, "card": 2000}  # cents
EVIDENCE_DAYS = 7


@when_due
def dispute_charge(world: World, charge_id: str) -> None:
    open_dispute(world, world.kinds["charge"][charge_id])


def open_dispute(world: World, charge: Json, reason: str | None = None) -> Json:
    """The payer takes the money back: it leaves the balance now, together with a fee."""
    if charge["status"] != "succeeded" or charge["disputed"]:
        raise invalid(f"Charge {charge['id']} cannot be disputed.")
    method = charge["payment_method_details"]
    kind = method["type"]
    debit = kind == "sepa_debit"
    brand = (method.get("card") or {}).get("brand")
    card = {"brand": brand, "network": brand, "case_type": "chargeback", "network_reason_code": "10.4"}
    dispute = schema.blank(
        "dispute",
        id=world.new_id("dp"),
        amount=charge["amount"] - charge["amount_refunded"],
        balance_transactions=[],
        charge=charge["id"],
        created=world.now(),
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence=_no_evidence(),
        evidence_details=_deadline(world, debit=debit),
        is_charge_refundable=False,
        metadata={},
        payment_intent=charge["payment_intent"],
        payment_method_details=None if debit else {"type": kind, "card": card},
        reason=reason or ("general" if debit else "fraudulent"),
        status="lost" if debit else "needs_response",
    )
    if debit:
        dispute["network_reason_code"] = "MD06"  # the debtor asked for the money back
    world.add(dispute)
    charge["disputed"] = True
    _move(world, dispute, -dispute["amount"], FEES[kind])
    emit(world, "charge.dispute.created", dispute)
    emit(world, "charge.dispute.funds_withdrawn", dispute)
    if debit:
        emit(world, "charge.dispute.closed", dispute)
    return dispute


def _no_evidence() -> Json:
    empty = dict.fromkeys(stripe.Dispute.Evidence.__annotations__)
    return empty | {"enhanced_evidence": {}}


def _deadline(world: World, *, debit: bool) -> Json:
    due = None if debit else world.now() + EVIDENCE_DAYS * DAY
    return {
        "due_by": due,
        "enhanced_eligibility": {},
        "has_evidence": False,
        "past_due": False,
        "submission_count": 0,
        "submission_method": "not_submitted",
    }


def _move(world: World, dispute: Json, amount: int, fee: int) -> None:
    category = "dispute" if amount < 0 else "dispute_reversal"
    pk = book(world, dispute, amount, fee, "adjustment", category)
    dispute["balance_transactions"] = [*dispute["balance_transactions"], world.kinds["balance_transaction"][pk]]


def close_dispute(world: World, dispute: Json, *, won: bool) -> Json:
    """The bank decides on a card's dispute; won, the money comes back."""
    if dispute["status"] in {"won", "lost"}:
        raise invalid("This dispute is already closed", param="dispute")
    before, dispute["status"] = dispute["status"], "won" if won else "lost"
    emit(world, "charge.dispute.updated", dispute, {"status": before})
    if won:
        _move(world, dispute, dispute["amount"], 0)
        emit(world, "charge.dispute.funds_reinstated", dispute)
    emit(world, "charge.dispute.closed", dispute)
    return dispute


@handles("GET", "/v1/disputes")
def listed(world: World, params: Json) -> Json:
    return page(world, "dispute", "/v1/disputes", params)


@handles("GET", "/v1/disputes/{dispute}")
def retrieve(world: World, params: Json, pk: str) -> Json:
    return world.get("dispute", pk)


@handles("POST", "/v1/disputes/{dispute}")
def update(world: World, params: Json, pk: str) -> Json:
    dispute = world.get("dispute", pk)
    merge_metadata(dispute, params)
    dispute["evidence"].update(params.get("evidence") or {})
    dispute["evidence_details"]["has_evidence"] = bool(params.get("evidence"))
    if params.get("submit", True) and params.get("evidence"):
        dispute["status"] = "under_review"
        dispute["evidence_details"]["submission_count"] += 1
    emit(world, "charge.dispute.updated", dispute)
    return dispute


@handles("POST", "/v1/disputes/{dispute}/close")
def close(world: World, params: Json, pk: str) -> Json:
    return close_dispute(world, world.get("dispute", pk), won=False)
