"""What is different between two versions of the dues regulations, with names instead of keys and money in euros."""

from decimal import Decimal
from typing import Any

from members.dues.models.regulations import FeeBook
from members.models.rulebook import Rulebook, Rules
from members.rules.differences import Difference, Teller, compared, said
from members.rules.words import name_of

from .contradictions.names import Named, named_by
from .words import money, number


def differences(before: FeeBook, after: FeeBook, rulebook: Rulebook) -> list[Difference]:
    return compared(said(before, _teller(before, rulebook)), said(after, _teller(after, rulebook)))


def _teller(book: FeeBook, rulebook: Rulebook) -> Teller:
    def tell(model: type[Rules], name: str, value: Any) -> str | None:
        if isinstance(value, int) and (name == "cents" or name.endswith("_cents")):
            return money(value)
        if isinstance(value, Decimal):
            return number(value)
        kind = named_by(model, name)
        if kind is None or not isinstance(value, str):
            return None
        return dict(choices(book, rulebook, kind)).get(value) or name_of(rulebook, value)

    return tell


def choices(book: FeeBook, rulebook: Rulebook, kind: Named) -> list[tuple[str, str]]:
    """Key and name of everything of this kind the regulations or the statutes know; [] for bodies."""
    found: list[tuple[str, str]] = {
        Named.QUANTITY: [(one.key, one.name) for one in book.quantities],
        Named.TRAIT: [(one.key, one.name) for one in book.traits],
        Named.CLASS: [(one.key, one.name) for group in book.classifications for one in group.classes],
        Named.CLASSIFICATION: [(one.key, one.name) for one in book.classifications],
        Named.FEE: [(one.key, one.name) for one in book.fees],
        Named.TYPE: [(one.key, one.name) for one in rulebook.types],
    }.get(kind, [])
    return found
