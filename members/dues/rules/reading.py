"""Dues regulations read back: every rule that is not as usual, with names instead of keys and money in euros."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from members.dues.models.regulations import FeeBook
from members.models.rulebook import Rulebook, Rules
from members.rules.differences import Difference, Said, Teller, compared, said
from members.rules.words import name_of

from .contradictions.names import Named, named_by
from .words import money, number


def read_back(book: FeeBook, rulebook: Rulebook, names: tuple[str, ...]) -> list[Said]:
    """What these sections say: place and words."""
    chosen = book.model_copy(
        update={
            name: info.get_default(call_default_factory=True)
            for name, info in FeeBook.model_fields.items()
            if name not in names
        }
    )
    return _short(list(said(chosen, _teller(book, rulebook))))


def _short(rows: list[Said]) -> list[Said]:
    """Without names that stand in the place already, and without headings of what follows."""
    told = [(place, words) for place, words in rows if len(place) == 1 or place[-1] != _("name")]
    return [
        (place, words)
        for place, words in told
        if not any(other != place and other[: len(place)] == place for other, _words in told)
    ]


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
