"""Reads: who is taking a time out."""

from collections.abc import Iterable
from datetime import date

from members.models import Person, TimeOut


def away_on(day: date, person_ids: Iterable[int | None]) -> set[int]:
    """Those of the people who take a time out on `day`; one statement."""
    found = TimeOut.objects.on(day).filter(person_id__in=[pk for pk in person_ids if pk])
    return set(found.values_list("person_id", flat=True))


def away_until(person: Person, day: date) -> date | None:
    """The last day of the time out the person takes on `day`."""
    row = TimeOut.objects.on(day).filter(person=person).exclude(until_on=None).first()
    return row.last_day if row else None
