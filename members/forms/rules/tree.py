"""The form of a record as a tree for the template: fields, records that may be added, lists of records."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from pydantic.fields import FieldInfo

from members.models.rulebook import Length, MonthDay, Rulebook, Rules, Unit
from members.rules.references import ALWAYS_THERE, Kind, Shape, kind_of, shape_of
from members.rules.words import name_of

from .posted import SPARE_ROWS, Posted, count, first, flat, is_money, step

SHOWN_FIRST = 6
LONG_TEXTS = {"who", "note", "rights", "effect", "structure", "data_protection", "liability", "quorum", "wording"}
Choices = list[tuple[str, str]]
# What a field names that is no type, body or office of the statutes: (model, field) -> choices or None.
OwnChoices = Callable[[type[Rules], str], Choices | None]


@dataclass
class Node:
    path: str
    label: str
    errors: list[str] = field(default_factory=list)
    kind: str = ""

    @property
    def id(self) -> str:
        return "id_" + self.path.replace("[", "_").replace("]", "").replace(".", "_")

    @property
    def faulty(self) -> bool:
        return bool(self.errors)

    def paths(self) -> Iterator[str]:
        """Where something can be said to be wrong."""
        yield self.path


@dataclass
class Field(Node):
    """One question: `kind` names the piece of the template that draws it."""

    values: list[str] = field(default_factory=list)
    choices: Choices = field(default_factory=list)
    rows: list[tuple[str, str]] = field(default_factory=list)
    least: int | None = None
    most: int | None = None
    set: bool = False

    @property
    def value(self) -> str:
        return next(iter(self.values), "")


@dataclass
class Record(Node):
    """A group of questions; `more` are those that are seldom asked and not answered."""

    fields: list[Node] = field(default_factory=list)
    more: list[Node] = field(default_factory=list)
    hidden: list[Field] = field(default_factory=list)
    removable: bool = False
    summary: str = ""
    set: bool = True

    @property
    def faulty(self) -> bool:
        return bool(self.errors) or any(node.faulty for node in [*self.fields, *self.more])

    def paths(self) -> Iterator[str]:
        yield self.path
        for node in [*self.fields, *self.more]:
            yield from node.paths()


@dataclass
class Absent(Node):
    """An optional record that is not there: a button adds it."""

    set: bool = False


@dataclass
class Listing(Node):
    items: list[Record] = field(default_factory=list)
    add_label: str = ""

    @property
    def set(self) -> bool:
        return bool(self.items)

    @property
    def faulty(self) -> bool:
        return bool(self.errors) or any(item.faulty for item in self.items)

    def paths(self) -> Iterator[str]:
        yield self.path
        for item in self.items:
            yield from item.paths()


@dataclass(frozen=True)
class Sheet:
    """What the whole tree is drawn from: the data, the names in the rulebook, what is wrong where."""

    data: Posted
    rulebook: Rulebook
    errors: Mapping[str, list[str]]
    own: "OwnChoices"


def tree_of(
    model: type[Rules],
    names: Iterable[str],
    data: Posted,
    *,
    rulebook: Rulebook,
    errors: Mapping[str, list[str]],
    own: OwnChoices = lambda _model, _name: None,
) -> list[Node]:
    """The nodes of the named fields of the rules themselves."""
    sheet = Sheet(data, rulebook, errors, own)
    return [_node(sheet, model, name, name) for name in names]


def _node(sheet: Sheet, model: type[Rules], name: str, path: str) -> Node:
    info = model.model_fields[name]
    shape, label, errors = shape_of(info), label_of(info, name), sheet.errors.get(path, [])
    if shape.is_record and shape.many:
        items = [
            _record(sheet, shape.base, f"{path}[{index}]", _numbered(label, index), removable=True)
            for index in range(count(sheet.data, path))
        ]
        return Listing(path, label, errors, kind="listing", items=items)
    if shape.is_record and shape.optional and f"{path}-on" not in sheet.data:
        return Absent(path, label, errors, kind="absent")
    if shape.is_record:
        return _record(sheet, shape.base, path, label, removable=shape.optional)
    return _field(sheet, model, name, path)


def _numbered(label: str, index: int) -> str:
    """The lists are named in the plural."""
    return _("%(list)s, no. %(number)d") % {"list": label, "number": index + 1}


def label_of(info: FieldInfo, name: str) -> str:
    text = _(info.title or name)
    return text[:1].upper() + text[1:]


def _record(sheet: Sheet, model: type[Rules], path: str, label: str, *, removable: bool) -> Record:
    found = Record(path, label, sheet.errors.get(path, []), kind="record", removable=removable)
    found.summary = first(sheet.data, f"{path}.name")
    for name in model.model_fields:
        node = _node(sheet, model, name, step(path, name))
        if isinstance(node, Field) and node.kind == "hidden":
            found.hidden.append(node)
        elif len(found.fields) < SHOWN_FIRST or node.set or node.faulty:  # type: ignore[attr-defined]
            found.fields.append(node)
        else:
            found.more.append(node)
    return found


def _field(sheet: Sheet, model: type[Rules], name: str, path: str) -> Field:
    info = model.model_fields[name]
    shape = shape_of(info)
    found = Field(path, label_of(info, name), sheet.errors.get(path, []))
    found.values = sheet.data.get(path, [])
    found.least, found.most = shape.least, shape.most
    found.kind = kind_of_field(shape, name)
    if found.kind in {"length", "votes"}:
        _fill_rows(found, shape, sheet.data)
    if found.kind == "month_day":
        found.rows = [(first(sheet.data, f"{path}-day"), first(sheet.data, f"{path}-month"))]
        found.choices = [(str(number), str(month)) for number, month in MONTHS.items()]
    if found.kind in {"select", "checkboxes", "votes"}:
        named = [*found.values, *(key for key, _n in found.rows)]
        found.choices = choices_of(sheet.rulebook, model, name, named, own=sheet.own(model, name))
    found.set = _is_set(info, shape, sheet.data, path)
    return found


def _is_set(info: FieldInfo, shape: Shape, data: Posted, path: str) -> bool:
    usual = {} if info.is_required() else flat(info.get_default(call_default_factory=True), shape, path)
    now = {
        name: [text for text in data.get(name, []) if text] for name in [path, *(f"{path}-{part}" for part in _PARTS)]
    }
    return any(texts != [text for text in usual.get(name, []) if text] for name, texts in now.items())


_PARTS = ("number", "key", "day", "month")


def _fill_rows(found: Field, shape: Shape, data: Posted) -> None:
    """Pairs of values: number and unit of a length, office and number of votes; lists have spare rows."""
    left, right = ("key", "number") if shape.mapping else ("number", "unit")
    rows = zip(data.get(f"{found.path}-{left}", ()), data.get(f"{found.path}-{right}", ()), strict=False)
    found.rows = [row for row in rows if row[0]]
    spare = SPARE_ROWS if shape.many or shape.mapping else 1 - len(found.rows)
    found.rows += [("", "" if shape.mapping else Unit.MONTHS.value)] * spare
    if not shape.mapping:
        found.choices = [(unit.value, str(unit.label)) for unit in Unit]


def kind_of_field(shape: Shape, name: str) -> str:
    """How a field is asked for."""
    if name == "key":
        return "hidden"
    kinds = {Length: "length", MonthDay: "month_day", date: "date", int: "votes" if shape.mapping else "number"}
    if shape.mapping:
        return "votes"
    if shape.base in kinds and not is_money(name):
        return kinds[shape.base]
    if shape.base is bool:
        return "select" if shape.optional else "checkbox"
    if shape.is_key or issubclass(shape.base, Enum):
        return "checkboxes" if shape.many else "select"
    return "lines" if shape.many else "text" if name not in LONG_TEXTS else "long"


def choices_of(
    rulebook: Rulebook, model: type[Rules], name: str, values: Iterable[str], own: Choices | None = None
) -> Choices:
    """The choices of a field by name; a name the rules do not know is offered as it stands, so nothing is lost."""
    shape = shape_of(model.model_fields[name])
    if shape.base is bool:
        return [("", _("not stated")), ("yes", _("yes")), ("no", _("no"))]
    empty: Choices = [("", "–")] if not shape.many and (shape.optional or shape.mapping) else []
    if shape.is_key:
        choices = _keys(rulebook, kind_of(model, name) or Kind.BODY) if own is None else own
        return empty + choices + [(key, key) for key in dict.fromkeys(values) if key and key not in dict(choices)]
    return empty + [(member.value, str(member.label)) for member in shape.base]


def _keys(rulebook: Rulebook, kind: Kind) -> Choices:
    found: dict[str, str] = {}
    if Kind.TYPE in kind:
        found |= {rule.key: rule.name for rule in rulebook.types}
    if Kind.BODY in kind:
        found |= {key: name_of(rulebook, key) for key in sorted(ALWAYS_THERE)}
        found |= {rule.key: rule.name for rule in rulebook.bodies}
    if Kind.OFFICE in kind:
        found |= {rule.key: rule.name for rule in rulebook.offices}
    return list(found.items())
