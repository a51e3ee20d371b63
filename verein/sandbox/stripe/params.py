"""The parameters of a call: decoded from the form, checked against the library's types, strictly as Stripe does."""

import types
import typing
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qsl

from . import schema
from .errors import ApiError, Json, invalid

GONE = "payment_method_types"  # no longer writable since 2026-09-30.endive


def decode(form: str) -> Json:
    """`a[b][0]=x` → {"a": {"b": {"0": "x"}}}; lists become lists when they are checked."""
    decoded: Json = {}
    for key, value in parse_qsl(form, keep_blank_values=True):
        head, *rest = key.replace("]", "").split("[")
        target, name = decoded, head
        for part in rest:
            target = target.setdefault(name, {})
            name = part or str(len(target))
        target[name] = value
    return decoded


def check(route: schema.Route, raw: Json) -> Json:
    """Typed parameters; raises ApiError 400 for whatever Stripe does not know."""
    if GONE in raw and route.method == "POST":
        raise invalid(
            f"The parameter {GONE} is no longer supported. Use allowed_payment_method_types.",
            param=GONE,
            code="payment_method_types_no_longer_supported",
        )
    cls = schema.params_class(route)
    if cls is None:
        for name in raw:
            raise _unknown(name)
        return {}
    return _mapping(raw, cls, "")


def _unknown(name: str) -> ApiError:
    return invalid(f"Received unknown parameter: {name}", param=name, code="parameter_unknown")


def _mapping(raw: Json, cls: type, prefix: str) -> Json:
    known = schema.hints(cls)
    checked = {}
    for name, value in raw.items():
        full = f"{prefix}[{name}]" if prefix else name
        if name not in known:
            raise _unknown(full)
        checked[name] = _value(value, known[name], full)
    for name in sorted(typing.cast("Any", cls).__required_keys__):
        if name in known and name not in raw:
            full = f"{prefix}[{name}]" if prefix else name
            raise invalid(f"Missing required param: {full}.", param=full, code="parameter_missing")
    return checked


def _value(value: Any, hint: Any, name: str) -> Any:
    choices = list(_choices(hint))
    literals = [literal for choice in choices for literal in typing.get_args(choice) if _is_literal(choice)]
    if value == "" and "" in literals:
        return ""
    if isinstance(value, dict):
        return _compound(value, choices, name)
    words = [word for word in literals if word != ""]
    if words and not {int, bool} & set(choices):
        if value in words:
            return value
        raise invalid(f"Invalid {name}: must be one of {', '.join(map(str, words))}", param=name)
    return _plain(value, choices, name)


def _choices(hint: Any) -> typing.Iterator[Any]:
    origin = typing.get_origin(hint)
    if origin in {typing.Union, types.UnionType, typing.NotRequired, typing.Required}:
        for choice in typing.get_args(hint):
            yield from _choices(choice)
    else:
        yield hint


def _is_literal(hint: Any) -> bool:
    return typing.get_origin(hint) is typing.Literal


def _is_typed_dict(hint: Any) -> bool:
    """Also those of typing_extensions, which `typing.is_typeddict` does not know on Python 3.11."""
    return hasattr(hint, "__required_keys__")


def _compound(value: Json, choices: list[Any], name: str) -> Any:
    for choice in choices:
        if typing.get_origin(choice) is list:
            (item,) = typing.get_args(choice)
            return [_value(each, item, f"{name}[{index}]") for index, each in value.items()]
        if _is_typed_dict(choice):
            return _mapping(value, choice, name)
        if typing.get_origin(choice) is dict:
            _, item = typing.get_args(choice)
            return {key: _value(each, item, f"{name}[{key}]") for key, each in value.items()}
    raise invalid(f"Invalid string: {value}", param=name)


def _plain(value: str, choices: list[Any], name: str) -> Any:
    if int in choices:
        try:
            return int(value)
        except ValueError:
            if str not in choices:
                raise invalid(f"Invalid integer: {value}", param=name, code="parameter_invalid_integer") from None
    if bool in choices and (value in {"true", "false"} or str not in choices):
        return _boolean(value, name)
    if Decimal in choices:
        try:
            return str(Decimal(value))
        except InvalidOperation:
            raise invalid(f"Invalid decimal: {value}", param=name) from None
    if str in choices:
        return value
    raise invalid("Invalid object" if any(map(_is_typed_dict, choices)) else "Invalid array", param=name)


def _boolean(value: str, name: str) -> bool:
    if value not in {"true", "false"}:
        raise invalid(f"Invalid boolean: {value}", param=name)
    return value == "true"
