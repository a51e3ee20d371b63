"""Webhook endpoints: created, changed, listed and deleted by the API, as Stripe's Dashboard would."""

import secrets

import stripe

from . import schema
from .errors import Json, invalid
from .listing import merge_metadata, page
from .world import World, handles


def add(world: World, url: str, secret: str, events: list[str] | None = None) -> Json:
    endpoint = schema.blank(
        "webhook_endpoint",
        id=world.new_id("we"),
        created=world.now(),
        url=url,
        enabled_events=events or ["*"],
        api_version=stripe.api_version,
        status="enabled",
    )
    return world.add(endpoint, secrets=[[secret, None]])


@handles("POST", "/v1/webhook_endpoints")
def create(world: World, params: Json) -> Json:
    if not params["url"].startswith(("https://", "http://")):
        raise invalid(
            "Invalid URL: An explicit scheme (such as https) must be provided.", param="url", code="url_invalid"
        )
    secret = "whsec_" + secrets.token_hex(16)
    endpoint = add(world, params["url"], secret, params["enabled_events"])
    endpoint["api_version"] = params.get("api_version")
    endpoint["description"] = params.get("description") or None
    merge_metadata(endpoint, params)
    return endpoint | {"secret": secret}  # told once, at creation


@handles("POST", "/v1/webhook_endpoints/{webhook_endpoint}")
def update(world: World, params: Json, pk: str) -> Json:
    endpoint = world.get("webhook_endpoint", pk)
    for field in ("url", "enabled_events", "description"):
        if field in params:
            endpoint[field] = params[field]
    if "disabled" in params:
        endpoint["status"] = "disabled" if params["disabled"] else "enabled"
    merge_metadata(endpoint, params)
    return endpoint


@handles("GET", "/v1/webhook_endpoints")
def listed(world: World, params: Json) -> Json:
    return page(world, "webhook_endpoint", "/v1/webhook_endpoints", params)


@handles("GET", "/v1/webhook_endpoints/{webhook_endpoint}")
def retrieve(world: World, params: Json, pk: str) -> Json:
    return world.get("webhook_endpoint", pk)


@handles("DELETE", "/v1/webhook_endpoints/{webhook_endpoint}")
def delete(world: World, params: Json, pk: str) -> Json:
    world.get("webhook_endpoint", pk)
    del world.kinds["webhook_endpoint"][pk]
    return {"id": pk, "object": "webhook_endpoint", "deleted": True}
