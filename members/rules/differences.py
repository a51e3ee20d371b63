"""What is different between two versions of rules, rule by rule, in words."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from members.models.rulebook import Length, MonthDay, Rulebook, Rules

from .references import kind_of
from .words import day, day_of_year, length_of, name_of

Said = tuple[tuple[str, ...], str]
# Words for a value of a field, where its usual ones do not do: names instead of keys.
Teller = Callable[[type[Rules], str, Any], str | None]


@dataclass(frozen=True)
class Difference:
    """`label` says where ("Austritt › Kündigungsfrist"), `before` and `after` what stands there."""

    label: str
    before: str
    after: str


def differences(before: Rulebook, after: Rulebook) -> list[Difference]:
    """In the order of the rulebook; parts that were added or dropped appear with all they say."""
    return compared(said(before, _names(before)), said(after, _names(after)))


def _names(rulebook: Rulebook) -> Teller:
    def tell(model: type[Rules], name: str, value: Any) -> str | None:
        named = isinstance(value, str) and not isinstance(value, Enum) and kind_of(model, name) is not None
        return name_of(rulebook, value) if named else None

    return tell


def compared(before: Iterable[Said], after: Iterable[Said]) -> list[Difference]:
    old, new = dict(before), dict(after)
    labels = [*new, *(label for label in old if label not in new)]
    return [
        Difference(" › ".join(label), old.get(label, "–"), new.get(label, "–"))
        for label in labels
        if old.get(label) != new.get(label)
    ]


def said(part: Rules, tell: Teller, path: tuple[str, ...] = ()) -> Iterator[Said]:
    """Every rule that is not as usual, with its place in words."""
    for name, info in type(part).model_fields.items():
        value = getattr(part, name)
        if name == "key" or value == info.get_default(call_default_factory=True):
            continue
        here = (*path, _(info.title or name))
        if isinstance(value, Rules):
            yield here, _("regulated")
            yield from said(value, tell, here)
        elif isinstance(value, tuple) and value and isinstance(value[0], Rules):
            for index, item in enumerate(value):
                place = (*here, str(getattr(item, "name", "") or index + 1))
                yield place, _("regulated")
                yield from said(item, tell, place)
        else:
            yield here, _words(value, type(part), name, tell)


def _words(value: Any, model: type[Rules], name: str, tell: Teller) -> str:
    if isinstance(value, tuple):
        return "; ".join(_words(item, model, name, tell) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{tell(model, name, key) or key}: {number}" for key, number in value.items())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Enum):
        return str(getattr(value, "label", value.value))
    return tell(model, name, value) or _single(value) or str(value)


def _single(value: Any) -> str:
    """Lengths and days in words; nothing for what says itself."""
    if isinstance(value, Length):
        return length_of(value)
    if isinstance(value, MonthDay):
        return day_of_year(value)
    return day(value) if isinstance(value, date) else ""
