"""Checkout Sessions: created, listed and expired by the API."""

from typing import Any

from . import setups
from .errors import Json, invalid
from .events import emit
from .intents import OPEN, SMALLEST, cancel_intent, offered
from .listing import cut, merge_metadata, page
from .schema import blank
from .world import DAY, World, handles, when_due

LONGEST, SHORTEST = DAY, 30 * 60


@handles("POST", "/v1/checkout/sessions")
def create(world: World, params: Json) -> Json:
    mode = params.get("mode")
    if mode not in {"payment", "setup"}:
        raise invalid("You must provide one of the following modes: payment, setup.", param="mode")
    if not params.get("success_url"):
        raise invalid("You must provide success_url.", param="success_url", code="parameter_missing")
    if params.get("customer"):
        world.get("customer", params["customer"], "customer")
        if params.get("customer_email"):
            raise invalid("You may only specify one of these parameters: customer, customer_email.", param="customer")
    pk = world.new_id("cs_test")
    items = _line_items(world, params) if mode == "payment" else []
    if mode == "setup" and not (params.get("currency") or params.get("allowed_payment_method_types")):
        raise invalid("In setup mode, you must provide currency or payment methods.", param="currency")
    session = _session(world, params, pk, items)
    if mode == "setup":
        data = params.get("setup_intent_data") or {}
        session["setup_intent"] = setups.new(world, params_of_setup(params) | data)["id"]
    merge_metadata(session, params)
    world.add(session, items=items, params=params)
    world.later(session["expires_at"], "expire_session", pk)
    return session


def params_of_setup(params: Json) -> Json:
    taken = ("customer", "payment_method_options", "allowed_payment_method_types", "excluded_payment_method_types")
    return {name: params[name] for name in taken if name in params}


def _session(world: World, params: Json, pk: str, items: list[Json]) -> Json:
    total: Any = sum(item["amount_total"] for item in items) if items else None
    payment = params["mode"] == "payment"
    return blank(
        "checkout.session",
        id=pk,
        amount_subtotal=total,
        amount_total=total,
        automatic_tax={"enabled": False, "liability": None, "provider": None, "status": None},
        cancel_url=params.get("cancel_url"),
        client_reference_id=params.get("client_reference_id"),
        created=world.now(),
        currency="eur" if payment else params.get("currency"),
        custom_fields=[],
        custom_text=dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")),
        customer=params.get("customer"),
        customer_creation=None if params.get("customer") else params.get("customer_creation", "if_required"),
        customer_email=params.get("customer_email"),
        expires_at=_expiry(world, params),
        locale=params.get("locale"),
        metadata={},
        mode=params["mode"],
        payment_method_collection="if_required" if payment else "always",
        payment_method_options={"card": {"request_three_d_secure": "automatic"}}
        | params.get("payment_method_options", {}),
        payment_method_types=offered(params),
        payment_status="unpaid" if payment else "no_payment_required",
        shipping_options=[],
        status="open",
        submit_type=params.get("submit_type"),
        success_url=params["success_url"],
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0} if payment else None,
        ui_mode=params.get("ui_mode", "hosted_page"),
        url=f"{world.base_url}/c/pay/{pk}",
    )


def _expiry(world: World, params: Json) -> int:
    at: int = params.get("expires_at", world.now() + LONGEST)
    if not world.now() + SHORTEST <= at <= world.now() + LONGEST:
        raise invalid("The expires_at timestamp must be between 30 minutes and 24 hours from now.", param="expires_at")
    return at


def _line_items(world: World, params: Json) -> list[Json]:
    items = [_line_item(world, item, index) for index, item in enumerate(params.get("line_items") or [])]
    if not items:
        raise invalid("You must specify line_items in payment mode.", param="line_items", code="parameter_missing")
    if sum(item["amount_total"] for item in items) < SMALLEST:
        raise invalid(
            "The Checkout Session's total amount must convert to at least 50 cents.",
            param="line_items",
            code="amount_too_small",
        )
    return items


def _line_item(world: World, item: Json, index: int) -> Json:
    data = item.get("price_data")
    if data is None:
        raise invalid(
            f"No such price: '{item.get('price')}'", param=f"line_items[{index}][price]", code="resource_missing"
        )
    if data["currency"].lower() != "eur":
        raise invalid(f"Invalid currency: {data['currency']}", param=f"line_items[{index}][price_data][currency]")
    name = (data.get("product_data") or {}).get("name")
    if not name or "unit_amount" not in data:
        raise invalid("price_data needs unit_amount and product_data[name].", param=f"line_items[{index}][price_data]")
    quantity = item.get("quantity", 1)
    amount = data["unit_amount"] * quantity
    price = blank(
        "price",
        id=world.new_id("price"),
        active=False,
        billing_scheme="per_unit",
        created=world.now(),
        currency="eur",
        metadata={},
        product=world.new_id("prod"),
        tax_behavior="unspecified",
        type="one_time",
        unit_amount=data["unit_amount"],
        unit_amount_decimal=str(data["unit_amount"]),
    )
    return {
        "id": world.new_id("li"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": "eur",
        "description": name,
        "price": price,
        "quantity": quantity,
    }


@handles("GET", "/v1/checkout/sessions/{session}")
def retrieve(world: World, params: Json, pk: str) -> Json:
    session = world.get("checkout.session", pk)
    if "line_items" in params.get("expand", []):
        params["expand"].remove("line_items")
        return session | {"line_items": line_items(world, {}, pk)}
    return session


@handles("GET", "/v1/checkout/sessions/{session}/line_items")
def line_items(world: World, params: Json, pk: str) -> Json:
    world.get("checkout.session", pk)
    return cut(world.private[pk]["items"], f"/v1/checkout/sessions/{pk}/line_items", params)


@handles("GET", "/v1/checkout/sessions")
def listed(world: World, params: Json) -> Json:
    return page(world, "checkout.session", "/v1/checkout/sessions", params)


@handles("POST", "/v1/checkout/sessions/{session}")
def update(world: World, params: Json, pk: str) -> Json:
    session = world.get("checkout.session", pk)
    merge_metadata(session, params)
    return session


@handles("POST", "/v1/checkout/sessions/{session}/expire")
def expire(world: World, params: Json, pk: str) -> Json:
    session = world.get("checkout.session", pk)
    if session["status"] != "open":
        raise invalid(
            f'Only Checkout Sessions with a status in ["open"] can be expired. This one is {session["status"]}.'
        )
    close(world, session)
    return session


@when_due
def expire_session(world: World, pk: str) -> None:
    session = world.kinds["checkout.session"][pk]
    if session["status"] == "open":
        close(world, session)


def close(world: World, session: Json) -> None:
    """An abandoned session: nobody can pay it any more."""
    session.update(status="expired", url=None)
    intent = world.kinds.get("payment_intent", {}).get(session["payment_intent"] or "")
    if intent and intent["status"] in OPEN:
        cancel_intent(world, intent, "expired")
    emit(world, "checkout.session.expired", session)
