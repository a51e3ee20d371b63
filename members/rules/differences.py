"""What is different between two rulebooks, rule by rule, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from members.models.rulebook import Length, MonthDay, Rulebook, Rules

from .references import kind_of
from .words import day, day_of_year, length_of, name_of


@dataclass(frozen=True)
class Difference:
    """`label` says where ("Austritt › Kündigungsfrist"), `before` and `after` what stands there."""

    label: str
    before: str
    after: str


def differences(before: Rulebook, after: Rulebook) -> list[Difference]:
    """In the order of the rulebook; parts that were added or dropped appear with all they say."""
    old, new = dict(_said(before, before, ())), dict(_said(after, after, ()))
    labels = [*new, *(label for label in old if label not in new)]
    return [
        Difference(" › ".join(label), old.get(label, "–"), new.get(label, "–"))
        for label in labels
        if old.get(label) != new.get(label)
    ]


def _said(rulebook: Rulebook, part: Rules, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every rule that is not as usual, with its place in words."""
    for name, info in type(part).model_fields.items():
        value = getattr(part, name)
        if name == "key" or value == info.get_default(call_default_factory=True):
            continue
        here = (*path, _(info.title or name))
        if isinstance(value, Rules):
            yield here, _("regulated")
            yield from _said(rulebook, value, here)
        elif isinstance(value, tuple) and value and isinstance(value[0], Rules):
            for index, item in enumerate(value):
                place = (*here, str(getattr(item, "name", "") or index + 1))
                yield place, _("regulated")
                yield from _said(rulebook, item, place)
        else:
            keys = kind_of(type(part), name) is not None
            yield here, _words(rulebook, value, keys=keys)


def _words(rulebook: Rulebook, value: Any, *, keys: bool) -> str:
    if isinstance(value, tuple):
        return "; ".join(_words(rulebook, item, keys=keys) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{name_of(rulebook, key)}: {number}" for key, number in value.items())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Enum):
        return str(getattr(value, "label", value.value))
    return _single(value) or (name_of(rulebook, str(value)) if keys else str(value))


def _single(value: Any) -> str:
    """Lengths and days in words; nothing for what says itself."""
    if isinstance(value, Length):
        return length_of(value)
    if isinstance(value, MonthDay):
        return day_of_year(value)
    return day(value) if isinstance(value, date) else ""
