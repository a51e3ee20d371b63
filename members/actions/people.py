"""Writes of the office: people and companies."""

from collections.abc import Mapping
from itertools import count
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.text import slugify

from members.models import Company, MembershipType, Person, Trade, User
from verein import audit
from verein.search import sort_key

from .search import SEARCH_COLUMNS, refresh_company_search, refresh_search

Kept = TypeVar("Kept", Person, Company)
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
    _derive(person)
    return person


def new_company(data: Mapping[str, Any], taken: set[str] | None = None) -> Company:
    """A company with all that is derived from the checked fields in `data`, not written yet."""
    company = Company(**data)
    company.slug = free_slug(Company, company.name, taken)
    _derive(company)
    return company


def create_person(*, data: Mapping[str, Any], actor: User | None) -> Person:
    """A new person with the checked fields in `data`; no account and no mail."""
    return _create(new_person(data), "members.create_person", data, actor)


def create_company(*, data: Mapping[str, Any], actor: User | None) -> Company:
    """A new company with the checked fields in `data`."""
    return _create(new_company(data), "members.create_company", data, actor)


@transaction.atomic
def update_person(person: Person, *, data: Mapping[str, Any], actor: User | None) -> list[str]:
    """Write the checked fields in `data` that differ; returns their names. The address of the profile stays."""
    return _update(person, "members.update_person", data, actor)


@transaction.atomic
def update_company(company: Company, *, data: Mapping[str, Any], actor: User | None) -> list[str]:
    """Write the checked fields in `data` that differ; returns their names. People's searches follow a new name."""
    changed = _update(company, "members.update_company", data, actor)
    if "name" in changed:
        for person in Person.objects.filter(company=company.pk).select_related("company", "trade"):
            refresh_search(person)
            person.save(update_fields=SEARCH_COLUMNS)
    return changed


def _derive(record: Person | Company) -> list[str]:
    """Set what lists sort by and searches look through; returns the names of these fields."""
    if isinstance(record, Person):
        record.sort_key = person_sort_key(record)
        refresh_search(record)
        return ["sort_key", *SEARCH_COLUMNS]
    record.sort_key = sort_key(record.name)
    refresh_company_search(record)
    return ["sort_key", "search_text"]


@transaction.atomic
def _create(record: Kept, action: str, data: Mapping[str, Any], actor: User | None) -> Kept:
    record.save(force_insert=True)
    audit.log(action, record, actor=actor, fields=data)
    return record


def _update(record: Person | Company, action: str, data: Mapping[str, Any], actor: User | None) -> list[str]:
    """Locks the record; returns the names of the fields that differed and were written."""
    current: Person | Company = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
    changed = audit.changed_fields(current, dict(data))
    if changed:
        for name in changed:
            setattr(current, name, data[name])
        current.save(update_fields=[*changed, *_derive(current)])
        audit.log(action, current, actor=actor, fields=changed)
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
