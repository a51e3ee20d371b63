"""Reads: what the treasurer sees of the data one member's dues depend on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from members.dues.models import Circumstance, DeclaredNumber, FeeBook, Objection, Wish, YearlyDeclaration
from members.dues.rules.circumstances import in_words, kinds_of, name_of
from members.dues.rules.declaring import Statement
from members.dues.rules.words import number
from members.models import Member

from .regulations import fee_book_on

Kind = Circumstance.Kind


@dataclass(frozen=True)
class CircumstanceRow:
    """`state` is "now", "later", "over" or "withdrawn"."""

    circumstance: Circumstance
    words: str
    when: str
    state: str


@dataclass(frozen=True)
class NumberRow:
    row: DeclaredNumber
    name: str
    words: str


@dataclass(frozen=True)
class FactsSheet:
    """Everything entered for a member, the latest first; kinds that can be entered, with their words."""

    circumstances: Sequence[CircumstanceRow]
    numbers: Sequence[NumberRow]
    declarations: Sequence[YearlyDeclaration]
    objections: Sequence[Objection]
    wishes: Sequence[Wish]
    kinds: Sequence[tuple[str, str]]


def facts_sheet(member: Member, today: date) -> FactsSheet:
    """A fixed number of queries."""
    book = fee_book_on(today)
    rows = Circumstance.objects.filter(member=member).order_by("-from_on", "-pk")
    numbers = DeclaredNumber.objects.filter(member=member).order_by("-year", "key", "-pk")
    objections = Objection.objects.filter(declaration__member=member).select_related("declaration").order_by("-pk")
    return FactsSheet(
        [CircumstanceRow(row, name_of(book, row), in_words(row), _state(row, today)) for row in rows],
        [NumberRow(row, _name(book, row), number_words(book, row)) for row in numbers],
        list(YearlyDeclaration.objects.filter(member=member).order_by("-year")),
        list(objections),
        list(Wish.objects.filter(member=member).order_by("-pk")),
        [(kind, str(Kind(kind).label)) for kind in kinds_of(book)] if book else [],
    )


def _state(row: Circumstance, today: date) -> str:
    if row.withdrawn_at:
        return "withdrawn"
    if row.from_on > today:
        return "later"
    return "now" if row.until_on is None or row.until_on > today else "over"


def _name(book: FeeBook | None, row: DeclaredNumber) -> str:
    rule = book.quantity(row.key) if book else None
    return rule.name if rule else row.key


def number_words(book: FeeBook | None, row: DeclaredNumber) -> str:
    """ "12 Personen", "2 Vollzeit, 3 Teilzeit"."""
    rule = book.quantity(row.key) if book else None
    if row.weights:
        names = {weight.key: weight.name for weight in rule.weights} if rule else {}
        return ", ".join(f"{number(count)} {names.get(kind, kind)}" for kind, count in row.weights.items())
    told = "–" if row.number is None else number(row.number)
    return f"{told} {rule.unit}" if rule and rule.unit else told


def statement_words(book: FeeBook, statement: Statement) -> list[tuple[str, str]]:
    """Name and value of everything that is stated."""
    found = [
        (_name(book, row), number_words(book, row))
        for key, each in statement.numbers.items()
        for row in [DeclaredNumber(key=key, number=each.number, weights=dict(each.weights))]
    ]
    for key, chosen in statement.classes.items():
        group = book.classification(key)
        names = {one.key: one.name for one in group.classes} if group else {}
        found.append((group.name if group else key, names.get(chosen, chosen)))
    return found
