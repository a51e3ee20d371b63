"""Writes: two records of one person or one company become one, and nothing that hangs on them is lost."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from members.models import Company, Member, MergedRecord, Person, RetiredNumber, User
from members.queries.duplicates import COMPANY_FIELDS, PERSON_FIELDS, relations_to
from members.rules.merging import why_not_merge
from verein import audit
from verein.search import sort_key

from .people import person_sort_key
from .refusal import MemberRefused
from .search import refresh_company_search, refresh_search


@transaction.atomic
def merge_people(kept: Person, other: Person, *, take: Iterable[str], actor: User | None) -> Person:
    """`other` becomes part of `kept`; `take` names the fields in which the value of `other` wins.

    Memberships, seats, registrations, consents, tags, terms: every record that points at `other` points at `kept`
    afterwards, in whatever app. Of two accounts that of `kept` stays, the other is closed. Locks both, lower id first.
    """
    people = {
        row.pk: row for row in Person.objects.select_for_update().order_by("pk").filter(pk__in=(kept.pk, other.pk))
    }
    kept, other = people[kept.pk], people[other.pk]
    values = _values(kept, other, PERSON_FIELDS, take)
    account = _account(kept, other, actor=actor)
    _merge_members(kept, other, actor=actor)
    _repoint(other, kept)
    for name, value in values.items():
        setattr(kept, name, value)
    kept.user = account
    kept.note = "\n".join(text for text in (kept.note, other.note) if text)
    if not kept.photo:
        kept.photo, kept.photo_small = other.photo, other.photo_small
    _forget(other, kept, actor=actor)
    kept.sort_key = person_sort_key(kept)
    refresh_search(kept)
    kept.save()
    return kept


@transaction.atomic
def merge_companies(kept: Company, other: Company, *, take: Iterable[str], actor: User | None) -> Company:
    """As `merge_people`, with the people who work there."""
    rows = Company.objects.select_for_update().order_by("pk").filter(pk__in=(kept.pk, other.pk))
    companies = {row.pk: row for row in rows}
    kept, other = companies[kept.pk], companies[other.pk]
    values = _values(kept, other, COMPANY_FIELDS, take)
    _merge_members(kept, other, actor=actor)
    _repoint(other, kept)
    for name, value in values.items():
        setattr(kept, name, value)
    if not kept.logo:
        kept.logo, kept.logo_small = other.logo, other.logo_small
    _forget(other, kept, actor=actor)
    kept.sort_key = sort_key(kept.name)
    refresh_company_search(kept)
    kept.save()
    for person in kept.people.select_related("company", "trade"):
        refresh_search(person)
        person.save(update_fields=["search_public", "search_members", "search_board"])
    return kept


def _values(kept: Any, other: Any, names: Iterable[str], take: Iterable[str]) -> dict[str, Any]:
    """What the merged record says: the kept value unless it is empty or the other one is chosen."""
    chosen = set(take)
    return {
        name: getattr(other, name)
        for name in names
        if getattr(other, name) and (name in chosen or not getattr(kept, name))
    }


def _account(kept: Person, other: Person, *, actor: User | None) -> User | None:
    """The account that stays; of two the other one is closed, its address is free again."""
    if kept.user is None or other.user is None:
        account = kept.user or other.user
        other.user = None
        other.save(update_fields=["user"])
        return account
    EmailAddress.objects.filter(user=other.user).delete()
    other.user.is_active = False
    other.user.save(update_fields=["is_active"])
    audit.log("members.deactivate_account", other.user, actor=actor, fields=["is_active"])
    return kept.user


def _merge_members(kept: Person | Company, other: Person | Company, *, actor: User | None) -> None:
    """Both memberships under the number of `kept`; the other number is never given again."""
    field = "person" if isinstance(kept, Person) else "company"
    mine = Member.objects.select_for_update(of=("self",)).filter(**{field: kept}).first()
    theirs = Member.objects.select_for_update(of=("self",)).filter(**{field: other}).first()
    periods, others = (list(each.periods.order_by("from_on")) if each else [] for each in (mine, theirs))
    if reason := why_not_merge(kept, other, periods, others):
        raise MemberRefused(reason)
    if mine is None or theirs is None:
        return  # a single one goes over like every other record
    _repoint(theirs, mine)
    if mine.linked_to_id == mine.pk:
        mine.linked_to = None
        mine.save(update_fields=["linked_to"])
    RetiredNumber.objects.create(number=theirs.number)
    _forget(theirs, mine, actor=actor)


def _repoint(old: models.Model, new: models.Model) -> None:
    """Every foreign key that points at `old`, in every app, points at `new`; what is the same twice is dropped once."""
    for relation in relations_to(old):
        rows = relation.related_model._base_manager.filter(**{relation.field.name: old})
        for row in rows:
            try:
                with transaction.atomic():
                    rows.filter(pk=row.pk).update(**{relation.field.name: new})
            except IntegrityError as error:
                if relation.related_model._meta.label == "members.TimeOut":
                    row.delete()  # the same time out twice
                    continue
                facts = {"record": relation.related_model._meta.verbose_name, "which": row}
                text = _("Both have this, and only one of them can stay: %(record)s %(which)s. Remove one first.")
                raise MemberRefused(text % facts) from error


def _forget(old: models.Model, new: models.Model, *, actor: User | None) -> None:
    """Delete what nothing points at any more; the log's entries about it are found under the kept record."""
    label = old._meta.label_lower
    MergedRecord.objects.filter(model=label, into_id=old.pk).update(into_id=new.pk)
    MergedRecord.objects.create(model=label, old_id=old.pk, into_id=new.pk)
    audit.log("members.merge", new, actor=actor, fields=["id"])
    old.delete()
