"""What the rules mean today, read back in sentences, section by section of the rulebook."""

from collections.abc import Callable
from datetime import date

from members.models.rulebook import Rulebook

from .bodies import on_bodies, on_meeting, on_representation
from .book import on_fiscal_year, on_rest
from .joining import on_admission
from .leaving import on_leaving
from .types import on_types

_SECTIONS: dict[str, Callable[[Rulebook, date], list[str]]] = {
    "fiscal_year": on_fiscal_year,
    "types": on_types,
    "admission": on_admission,
    "leaving": on_leaving,
    "offices": on_bodies,
    "board": on_representation,
    "general_meeting": on_meeting,
    "duties": on_rest,
}


def sentences_on(rulebook: Rulebook, section: str, *, today: date) -> list[str]:
    """What the section (a field of the rulebook) means, as if today were `today`."""
    return _SECTIONS[section](rulebook, today) if section in _SECTIONS else []
