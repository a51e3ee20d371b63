"""Which version of the statutes counts on a day."""

from datetime import date

from members.models import Statutes
from members.models.rulebook import Rulebook


def statutes_on(day: date) -> Statutes | None:
    """The version in force on `day`: what was right in 2019 is asked of the rules of 2019."""
    return Statutes.objects.on(day).first()


def rulebook_on(day: date) -> Rulebook:
    """The rules in force on `day`; without statutes an empty rulebook, which means the law's own rules."""
    statutes = statutes_on(day)
    return statutes.rulebook if statutes else Rulebook()
