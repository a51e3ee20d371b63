"""Contradictions and gaps of dues regulations, named when they are saved."""

from collections.abc import Iterator

from members.dues.models.regulations import FeeBook
from members.models.rulebook import Rulebook
from members.rules.contradictions import Level, Problem

from .fees import of_fees
from .lower import of_admission, of_levies, of_reductions
from .names import of_names
from .payment import of_payment
from .scales import of_scales

__all__ = ["problems_of"]


def problems_of(book: FeeBook, rulebook: Rulebook | None) -> list[Problem]:
    """All of them, errors first, each once. Without the statutes nothing is said of types and bodies."""
    found = dict.fromkeys(_all(book, rulebook))
    return sorted(found, key=lambda problem: problem.level != Level.ERROR)


def _all(book: FeeBook, rulebook: Rulebook | None) -> Iterator[Problem]:
    yield from of_names(book, rulebook)
    yield from of_scales(book)
    yield from of_fees(book, rulebook)
    yield from of_reductions(book)
    yield from of_admission(book)
    yield from of_levies(book)
    yield from of_payment(book)
