"""Customers."""

from . import schema
from .errors import Json
from .events import emit
from .listing import merge_metadata, page
from .world import World, handles

FIELDS = ("email", "name", "description", "phone", "preferred_locales", "business_name", "individual_name")


def new(world: World, params: Json) -> Json:
    customer = schema.blank(
        "customer",
        id=world.new_id("cus"),
        created=world.now(),
        balance=0,
        delinquent=False,
        invoice_settings=dict.fromkeys(("custom_fields", "default_payment_method", "footer", "rendering_options")),
        metadata={},
        next_invoice_sequence=1,
        preferred_locales=[],
        tax_exempt="none",
    )
    customer |= {field: params[field] or None for field in FIELDS if field in params}
    customer["address"] = address(params.get("address"))
    merge_metadata(customer, params)
    world.add(customer)
    emit(world, "customer.created", customer)
    return customer


@handles("POST", "/v1/customers")
def create(world: World, params: Json) -> Json:
    return new(world, params)


def address(given: Json | str | None) -> Json | None:
    if not given or isinstance(given, str):
        return None
    return {part: given.get(part) for part in ("city", "country", "line1", "line2", "postal_code", "state")}


@handles("GET", "/v1/customers/{customer}")
def retrieve(world: World, params: Json, pk: str) -> Json:
    return world.get("customer", pk)


@handles("POST", "/v1/customers/{customer}")
def update(world: World, params: Json, pk: str) -> Json:
    customer = world.get("customer", pk)
    for field in FIELDS:
        if field in params:
            customer[field] = params[field] or None
    if "address" in params:
        customer["address"] = address(params["address"])
    settings = params.get("invoice_settings")
    if isinstance(settings, dict):
        customer["invoice_settings"].update(settings)
    merge_metadata(customer, params)
    emit(world, "customer.updated", customer)
    return customer


@handles("DELETE", "/v1/customers/{customer}")
def delete(world: World, params: Json, pk: str) -> Json:
    customer = world.get("customer", pk)
    for method in world.all("payment_method", customer=pk):
        method["customer"] = None
    del world.kinds["customer"][pk]
    emit(world, "customer.deleted", customer)
    world.kinds["customer"][pk] = {"id": pk, "object": "customer", "deleted": True, "created": customer["created"]}
    return {"id": pk, "object": "customer", "deleted": True}


@handles("GET", "/v1/customers")
def listed(world: World, params: Json) -> Json:
    return page(world, "customer", "/v1/customers", params, where=lambda customer: not customer.get("deleted"))
