"""Idempotency keys: the same request gets the same answer for a day, another request with the key is refused."""

from collections.abc import Callable

from .errors import ApiError, Json
from .world import DAY, World

Answer = tuple[int, Json]


def once(world: World, key: str, request: Json, work: Callable[[], Answer]) -> tuple[Answer, bool]:
    """The answer, and whether it is a replay; refusals of the parameters (400, 404) are not kept, as with Stripe."""
    kept = world.replies.get(key)
    if kept and kept["at"] > world.now() - DAY:
        if kept["request"] != request:
            raise ApiError(
                400,
                "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                f"Try using a key other than '{key}' if you meant to execute a different request.",
                type="idempotency_error",
            )
        return (kept["status"], kept["body"]), True
    status, body = work()
    if status not in {400, 401, 404, 409, 429}:
        world.replies[key] = {"at": world.now(), "request": request, "status": status, "body": body}
    return (status, body), False
