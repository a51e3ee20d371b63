"""Contradictions and gaps of a rulebook, named when it is saved."""

from collections.abc import Iterator

from members.models.rulebook import Rulebook

from .bodies import of_bodies
from .book import of_book
from .found import Level, Problem, error, warning
from .joining import of_admission
from .leaving import of_leaving
from .types import of_types

__all__ = ["Level", "Problem", "error", "problems_of", "warning"]


def problems_of(rulebook: Rulebook) -> list[Problem]:
    """All of them, errors first, each once."""
    found = dict.fromkeys(_all(rulebook))
    return sorted(found, key=lambda problem: problem.level != Level.ERROR)


def _all(rulebook: Rulebook) -> Iterator[Problem]:
    yield from of_book(rulebook)
    yield from of_types(rulebook)
    yield from of_admission(rulebook)
    yield from of_leaving(rulebook)
    yield from of_bodies(rulebook)
