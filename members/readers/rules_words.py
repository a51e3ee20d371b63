"""What pydantic found wrong with rules, as a path and a sentence in the reader's language."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError


def in_words(error: ValidationError, root: str = "") -> Iterator[tuple[str, str]]:
    """Path and sentence of every error: `statutes[0].rules.leaving.exit.notice` and what is expected there."""
    for found in error.errors(include_url=False):
        yield path_of(found["loc"], root), sentence_of(found["type"], found.get("ctx", {}), found["input"])


def path_of(loc: tuple[int | str, ...], root: str = "") -> str:
    path = root
    for step in loc:
        if isinstance(step, int):
            path += f"[{step}]"
        elif step != "[key]":
            path += f".{step}" if path else step
    return path


def sentence_of(kind: str, context: dict[str, Any], given: Any) -> str:
    """A sentence for pydantic's error type; what somebody typed is repeated where that helps."""
    simple = {
        "missing": _("This is missing."),
        "extra_forbidden": _("This is not known here. Is it misspelt or in the wrong place?"),
        "int_type": _("Write a whole number here."),
        "int_parsing": _("Write a whole number here."),
        "int_from_float": _("Write a whole number here."),
        "bool_type": _("Write true or false here."),
        "bool_parsing": _("Write true or false here."),
        "string_type": _("Write text here."),
        "dict_type": _("Write named values here (name: value)."),
        "model_type": _("Write named values here (name: value)."),
        "model_attributes_type": _("Write named values here (name: value)."),
        "tuple_type": _("Write a list here."),
        "list_type": _("Write a list here."),
        "string_pattern_mismatch": _("A key begins with a small letter and has small letters, digits and underscores."),
    }
    if kind in simple:
        return simple[kind]
    if kind.startswith("date"):
        return _("“%(given)s” is no date. Write it like 2021-11-08.") % {"given": given}
    if kind == "value_error":
        return _(str(context.get("error", "")))
    return _bounds(kind, context, given)


def _bounds(kind: str, context: dict[str, Any], given: Any) -> str:
    if kind == "enum":
        expected = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        return _("“%(given)s” is not possible here. Possible are: %(expected)s.") % {
            "given": given,
            "expected": expected,
        }
    if kind == "greater_than_equal":
        return _("At least %(limit)s.") % {"limit": context["ge"]}
    if kind == "less_than_equal":
        return _("At most %(limit)s.") % {"limit": context["le"]}
    if kind == "string_too_long":
        return _("At most %(limit)s characters.") % {"limit": context["max_length"]}
    return _("“%(given)s” does not fit here.") % {"given": given}
