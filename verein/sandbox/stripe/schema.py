"""Stripe's routes, parameters and objects, read from the stripe library's generated code; upgraded with it."""

import ast
import re
import sys
import typing
from functools import cache
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import stripe
from stripe._object_classes import OBJECT_CLASSES, get_object_class
from stripe._request_options import RequestOptions

LIBRARY = Path(stripe.__file__).parent


class Route(NamedTuple):
    method: str  # "GET", "POST", "DELETE"
    template: str  # "/v1/refunds/{refund}"
    params: tuple[str, str] | None  # module and class of the TypedDict that describes the parameters
    returns: str  # "Refund", "ListObject[Refund]"


@cache
def routes() -> dict[tuple[str, str], Route]:
    """Every v1 call the library can make, by method and template."""
    found = {}
    for file in sorted(LIBRARY.rglob("*_service.py")):
        if "v2" not in file.relative_to(LIBRARY).parts:
            for route in _routes_of(ast.parse(file.read_text())):
                found[route.method, route.template] = route
    return found


def _routes_of(module: ast.Module) -> list[Route]:
    imports = {
        alias.name: node.module
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    found = []
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef):
            calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
            found += [_route(function, call, imports) for call in calls if ast.unparse(call.func) == "self._request"]
    return found


def _route(function: ast.FunctionDef, call: ast.Call, imports: dict[str, str]) -> Route:
    method, path = call.args
    assert isinstance(method, ast.Constant)
    if isinstance(path, ast.Call):  # "/v1/refunds/{refund}".format(refund=…)
        assert isinstance(path.func, ast.Attribute)
        path = path.func.value
    assert isinstance(path, ast.Constant)
    annotation = next((arg.annotation for arg in function.args.args if arg.arg == "params"), None)
    name = re.search(r"\w+Params", ast.unparse(annotation)) if annotation else None
    params = (imports[name[0]], name[0]) if name else None
    returns = ast.unparse(function.returns).strip("'\"") if function.returns else ""
    return Route(str(method.value).upper(), str(path.value), params, returns)


@cache
def _patterns() -> dict[tuple[str, int], list[tuple[re.Pattern[str], Route]]]:
    """By method and length of the path."""
    found: dict[tuple[str, int], list[tuple[re.Pattern[str], Route]]] = {}
    # Fixed words before placeholders: /v1/customers/search is no customer.
    for route in sorted(routes().values(), key=lambda route: route.template.count("{")):
        pattern = re.compile(re.sub(r"\{\w+\}", "([^/]+)", route.template))
        found.setdefault((route.method, route.template.count("/")), []).append((pattern, route))
    return found


def find(method: str, path: str) -> tuple[Route, list[str]] | None:
    """The route of a call and the ids in its path; None if Stripe has none."""
    for pattern, route in _patterns().get((method, path.count("/")), []):
        if match := pattern.fullmatch(path):
            return route, list(match.groups())
    return None


@cache
def hints(params: type) -> dict[str, Any]:
    """Names and types of a call's parameters, without the options of the library."""
    own = {name: hint for name, hint in params.__annotations__.items() if name not in RequestOptions.__annotations__}
    scope = vars(sys.modules[params.__module__])
    return typing.get_type_hints(SimpleNamespace(__annotations__=own), scope, include_extras=True)


@cache
def params_class(route: Route) -> type | None:
    if route.params is None:
        return None
    module, name = route.params
    return typing.cast("type", getattr(import_module(module), name))


@cache
def object_class(name: str) -> type | None:
    """The library's class of an object by its `object` field."""
    return get_object_class("V1", name) if name in OBJECT_CLASSES else None


# Fields that Stripe leaves out unless they are asked for by `expand`, or that only other kinds of the object have.
LEFT_OUT = {
    "deleted", "refunds", "sources", "subscriptions", "tax_ids", "line_items", "cash_balance", "tax", "test_clock",
    "secret", "external_accounts",
}  # fmt: skip


def blank(name: str, /, **values: Any) -> dict[str, Any]:
    """A new object of this kind: every field that may be empty is, `values` are filled in."""
    cls = object_class(name)
    assert cls is not None, name
    empty: dict[str, Any] = {"object": name}
    for field, hint in cls.__annotations__.items():
        if field.isupper() or field in LEFT_OUT or field in values or field == "object":
            continue
        kind: Any = typing.get_origin(hint)
        if type(None) in typing.get_args(hint):
            empty[field] = None
        elif kind is list:
            empty[field] = []
        elif field == "livemode":
            empty[field] = False
        elif field == "metadata":
            empty[field] = {}
    return empty | values
