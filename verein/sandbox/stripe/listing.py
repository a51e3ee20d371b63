"""Lists with cursors and filters, and fields that are expanded on request."""

from collections.abc import Callable, Iterable
from typing import Any

from .errors import Json, invalid
from .world import World

PAGING = {"limit", "starting_after", "ending_before", "expand", "created"}


def page(
    world: World,
    kind: str,
    url: str,
    params: Json,
    *,
    where: Callable[[Json], bool] | None = None,
    own: Iterable[str] = (),
) -> Json:
    """One page, newest first; parameters that are fields must be equal, those in `own` are left to `where`."""
    equal = {name: value for name, value in params.items() if name not in PAGING | set(own)}
    found = [thing for thing in world.all(kind, **equal) if _created(thing, params.get("created"))]
    if where:
        found = [thing for thing in found if where(thing)]
    found.reverse()
    return cut(found, url, params)


def cut(found: list[Json], url: str, params: Json) -> Json:
    limit = params.get("limit", 10)
    if not 1 <= limit <= 100:
        raise invalid("Invalid limit: must be between 1 and 100", param="limit", code="parameter_invalid_integer")
    ids = [thing["id"] for thing in found]
    if after := params.get("starting_after"):
        found = found[_index(ids, after) + 1 :]
    elif before := params.get("ending_before"):
        found = found[: _index(ids, before)]
        return {"object": "list", "url": url, "data": found[-limit:], "has_more": len(found) > limit}
    return {"object": "list", "url": url, "data": found[:limit], "has_more": len(found) > limit}


def _index(ids: list[str], pk: str) -> int:
    if pk not in ids:
        raise invalid(f"No such object: '{pk}'", param="starting_after", code="resource_missing")
    return ids.index(pk)


def _created(thing: Json, wanted: Any) -> bool:
    if wanted is None:
        return True
    if isinstance(wanted, int):
        return bool(thing["created"] == wanted)
    at = thing["created"]
    return bool(
        at > wanted.get("gt", at - 1)
        and at >= wanted.get("gte", at)
        and at < wanted.get("lt", at + 1)
        and at <= wanted.get("lte", at)
    )


def expand(world: World, answer: Json, paths: Iterable[str]) -> None:
    """Puts objects in the place of their ids: `latest_charge.balance_transaction`, `data.customer`."""
    for path in paths:
        _expand(world, answer, path.split("."), path)


def _expand(world: World, thing: Any, path: list[str], whole: str) -> None:
    name, rest = path[0], path[1:]
    if isinstance(thing, list):
        for item in thing:
            _expand(world, item, path, whole)
        return
    if thing is None:
        return
    if name not in thing:
        raise invalid(f"This property cannot be expanded ({whole}).", param="expand[0]")
    if isinstance(thing[name], str):
        thing[name] = _resolve(world, thing[name], whole)
    if rest:
        _expand(world, thing[name], rest, whole)


def _resolve(world: World, pk: str, whole: str) -> Json:
    for things in world.kinds.values():
        if pk in things:
            return dict(things[pk])
    raise invalid(f"This property cannot be expanded ({whole}).", param="expand[0]")


def merge_metadata(thing: Json, params: Json) -> None:
    """Stripe's rule: new keys are added, an empty value removes one, an empty string all."""
    if "metadata" not in params:
        return
    new = params["metadata"]
    merged = {} if new == "" else (thing["metadata"] or {}) | new
    thing["metadata"] = {key: value for key, value in merged.items() if value != ""}
