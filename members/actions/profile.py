"""What people change themselves: their profile, their portrait, their company and its logo."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from taggit.models import Tag

from members.models import Company, Consent, Person, User, Visibility, private_storage
from members.readers.pictures import Picture
from verein import audit
from verein.search import fold

from .people import update_company
from .search import SEARCH_COLUMNS, refresh_search

# The wording people agree to stands in templates/members/visibility_note.html: raise this when it changes.
CONSENT_TEXT = "visibility-2026-11"


@dataclass(frozen=True)
class ProfileChange:
    """What the form of a profile asks for: plain fields, tags, and who may see what (only the fields asked)."""

    values: Mapping[str, Any]
    offers: Iterable[str]
    seeks: Iterable[str]
    visibility: Mapping[str, str]


@transaction.atomic
def update_profile(person: Person, *, change: ProfileChange, actor: User | None, now: datetime) -> list[str]:
    """Write what differs and return the names; locks the person. Search and consents follow at once."""
    current = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    changed = audit.changed_fields(current, dict(change.values))
    for name in changed:
        setattr(current, name, change.values[name])
    for name, tags in (("offers", change.offers), ("seeks", change.seeks)):
        if _set_tags(current, name, tags):
            changed.append(name)
    changed += _set_visibility(current, change.visibility)
    if changed:
        plain = [name for name in changed if name in change.values]
        save_profile(current, [*plain, "visibility"], now)
        audit.log("members.update_profile", current, actor=actor, fields=changed, at=now)
    return changed


@transaction.atomic
def update_photo(
    person: Person, *, picture: Picture | None, visibility: str, remove: bool, actor: User | None, now: datetime
) -> list[str]:
    """Replace (`picture`) or remove the portrait and set who may see it; locks the person. Old files go for good."""
    current = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    changed = _set_visibility(current, {"photo": visibility})
    if picture or (remove and current.photo):
        replace_picture(current.photo, current.photo_small, picture)
        changed.append("photo")
    if changed:
        save_profile(current, ["photo", "photo_small", "visibility"], now)
        audit.log("members.update_profile", current, actor=actor, fields=changed, at=now)
    return changed


@transaction.atomic
def update_own_company(
    person: Person, *, company: Company, data: Mapping[str, Any], actor: User | None, now: datetime
) -> list[str]:
    """The company's page as `person`, who belongs to it, wants it; showing it to everyone is their consent."""
    changed = update_company(company, data=data, actor=actor)
    if "listed" in changed:
        kind = f"public:company:{company.pk}"
        _record_consents(person, {kind} if data["listed"] == Visibility.EVERYONE else set(), kind, now)
    return changed


@transaction.atomic
def update_logo(company: Company, *, picture: Picture | None, remove: bool, actor: User | None, now: datetime) -> bool:
    """Replace (`picture`) or remove the logo; locks the company. Returns whether anything changed."""
    current = Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    if not picture and not (remove and current.logo):
        return False
    replace_picture(current.logo, current.logo_small, picture)
    current.save(update_fields=["logo", "logo_small"])
    audit.log("members.update_company", current, actor=actor, fields=["logo"], at=now)
    return True


def save_profile(person: Person, fields: Iterable[str], now: datetime) -> None:
    """Write `fields` of the locked person; search and consents follow."""
    refresh_search(person)
    person.save(update_fields=[*fields, *SEARCH_COLUMNS])
    public = {name for name, level in person.visibility.items() if level == Visibility.EVERYONE}
    kinds = {f"public:{name}" for name in (*public, "listed")} if person.listed == Visibility.EVERYONE else set()
    _record_consents(person, kinds, "public:", now, leave="public:company:")


def _set_visibility(person: Person, wanted: Mapping[str, str]) -> list[str]:
    changed = [name for name, level in wanted.items() if person.visibility.get(name) != level]
    person.visibility = {**person.visibility, **wanted}
    return [f"visibility.{name}" for name in changed]


def _record_consents(person: Person, kinds: set[str], prefix: str, now: datetime, leave: str = "-") -> None:
    """Write down what is newly public, and withdraw what no longer is (domain L-DP-3)."""
    given = person.consents.filter(withdrawn_at=None, kind__startswith=prefix).exclude(kind__startswith=leave)
    given.exclude(kind__in=kinds).update(withdrawn_at=now)
    for kind in sorted(kinds - set(given.values_list("kind", flat=True))):
        Consent.objects.create(
            person=person, kind=kind, text_version=CONSENT_TEXT, given_at=now, source="/mein/profil/"
        )


def _set_tags(person: Person, relation: str, names: Iterable[str]) -> bool:
    """Set the tags, written as others already write them; returns whether anything changed."""
    known = {tag_key(name): name for name in Tag.objects.order_by("-pk").values_list("name", flat=True)}
    wanted = {tag_key(name): known.get(tag_key(name), name) for name in reversed(list(names))}
    manager = getattr(person, relation)
    if set(manager.names()) == set(wanted.values()):
        return False
    manager.set(sorted(wanted.values()))
    return True


def tag_key(name: str) -> str:
    """The same for "Küchenbau", "küchenbau" and "Kuechenbau"."""
    return " ".join(fold(word).split(" ")[0] for word in name.split())


def replace_picture(large: FieldFile, small: FieldFile, picture: Picture | None) -> None:
    """New files under a name nobody can guess; the old ones are deleted once the change is certain."""
    for old in (large.name, small.name):
        if old:
            transaction.on_commit(partial(private_storage().delete, old))
    name = secrets.token_hex(16)
    for field, content in ((large, picture and picture.large), (small, picture and picture.small)):
        if content:
            field.save(f"{name}.webp", ContentFile(content), save=False)
        else:
            setattr(field.instance, field.field.name, "")
