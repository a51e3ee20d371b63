"""Payment methods and the mandates that go with a direct debit."""

import hashlib
import re
from typing import Any

from . import banks
from .customers import address
from .errors import Json, invalid
from .events import emit
from .listing import merge_metadata, page
from .world import World, handles

OFFERED = ("card", "sepa_debit")


def new(world: World, params: Json) -> Json:
    """A payment method that belongs to nobody yet; raises ApiError for a wrong number."""
    kind = params.get("type")
    if kind not in OFFERED:
        raise invalid(f"The payment method type {kind!r} is not switched on.", param="type")
    details = dict(params.get("billing_details") or {})
    data = params.get(kind) or {}
    method = {
        "id": world.new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": {part: details.get(part) or None for part in ("email", "name", "phone", "tax_id")}
        | {"address": address(details.get("address")) or address({"country": None})},
        "created": world.now(),
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": kind,
    }
    merge_metadata(method, params)
    if kind == "card":
        return _card(world, method, data)
    if not (details.get("name") and details.get("email")):
        raise invalid("SEPA debits need billing_details[name] and billing_details[email].", code="parameter_missing")
    return _account(world, method, data)


def _card(world: World, method: Json, data: Json) -> Json:
    number = banks.checked_number(data.get("number", "4242424242424242"))
    method["card"] = {
        "brand": banks.CARDS[number].brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "DE",
        "display_brand": banks.CARDS[number].brand,
        "exp_month": data.get("exp_month", 12),
        "exp_year": data.get("exp_year", 2034),
        "fingerprint": _fingerprint(number),
        "funding": "credit",
        "generated_from": None,
        "last4": number[-4:],
        "networks": {"available": [banks.CARDS[number].brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }
    return world.add(method, number=number, authenticated=False)


def _account(world: World, method: Json, data: Json) -> Json:
    iban = banks.checked_iban(data.get("iban", ""))
    method["sepa_debit"] = {
        "bank_code": iban[4:12],
        "branch_code": "",
        "country": iban[:2],
        "fingerprint": _fingerprint(iban),
        "generated_from": {"charge": None, "setup_attempt": None},
        "last4": iban[-4:],
    }
    return world.add(method, iban=iban, mandate=None)


def _fingerprint(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()[:16]


def find(world: World, pk: str, customer: str | None = None) -> Json:
    """By id, or a new one by Stripe's test tokens (`pm_card_visa`); it must belong to the customer or to nobody."""
    if pk in banks.TOKENS:
        return new(world, {"type": "card", "card": {"number": banks.TOKENS[pk]}})
    method = world.get("payment_method", pk, "payment_method")
    if customer != method["customer"] and method["customer"] is not None:
        raise invalid(
            f"The customer does not have a payment method with the ID {pk}. "
            "The payment method must be attached to the customer.",
            param="payment_method",
            code="resource_missing",
        )
    return method


def attach_to(world: World, method: Json, customer: str) -> None:
    world.get("customer", customer, "customer")
    if method["customer"] == customer:
        return
    if method["customer"] or world.private[method["id"]].get("detached"):
        raise invalid("The payment method you provided has already been attached to a customer or was detached.")
    method["customer"] = customer
    emit(world, "payment_method.attached", method)


def new_mandate(world: World, method: Json, options: Json | None = None) -> str:
    """The id of an active mandate for a SEPA account; its reference begins with the prefix that was asked for."""
    prefix = (options or {}).get("reference_prefix") or ""
    if prefix and (not re.fullmatch(r"[A-Z0-9 /_\-&.]{1,12}", prefix) or prefix.startswith("STRIPE")):
        raise invalid("Invalid reference_prefix.", param="payment_method_options[sepa_debit][mandate_options]")
    pk = world.new_id("mandate")
    reference = f"{prefix}{pk[-16:].upper()}"
    mandate = {
        "id": pk,
        "object": "mandate",
        "customer_acceptance": {
            "accepted_at": world.now(),
            "type": "online",
            "online": {"ip_address": "127.0.0.1", "user_agent": None},
        },
        "livemode": False,
        "multi_use": {},
        "payment_method": method["id"],
        "payment_method_details": {
            "sepa_debit": {"reference": reference, "url": f"{world.base_url}/mandates/{pk}"},
            "type": "sepa_debit",
        },
        "status": "active",
        "type": "multi_use",
    }
    world.add(mandate)
    world.private[method["id"]]["mandate"] = pk
    return pk


def mandate_of(world: World, method: Json) -> Json | None:
    pk: Any = world.private[method["id"]].get("mandate")
    return world.kinds["mandate"][pk] if pk else None


@handles("POST", "/v1/payment_methods")
def create(world: World, params: Json) -> Json:
    return new(world, params)


@handles("GET", "/v1/payment_methods/{payment_method}")
def retrieve(world: World, params: Json, pk: str) -> Json:
    return world.get("payment_method", pk)


@handles("POST", "/v1/payment_methods/{payment_method}")
def update(world: World, params: Json, pk: str) -> Json:
    method = world.get("payment_method", pk)
    merge_metadata(method, params)
    for part, value in (params.get("billing_details") or {}).items():
        method["billing_details"][part] = address(value) if part == "address" else value or None
    emit(world, "payment_method.updated", method)
    return method


@handles("POST", "/v1/payment_methods/{payment_method}/attach")
def attach(world: World, params: Json, pk: str) -> Json:
    method = find(world, pk, params["customer"])
    attach_to(world, method, params["customer"])
    return method


@handles("POST", "/v1/payment_methods/{payment_method}/detach")
def detach(world: World, params: Json, pk: str) -> Json:
    method = world.get("payment_method", pk)
    if method["customer"] is None:
        raise invalid("The payment method you provided is not attached to a customer so detachment is impossible.")
    customer, method["customer"] = method["customer"], None
    world.private[pk]["detached"] = True
    revoke_mandate(world, method)
    emit(world, "payment_method.detached", method, {"customer": customer})
    return method


def revoke_mandate(world: World, method: Json) -> None:
    mandate = mandate_of(world, method)
    if mandate and mandate["status"] == "active":
        mandate["status"] = "inactive"
        emit(world, "mandate.updated", mandate, {"status": "active"})


@handles("GET", "/v1/payment_methods")
def listed(world: World, params: Json) -> Json:
    return page(world, "payment_method", "/v1/payment_methods", params)


@handles("GET", "/v1/customers/{customer}/payment_methods")
def of_customer(world: World, params: Json, customer: str) -> Json:
    world.get("customer", customer)
    url = f"/v1/customers/{customer}/payment_methods"
    return page(world, "payment_method", url, params | {"customer": customer})


@handles("GET", "/v1/customers/{customer}/payment_methods/{payment_method}")
def one_of_customer(world: World, params: Json, customer: str, pk: str) -> Json:
    method = world.get("payment_method", pk)
    if method["customer"] != customer:
        raise invalid("No such payment_method for this customer", param="payment_method", code="resource_missing")
    return method


@handles("GET", "/v1/mandates/{mandate}")
def retrieve_mandate(world: World, params: Json, pk: str) -> Json:
    return world.get("mandate", pk)
