"""What the double knows: its objects, its movable clock, what is due later, and who handles which call."""

import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

from .errors import Json, missing

DAY = 24 * 3600


class World:
    """The state of one invented Stripe account; plain JSON, so that it can be kept in a file."""

    def __init__(self, *, start: int | None = None, base_url: str = "http://127.0.0.1:8450") -> None:
        self.start = start  # seconds since 1970 where the clock stands still; None follows the machine's
        self.base_url = base_url
        self.account_id = "acct_" + secrets.token_hex(8)
        self.failure_fee = 0  # cents that are taken for a debit that fails; what Stripe takes depends on the contract
        self.moved = 0  # seconds the clock was moved on
        self.serial = 0
        self.kinds: dict[str, dict[str, Json]] = {}  # object name -> id -> object, in the order of creation
        self.private: dict[str, Json] = {}  # id -> what Stripe knows and does not tell: card numbers, secrets
        self.timers: list[list[Any]] = []  # [at, name of the action, id]
        self.deliveries: list[Json] = []
        self.replies: dict[str, Json] = {}  # idempotency key -> request and answer
        self.request: Json = {"id": None, "idempotency_key": None}  # the call in hand, as events name it

    def now(self) -> int:
        return (int(time.time()) if self.start is None else self.start) + self.moved

    def new_id(self, prefix: str) -> str:
        self.serial += 1
        return f"{prefix}_{self.serial:06d}{secrets.token_hex(8)}"

    def add(self, thing: Json, **private: Any) -> Json:
        self.kinds.setdefault(thing["object"], {})[thing["id"]] = thing
        if private:
            self.private[thing["id"]] = private
        return thing

    def get(self, kind: str, pk: str, param: str = "id") -> Json:
        """Raises ApiError 404 for an unknown id."""
        try:
            return self.kinds[kind][pk]
        except KeyError:
            raise missing(kind.rpartition(".")[2], pk, param) from None

    def all(self, kind: str, **equal: Any) -> Iterator[Json]:
        """Objects of a kind whose fields have these values, oldest first."""
        for thing in list(self.kinds.get(kind, {}).values()):
            if all(thing.get(field) == value for field, value in equal.items()):
                yield thing

    def later(self, at: int, action: str, pk: str) -> None:
        """Runs a function marked `@when_due` with this id once the clock has reached `at`."""
        self.timers.append([at, action, pk])

    def dump(self) -> Json:
        return {name: value for name, value in vars(self).items() if name not in {"start", "base_url"}}

    def load(self, dumped: Json) -> None:
        vars(self).update(dumped)


Handler = Callable[..., Json]
HANDLERS: dict[tuple[str, str], Handler] = {}
DUE: dict[str, Callable[[World, str], None]] = {}


def handles(method: str, template: str) -> Callable[[Handler], Handler]:
    """Marks the function that does a call: it gets the world, the checked parameters and the ids of the path."""

    def register(handler: Handler) -> Handler:
        HANDLERS[method, template] = handler
        return handler

    return register


def when_due(function: Callable[[World, str], None]) -> Callable[[World, str], None]:
    """Marks a function that `World.later` may name."""
    DUE[function.__name__] = function
    return function


def run_due(world: World, until: int | None = None) -> None:
    """Does what is due, each at its own time; with `until` (seconds since 1970) the clock is moved there."""
    now, moved = world.now(), world.moved
    goal = now if until is None else until
    while due := [timer for timer in world.timers if timer[0] <= goal]:
        timer = min(due, key=lambda timer: timer[0])
        world.timers.remove(timer)
        at, action, pk = timer
        world.moved += at - world.now()
        DUE[action](world, pk)
    world.moved = moved + goal - now
