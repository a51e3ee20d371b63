"""Compares what the double emits with the library's classes: unknown fields and other types are faults."""

import typing
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ForwardRef

import stripe
from stripe._stripe_object import UntypedStripeObject

from . import schema
from .errors import Json

PLAIN: dict[Any, tuple[type, ...]] = {str: (str,), int: (int,), bool: (bool,), float: (float, int), Decimal: (str,)}


def problems(value: Json) -> list[str]:
    """Sentences like `charge.livemod: unknown field`; none if the object is as the library describes it."""
    cls = schema.object_class(value.get("object", ""))
    if cls is None:
        return [f"{value.get('object')!r} is no object of Stripe"]
    if cls is stripe.ListObject:
        return [problem for item in value["data"] for problem in problems(item)]
    inside = problems(value["data"]["object"]) if cls is stripe.Event else []  # a snapshot of any kind
    return [*_fields(value, cls, value["object"]), *inside]


def _fields(value: Json, cls: Any, path: str) -> Iterator[str]:
    known = {name: hint for name, hint in getattr(cls, "__annotations__", {}).items() if not name.isupper()}
    for name in value.keys() - known.keys():
        yield f"{path}.{name}: unknown field"
    for name, hint in known.items():
        if name in value:
            yield from _value(value[name], hint, f"{path}.{name}")
        elif type(None) not in typing.get_args(hint):
            yield f"{path}.{name}: missing"


def _value(value: Any, hint: Any, path: str) -> Iterator[str]:
    choices = list(typing.get_args(hint)) if typing.get_origin(hint) is typing.Union else [hint]
    if value is None:
        if type(None) not in choices:
            yield f"{path}: must not be null"
        return
    literals = [word for choice in choices if typing.get_origin(choice) is typing.Literal for word in choice.__args__]
    if literals:
        if value not in literals:
            yield f"{path}: {value!r} is none of the values Stripe knows"
        return
    yield from _structure(value, choices, path)


def _structure(value: Any, choices: list[Any], path: str) -> Iterator[str]:
    """No words to choose from: a plain value, a list, a mapping or an object."""
    if isinstance(value, dict):
        yield from _object(value, choices, path)
    elif isinstance(value, list):
        lists = [choice for choice in choices if typing.get_origin(choice) is list]
        if not lists:
            yield f"{path}: a list where the library has none"
        for index, item in enumerate(value):
            yield from _value(item, typing.get_args(lists[0])[0], f"{path}[{index}]") if lists else ()
    elif not any(_is_plain(value, choice) for choice in choices):
        yield f"{path}: {value!r} has another type than {choices}"


def _is_plain(value: Any, choice: Any) -> bool:
    if choice is Any:
        return True
    return isinstance(value, PLAIN.get(choice, ())) and (choice is bool or not isinstance(value, bool))


def _object(value: Json, choices: list[Any], path: str) -> Iterator[str]:
    if isinstance(value.get("object"), str) and schema.object_class(value["object"]):
        if not any(isinstance(choice, ForwardRef) or _is_object_class(choice) for choice in choices):
            yield f"{path}: an object where the library has {choices}"
        yield from problems(value)
        return
    for choice in choices:
        origin = typing.get_origin(choice) or choice
        if origin in {dict, UntypedStripeObject}:
            item = typing.get_args(choice)[-1]
            for name, each in value.items():
                yield from _value(each, item, f"{path}.{name}")
            return
        if _is_object_class(origin):
            yield from _fields(value, origin, path)
            return
    yield f"{path}: an object where the library has {choices}"


def _is_object_class(choice: Any) -> bool:
    origin = typing.get_origin(choice) or choice
    return isinstance(origin, type) and issubclass(origin, stripe.StripeObject)
