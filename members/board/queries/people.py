"""People as the office types them: "Overkamp, Wiebke · 00017"."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from members.models import Person
from members.queries import members_on


@dataclass(frozen=True)
class Choice:
    """Somebody who may be chosen; the number tells two people of one name apart."""

    label: str
    person: Person


def choices_of_people() -> list[Choice]:
    """All living people, in one statement, by name."""
    return _choices(Person.objects.all())


def choices_of_members(day: date) -> list[Choice]:
    """Members on `day` whom other members may see."""
    return _choices(members_on(day).filter(listed__in=("everyone", "members")))


def _choices(people: "QuerySet[Person]") -> list[Choice]:
    rows = people.filter(died_on=None).select_related("member").order_by("sort_key", "pk")
    return [Choice(_label(person), person) for person in rows]


def _label(person: Person) -> str:
    name = ", ".join(part for part in (person.last_name, person.first_name) if part)
    number = person.member.number if hasattr(person, "member") else f"#{person.pk}"
    return f"{name} · {number}"


def find_people(choices: list[Choice], typed: str) -> list[Person]:
    """Who is meant: the label itself, a number, or a name in either order; several where it is not clear."""
    wanted = " ".join(typed.split()).casefold()
    return [choice.person for choice in choices if wanted in {each.casefold() for each in _names(choice)}]


def _names(choice: Choice) -> Iterator[str]:
    person = choice.person
    yield choice.label
    yield choice.label.rpartition("· ")[2]
    yield f"{person.first_name} {person.last_name}".strip()
    yield f"{person.last_name}, {person.first_name}"
    yield f"{person.last_name} {person.first_name}"
