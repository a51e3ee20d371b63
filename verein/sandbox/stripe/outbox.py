"""Webhooks on their way: signed, tried again with growing pauses, and on order doubled, shuffled or lost."""

import json
import random
import time
from collections.abc import Callable, Iterable

import stripe

from .errors import Json
from .world import DAY, World

Send = Callable[[str, bytes, dict[str, str]], int]  # (url, body, headers) -> HTTP status; 0: nobody answered
PAUSES = [5, 60, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 12 * 3600, 12 * 3600, 12 * 3600, 12 * 3600]
GRACE = DAY  # a secret that was replaced signs for one more day


def queue(world: World, event: Json) -> None:
    for endpoint in world.all("webhook_endpoint", status="enabled"):
        wanted = endpoint["enabled_events"]
        if "*" in wanted or event["type"] in wanted:
            world.deliveries.append(
                {"event": event["id"], "endpoint": endpoint["id"], "at": world.now(), "tries": 0, "done": False}
            )


def count_pending(world: World) -> None:
    open_: dict[str, int] = {}
    for delivery in world.deliveries:
        if not delivery["done"]:
            open_[delivery["event"]] = open_.get(delivery["event"], 0) + 1
    for event in world.all("event"):
        event["pending_webhooks"] = open_.get(event["id"], 0)


def undelivered(world: World) -> set[str]:
    """Events that an endpoint has not answered with 2xx yet."""
    return {delivery["event"] for delivery in world.deliveries if not delivery["done"]}


def due(world: World) -> list[Json]:
    """What should go out now, oldest first; dropped and given-up deliveries never do."""
    return [
        each for each in world.deliveries if not each["done"] and each["at"] is not None and each["at"] <= world.now()
    ]


def deliver(
    world: World,
    send: Send,
    *,
    order: str = "kept",
    duplicate: bool = False,
    drop: Iterable[str] = (),
    seed: int | None = None,
) -> int:
    """Sends what is due and returns how many calls were answered with 2xx.

    `order` is "kept", "reverse" or "shuffle"; `duplicate` sends each twice; events of the types in `drop` are lost
    for good, as if the endpoint had been away for days.
    """
    waiting = due(world)
    dropped = set(drop)
    for delivery in waiting:
        if world.kinds["event"][delivery["event"]]["type"] in dropped:
            delivery["at"] = None
    waiting = [each for each in waiting if each["at"] is not None] * (2 if duplicate else 1)
    if order == "shuffle":
        random.Random(seed).shuffle(waiting)  # noqa: S311 - the disorder of a network, no secret
    elif order == "reverse":
        waiting.reverse()
    return sum(attempt(world, delivery, send) for delivery in waiting)


def attempt(world: World, delivery: Json, send: Send) -> bool:
    """One try; without a 2xx the next one is put off."""
    message = outgoing(world, delivery)
    status = send(*message) if message else 410
    return settle(world, delivery, status)


def outgoing(world: World, delivery: Json) -> tuple[str, bytes, dict[str, str]] | None:
    """Address, body and headers; None if the endpoint is gone."""
    endpoint = world.kinds["webhook_endpoint"].get(delivery["endpoint"])
    if endpoint is None:
        return None
    event = world.kinds["event"][delivery["event"]] | {"pending_webhooks": 1}
    body = json.dumps(event, indent=2)
    stamp = int(time.time())  # signatures are of the machine's time: the receiver has no other
    signatures = [
        stripe.WebhookSignature.generate_signature_header(body, secret, stamp).partition(",")[2]
        for secret in secrets_of(world, endpoint["id"])
    ]
    headers = {"Stripe-Signature": ",".join([f"t={stamp}", *signatures]), "Content-Type": "application/json"}
    return endpoint["url"], body.encode(), headers


def settle(world: World, delivery: Json, status: int) -> bool:
    if 200 <= status < 300:
        delivery["done"] = True
        return True
    delivery["tries"] += 1
    if not delivery["done"]:
        tries = delivery["tries"]
        delivery["at"] = world.now() + PAUSES[tries - 1] if tries <= len(PAUSES) else None
    return False


def resend(world: World, event_id: str) -> None:
    """As the button of that name in Stripe's Dashboard: delivered once more, whatever happened before."""
    for delivery in world.deliveries:
        if delivery["event"] == event_id:
            delivery.update(at=world.now(), done=False, tries=0)


def secrets_of(world: World, endpoint_id: str) -> list[str]:
    """Newest first; a replaced one until its grace is over."""
    kept = world.private[endpoint_id]["secrets"]
    return [secret for secret, until in kept if until is None or until > world.now()]


def roll_secret(world: World, endpoint_id: str, new: str) -> None:
    """A second secret signs from now on; the first one stays valid for a day."""
    kept = world.private[endpoint_id]["secrets"]
    for pair in kept:
        if pair[1] is None:
            pair[1] = world.now() + GRACE
    kept.insert(0, [new, None])
