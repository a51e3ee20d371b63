"""What one member owes by dues regulations of a few words; every result is checked for adding up."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation

from members.dues.models.regulations import FeeBook
from members.dues.rules import Assessment, Declared, Facts, Held, Period, fees_for

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
FLAT = {"key": "full", "name": "Beitrag", "cents": 12000}
MEMBER = Facts(periods=(Held("full", date(2015, 1, 1)),))


def book_of(**rules: Any) -> FeeBook:
    return FeeBook.model_validate({"fees": FLAT, **rules})


def assessed(facts: Facts = MEMBER, period: Period = YEAR, **rules: Any) -> Assessment:
    with translation.override("en"):
        found = fees_for(book_of(**rules), facts, period)
    assert sum(part.cents for part in found.instalments) == found.total_cents
    assert sum(part.net_cents + part.tax_cents for part in found.taxes) == found.total_cents
    assert all(line.label and line.detail for line in found.lines)
    return found


def numbers_of(**numbers: str) -> dict[str, Declared]:
    return {key: Declared(Decimal(number)) for key, number in numbers.items()}


def member_since(day: date, until: date | None = None, **facts: Any) -> Facts:
    return Facts(periods=(Held("full", day, until),), **facts)
