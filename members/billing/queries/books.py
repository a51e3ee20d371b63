"""Reads: the fiscal years that are over, and which of them are closed."""

from dataclasses import dataclass
from datetime import date, timedelta

from members.billing.models import ClosedYear
from members.queries import rulebook_on
from members.rules import fiscal_year


@dataclass(frozen=True)
class PastYear:
    """Both days belong to it."""

    first_on: date
    last_on: date
    is_closed: bool


def past_years(today: date, *, count: int) -> list[PastYear]:
    """The last `count` fiscal years that are over, the newest first."""
    closed = ClosedYear.objects.order_by("-until_on").values_list("until_on", flat=True).first()
    years: list[PastYear] = []
    day, _last = fiscal_year(rulebook_on(today), today)
    while len(years) < count:
        day -= timedelta(days=1)
        first, last = fiscal_year(rulebook_on(day), day)
        years.append(PastYear(first, last, closed is not None and last < closed))
        day = first
    return years
