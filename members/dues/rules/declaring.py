"""What a member has to declare for a year, in words, and what follows from a declaration; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from members.dues.models.regulations import Classification, Fee, FeeBook, Measured, Quantity, Several, When
from members.models.rulebook import FeeKind, Holder, MonthDay, Rulebook
from members.rules.calendar import in_year

from .conditions import round_number, weighted
from .facts import Declared, Facts
from .words import day, joined

# Who wants the data of a year by 31 December means the one before.
FROM_SEPTEMBER = 9


@dataclass(frozen=True)
class Needs:
    """The numbers and classes that the dues of a member may depend on, as far as the member states them itself."""

    quantities: tuple[Quantity, ...] = ()
    classifications: tuple[Classification, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.quantities or self.classifications)


@dataclass(frozen=True)
class Statement:
    """What is declared: numbers by the key of the quantity, one class by the key of its classification."""

    numbers: Mapping[str, Declared] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)

    def stored(self) -> dict[str, dict[str, object]]:
        """The numbers for a JSON field."""
        return {
            key: {"weights": {kind: str(count) for kind, count in each.weights.items()}}
            if each.weights
            else {"number": str(each.number)}
            for key, each in self.numbers.items()
        }

    @classmethod
    def from_stored(cls, numbers: Mapping[str, Mapping[str, Any]], classes: Mapping[str, str]) -> "Statement":
        return cls({key: _read(each) for key, each in numbers.items()}, dict(classes))


def _read(stored: Mapping[str, Any]) -> Declared:
    weights = {kind: Decimal(count) for kind, count in stored.get("weights", {}).items()}
    return Declared(Decimal(stored["number"]) if "number" in stored else None, weights)


def needs_of(book: FeeBook, rulebook: Rulebook, *, type_key: str, holder: Holder) -> Needs:
    """Everything a fee or reduction of this type may look at; whether it does may depend on what is declared."""
    rule = rulebook.type(type_key)
    if rule and rule.fee.kind == FeeKind.NONE:
        return Needs()
    numbers: set[str] = set()
    classes: set[str] = set()
    for fee in _fees(book, type_key, holder):
        _of_fee(book, fee, numbers, classes, steps=0)
    for reduction in book.reductions:
        if may_hold(reduction.when, type_key, holder):
            _of_when(book, reduction.when, numbers, classes)
    return Needs(
        tuple(one for one in book.quantities if one.key in numbers),
        tuple(one for one in book.classifications if one.key in classes and one.by_member),
    )


def _fees(book: FeeBook, type_key: str, holder: Holder) -> Iterable[Fee]:
    for fee in book.fees:
        if not may_hold(fee.when, type_key, holder):
            continue
        yield fee
        certain = fee.when.model_copy(update={"types": (), "not_types": (), "holders": ()}).is_everybody
        if book.several == Several.FIRST and certain:
            return


def may_hold(when: When, type_key: str, holder: Holder) -> bool:
    """Whether a rule may be for this type and holder, whatever else it asks for."""
    return (
        (not when.types or type_key in when.types)
        and type_key not in when.not_types
        and (not when.holders or holder in when.holders)
    )


def _of_fee(book: FeeBook, fee: Fee, numbers: set[str], classes: set[str], *, steps: int) -> None:
    _of_when(book, fee.when, numbers, classes)
    if fee.scale:
        numbers.add(fee.scale.by)
    if fee.matrix:
        numbers.add(fee.matrix.by)
        classes.add(fee.matrix.classes)
    numbers.update(unit.quantity for unit in fee.units)
    if fee.further:
        numbers.add(fee.further.quantity)
    other = book.fee(fee.share.fee) if fee.share and fee.share.fee and not fee.share.of_minimum else None
    if other and steps < len(book.fees):
        _of_fee(book, other, numbers, classes, steps=steps + 1)


def _of_when(book: FeeBook, when: When, numbers: set[str], classes: set[str]) -> None:
    if when.number:
        numbers.add(when.number.quantity)
    for group in book.classifications:
        if {one.key for one in group.classes} & set(when.classes):
            classes.add(group.key)


def with_statement(facts: Facts, book: FeeBook, statement: Statement) -> Facts:
    """The facts as they would be: what is stated takes the place of what was known."""
    stated = {one.key for name in statement.classes if (group := book.classification(name)) for one in group.classes}
    return replace(
        facts,
        numbers={**facts.numbers, **statement.numbers},
        classes=(facts.classes - stated) | frozenset(statement.classes.values()),
    )


def counted(rule: Quantity, declared: Declared) -> Decimal | None:
    """The number as bands see it: weighted and rounded; None where nothing is known."""
    if declared.weights:
        return round_number(rule, weighted(rule, declared.weights))
    return None if declared.number is None else round_number(rule, declared.number)


def fell_late(rule: Quantity, now: Declared, before: Declared | None) -> bool:
    """Whether a number declared late is lower than the one that counted until then."""
    if before is None:
        return False
    numbers = counted(rule, now), counted(rule, before)
    return None not in numbers and numbers[0] < numbers[1]  # type: ignore[operator]


def due_in(by: MonthDay | None, year: int) -> date | None:
    """The day by which the regulations want the data of `year`, if any; one from September on is of the year before."""
    return in_year(by, year - (by.month >= FROM_SEPTEMBER)) if by else None


def measured_in_words(quantity: Quantity, year: int) -> str:
    """Of which moment the number is, for the dues of `year`: "on 1 January 2027", "mean of the year 2026"."""
    of = year - quantity.years_back
    moment = ""
    match quantity.measured:
        case Measured.ON_DAY if quantity.day:
            moment = _("on %(day)s") % {"day": day(in_year(quantity.day, of))}
        case Measured.YEARLY_MEAN:
            moment = _("mean of the year %(year)d") % {"year": of}
        case Measured.TOTAL:
            moment = _("total of the year %(year)d") % {"year": of}
        case _:
            moment = _("as it is today")
    site = _("only at the local site") if quantity.local_only else ""
    return joined([quantity.unit if quantity.unit != quantity.name else "", moment, site, quantity.note])


def used_for(book: FeeBook, *, quantity: str = "", classification: str = "") -> str:
    """The fees that look at a number or a class, with their clauses: "Jahresbeitrag (§ 2)"."""
    found = []
    for fee in book.fees:
        numbers: set[str] = set()
        classes: set[str] = set()
        _of_fee(book, fee, numbers, classes, steps=len(book.fees))
        if quantity in numbers or classification in classes:
            found.append(f"{fee.name} ({fee.clause})" if fee.clause else fee.name)
    return ", ".join(dict.fromkeys(found))


def why_not_declare(*, estimated: bool, object_until: date | None, has_objected: bool, today: date) -> str | None:
    """After an estimate the data come with an objection, and only within its period."""
    if has_objected:
        return _("Your objection has been received. The treasurer decides on it and writes to you.")
    if estimated and object_until and today > object_until:
        text = _("Your data were estimated; the period for an objection ended on %(day)s. Please ask the treasurer.")
        return text % {"day": day(object_until)}
    if estimated and object_until:
        return _("Your data were estimated. Please object and state the right ones.")
    return None
