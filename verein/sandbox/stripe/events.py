"""Events: what happened, as Stripe tells it, and the calls that list them."""

import copy
from typing import Any

import stripe

from . import outbox, schema
from .errors import Json
from .listing import page
from .world import World, handles


def emit(world: World, kind: str, thing: Json, previous: Json | None = None) -> Json:
    """Notes an event with the object as it is now, and puts it in line for every endpoint that wants it."""
    data: dict[str, Any] = {"object": copy.deepcopy(thing)}
    if previous is not None:
        data["previous_attributes"] = previous
    event = schema.blank(
        "event",
        id=world.new_id("evt"),
        api_version=stripe.api_version,
        created=world.now(),
        data=data,
        pending_webhooks=0,
        request=dict(world.request),
        type=kind,
    )
    # Events of one account name neither account nor context.
    del event["account"], event["context"]
    world.add(event)
    outbox.queue(world, event)
    return event


@handles("GET", "/v1/events")
def listed(world: World, params: Json) -> Json:
    kinds = set(params.get("types", [])) | ({params["type"]} if "type" in params else set())
    outbox.count_pending(world)

    missed, delivered = outbox.undelivered(world), params.get("delivery_success")

    def wanted(event: Json) -> bool:
        fits = not kinds or event["type"] in kinds or f"{event['type'].split('.')[0]}.*" in kinds
        return fits and (delivered is None or delivered == (event["id"] not in missed))

    return page(world, "event", "/v1/events", params, where=wanted, own=("type", "types", "delivery_success"))


@handles("GET", "/v1/events/{id}")
def retrieved(world: World, params: Json, pk: str) -> Json:
    outbox.count_pending(world)
    return world.get("event", pk)
