"""What the fields of a rulebook are made of, which of them name a body, an office or a type, and what those are."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Flag, auto
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from members.models.rulebook import Rulebook, Rules, TypeRule


class Kind(Flag):
    TYPE = auto()
    BODY = auto()
    OFFICE = auto()


ORGAN = Kind.BODY | Kind.OFFICE

# Fields that name types or offices only; every other field made of keys names bodies or offices.
_TYPES = {"eligible_types", "types", "only_after", "then", "of_type", ("Link", "to")}
_OFFICES = {"votes", "not_with", "eligible_for"}
_BODIES = {("Office", "body")}
# What every association has, whether its statutes list it or not (§§ 26, 32 BGB).
ALWAYS_THERE = frozenset({"board", "general_meeting", "members"})
# How a field made of keys is told from one made of words.
_KEY_PATTERN = next(mark.pattern for mark in TypeRule.model_fields["key"].metadata if hasattr(mark, "pattern"))


@dataclass(frozen=True)
class Shape:
    """A field taken apart: tuples are `many`, `| None` is `optional`, `dict[Key, int]` is `mapping`."""

    base: Any
    is_key: bool
    many: bool
    optional: bool
    mapping: bool
    least: int | None
    most: int | None

    @property
    def is_record(self) -> bool:
        return isinstance(self.base, type) and issubclass(self.base, Rules)


def shape_of(field: FieldInfo) -> Shape:
    base: Any = field.annotation
    marks = list(field.metadata)
    seen = set()
    while origin := get_origin(base):
        seen.add(origin)
        first, *more = get_args(base)
        marks += more if origin is Annotated else []
        base = first
    bounds = {name: getattr(mark, name) for mark in marks for name in ("ge", "le") if hasattr(mark, name)}
    return Shape(
        base=base,
        is_key=any(getattr(mark, "pattern", None) == _KEY_PATTERN for mark in marks),
        many=tuple in seen,
        optional=bool(seen & {Union, UnionType}),
        mapping=dict in seen,
        least=bounds.get("ge"),
        most=bounds.get("le"),
    )


def kind_of(model: type[Rules], name: str) -> Kind | None:
    """What the keys in the field name; None: it holds no keys, or the record's own."""
    if name == "key" or not shape_of(model.model_fields[name]).is_key:
        return None
    marks = {name, (model.__name__, name)}
    if marks & _TYPES:
        return Kind.TYPE
    if marks & _OFFICES:
        return Kind.OFFICE
    return Kind.BODY if marks & _BODIES else ORGAN


def records(part: Rules, path: str = "") -> Iterator[tuple[str, Rules]]:
    """Every record of a rulebook with its path (`leaving.exit`), outermost first."""
    yield path, part
    for name in type(part).model_fields:
        value = getattr(part, name)
        here = f"{path}.{name}" if path else name
        if isinstance(value, Rules):
            yield from records(value, here)
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Rules):
                    yield from records(item, f"{here}[{index}]")


def keys_in(part: Rules) -> Iterator[tuple[str, str, Kind]]:
    """Field, key and kind of everything this record itself names."""
    for name in type(part).model_fields:
        if kind := kind_of(type(part), name):
            value = getattr(part, name)
            for key in [value] if isinstance(value, str) else value or ():
                yield name, key, kind


def known_keys(rulebook: Rulebook, kind: Kind) -> set[str]:
    """The keys a field of this kind may name."""
    found: set[str] = set()
    if Kind.TYPE in kind:
        found |= {rule.key for rule in rulebook.types}
    if Kind.BODY in kind:
        found |= {rule.key for rule in rulebook.bodies} | ALWAYS_THERE
    if Kind.OFFICE in kind:
        found |= {rule.key for rule in rulebook.offices}
    return found
