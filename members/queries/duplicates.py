"""People and companies that are probably one, and what a merger of two would keep."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from members.models import Company, Person
from verein.search import sort_key

# What of a record people fill in; of two values the kept record's wins unless the other is chosen.
PERSON_FIELDS = (
    "salutation", "title", "first_name", "last_name", "email", "phone", "mobile", "street", "postcode", "city",
    "born_on", "company", "position", "trade", "pitch", "about", "website", "interests",
)  # fmt: skip
COMPANY_FIELDS = ("name", "trade", "street", "postcode", "city", "country", "phone", "email", "website", "about")


@dataclass(frozen=True)
class Pair:
    """Two records and why they look like one: "email", "place" or "company"."""

    first: Person | Company
    second: Person | Company
    why: str


@dataclass(frozen=True)
class Choice:
    """A field in which two records differ."""

    name: str
    label: str
    kept: Any
    other: Any


def likely_people() -> list[Pair]:
    """The same folded name with the same address to write to, town or company; one statement."""
    named: dict[str, list[Person]] = defaultdict(list)
    for person in Person.objects.select_related("company").order_by("pk"):
        named[person.sort_key].append(person)
    pairs = []
    for people in named.values():
        for one, two in _pairs(people):
            if one.email and one.email.lower() == two.email.lower():
                pairs.append(Pair(one, two, "email"))
            elif one.city and sort_key(one.city) == sort_key(two.city):
                pairs.append(Pair(one, two, "place"))
            elif one.company_id and one.company_id == two.company_id:
                pairs.append(Pair(one, two, "company"))
    return pairs


def likely_companies() -> list[Pair]:
    """The same folded name in the same town, or in one of them none; one statement."""
    named: dict[str, list[Company]] = defaultdict(list)
    for company in Company.objects.order_by("pk"):
        named[company.sort_key].append(company)
    return [
        Pair(one, two, "place")
        for companies in named.values()
        for one, two in _pairs(companies)
        if sort_key(one.city) == sort_key(two.city) or not one.city or not two.city
    ]


def _pairs(rows: list[Any]) -> Iterable[tuple[Any, Any]]:
    return ((one, two) for index, one in enumerate(rows) for two in rows[index + 1 :])


def choices_of(kept: Person | Company, other: Person | Company) -> list[Choice]:
    """The fields in which both say something different; where only one says something, that is kept anyway."""
    names = PERSON_FIELDS if isinstance(kept, Person) else COMPANY_FIELDS
    found = []
    for name in names:
        mine, theirs = getattr(kept, name), getattr(other, name)
        if mine and theirs and mine != theirs:
            label = str(getattr(kept._meta.get_field(name), "verbose_name", name))
            found.append(Choice(name, label, mine, theirs))
    return found


def relations_to(record: models.Model) -> list[Any]:
    """Every foreign key in any app that points at records of this kind, also those without a way back."""
    fields = record._meta.get_fields(include_hidden=True)
    return [
        each for each in fields if each.auto_created and not each.concrete and (each.one_to_many or each.one_to_one)
    ]


def moves(other: Person | Company) -> list[tuple[str, int]]:
    """What would go over from `other`: the name of each kind of record, and how many."""
    found = []
    for relation in relations_to(other):
        rows = relation.related_model._base_manager.filter(**{relation.field.name: other}).count()
        if rows:
            found.append((str(relation.related_model._meta.verbose_name_plural), rows))
    return found
