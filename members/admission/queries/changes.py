"""Reads: which memberships the statutes change or end by themselves, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from members.models import Membership
from members.queries.statutes import rulebook_on
from members.rules.types import change_of

AHEAD = timedelta(days=90)  # how early the office sees what is coming


@dataclass(frozen=True)
class DueChange:
    membership: Membership
    day: date  # the first day of the new type, or without membership
    type_key: str | None
    type_name: str
    choice: bool
    by_age: bool


def changes_until(today: date, until: date) -> Iterator[DueChange]:
    """Changes by the rules of today whose day is not after `until`, in running memberships without an end."""
    rulebook = rulebook_on(today)
    keys = [rule.key for rule in rulebook.types if rule.changes]
    running = Membership.objects.on(today).filter(type__key__in=keys, until_on=None)
    for membership in running.select_related("type", "member__person", "member__company").order_by("pk"):
        person = membership.member.person
        change = change_of(
            rulebook,
            type_key=membership.type.key,
            born_on=person.born_on if person else None,
            from_on=membership.from_on,
        )
        if change is not None and change.day <= until:
            rule = rulebook.type(change.type_key) if change.type_key else None
            name = rule.name if rule else ""
            yield DueChange(
                membership, change.day, change.type_key, name, change.rule.choice, change.rule.at_age is not None
            )


def due_changes(today: date) -> list[DueChange]:
    return list(changes_until(today, today))


def coming_changes(today: date) -> list[DueChange]:
    """What the office should know: the next 90 days, and what waits for a choice."""
    return sorted(changes_until(today, today + AHEAD), key=lambda change: change.day)
