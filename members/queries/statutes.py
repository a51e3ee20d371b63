"""Which version of the statutes counts on a day."""

from datetime import date

from django.db.models import F

from members.models import Statutes
from members.models.rulebook import Rulebook


def statutes_on(day: date) -> Statutes | None:
    """The version in force on `day`: what was right in 2019 is asked of the rules of 2019."""
    return Statutes.objects.on(day).first()


def rulebook_on(day: date) -> Rulebook:
    """The rules in force on `day`; without statutes an empty rulebook, which means the law's own rules."""
    statutes = statutes_on(day)
    return statutes.rulebook if statutes else Rulebook()


def versions(today: date) -> list[tuple[Statutes, str]]:
    """Every version with its state: draft, coming, in_force, past; drafts first, then the newest."""
    rows = list(Statutes.objects.order_by(F("effective_on").desc(nulls_first=True), "-pk"))
    current = next((row.pk for row in rows if row.effective_on and row.effective_on <= today), None)
    return [(row, _state(row, today, current=row.pk == current)) for row in rows]


def _state(row: Statutes, today: date, *, current: bool) -> str:
    if row.effective_on is None:
        return "draft"
    if row.effective_on > today:
        return "coming"
    return "in_force" if current else "past"
