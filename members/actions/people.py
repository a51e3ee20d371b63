"""Writes of the office: people and companies."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from django.db import models, transaction
from django.utils.text import slugify

from members.models import Company, MembershipType, Person, Trade, User
from verein import audit
from verein.search import sort_key

from .search import SEARCH_COLUMNS, refresh_company_search, refresh_search

SLUG_LENGTH = 100
# "Müller" becomes "mueller": the address people would type.
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ł": "l", "ø": "oe"}
)


def free_slug(model: type[models.Model], text: str, taken: set[str] | None = None) -> str:
    """`text` as an address nobody of `model` has: "joerg-koetter", "joerg-koetter-2".

    An import passes all addresses that are `taken` instead of asking for each; the new one is added.
    """
    base = slugify(text.lower().translate(UMLAUTS))[:SLUG_LENGTH].strip("-") or model._meta.model_name or "x"
    if taken is None:
        taken = set(model._default_manager.filter(slug__startswith=base).values_list("slug", flat=True))
    found = next(slug for n in count(1) if (slug := base if n == 1 else f"{base}-{n}") not in taken)
    taken.add(found)
    return found


def free_key(name: str) -> str:
    """The name of a membership type as a key nobody has: "Fördermitglied" -> "foerdermitglied"."""
    base = slugify(name.lower().translate(UMLAUTS))[:36].replace("-", "_").strip("_").lstrip("0123456789_") or "type"
    taken = set(MembershipType.objects.filter(key__startswith=base).values_list("key", flat=True))
    return next(key for n in count(1) if (key := base if n == 1 else f"{base}_{n}") not in taken)


def person_sort_key(person: Person) -> str:
    return sort_key(person.last_name, person.first_name)


def new_person(data: Mapping[str, Any], taken: set[str] | None = None) -> Person:
    """A person with all that is derived from the checked fields in `data`, not written yet."""
    person = Person(**data)
    person.slug = free_slug(Person, f"{person.first_name} {person.last_name}", taken)
    person.sort_key = person_sort_key(person)
    refresh_search(person)
    return person


@transaction.atomic
def create_person(*, data: Mapping[str, Any], actor: User | None) -> Person:
    """A new person with the checked fields in `data`; no account and no mail."""
    person = new_person(data)
    person.save(force_insert=True)
    audit.log("members.create_person", person, actor=actor, fields=data)
    return person


@transaction.atomic
def update_person(person: Person, *, data: Mapping[str, Any], actor: User | None) -> list[str]:
    """Write the checked fields in `data` that differ; returns their names. The address of the profile stays."""
    current = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    changed = audit.changed_fields(current, dict(data))
    if not changed:
        return []
    for name in changed:
        setattr(current, name, data[name])
    current.sort_key = person_sort_key(current)
    refresh_search(current)
    current.save(update_fields=[*changed, "sort_key", *SEARCH_COLUMNS])
    audit.log("members.update_person", current, actor=actor, fields=changed)
    return changed


def new_company(data: Mapping[str, Any], taken: set[str] | None = None) -> Company:
    """A company with all that is derived from the checked fields in `data`, not written yet."""
    company = Company(**data)
    company.slug = free_slug(Company, company.name, taken)
    company.sort_key = sort_key(company.name)
    refresh_company_search(company)
    return company


@transaction.atomic
def create_company(*, data: Mapping[str, Any], actor: User | None) -> Company:
    """A new company with the checked fields in `data`."""
    company = new_company(data)
    company.save(force_insert=True)
    audit.log("members.create_company", company, actor=actor, fields=data)
    return company


@transaction.atomic
def update_company(company: Company, *, data: Mapping[str, Any], actor: User | None) -> list[str]:
    """Write the checked fields in `data` that differ; returns their names. People's searches follow a new name."""
    current = Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    changed = audit.changed_fields(current, dict(data))
    if not changed:
        return []
    for name in changed:
        setattr(current, name, data[name])
    current.sort_key = sort_key(current.name)
    refresh_company_search(current)
    current.save(update_fields=[*changed, "sort_key", "search_text"])
    if "name" in changed:
        for person in current.people.select_related("trade"):
            person.company = current
            refresh_search(person)
            person.save(update_fields=SEARCH_COLUMNS)
    audit.log("members.update_company", current, actor=actor, fields=changed)
    return changed


@transaction.atomic
def save_membership_type(kind: MembershipType, *, actor: User | None) -> MembershipType:
    """Write a checked, new or changed type; its address is made once."""
    action = "members.update_membership_type" if kind.pk else "members.create_membership_type"
    kind.key = kind.key or free_key(kind.name)
    kind.save()
    audit.log(action, kind, actor=actor)
    return kind


@transaction.atomic
def save_trade(trade: Trade, *, actor: User | None) -> Trade:
    """Write a checked, new or changed industry; its address is made once."""
    action = "members.update_trade" if trade.pk else "members.create_trade"
    trade.slug = trade.slug or free_slug(Trade, trade.name)
    trade.save()
    audit.log(action, trade, actor=actor)
    return trade
