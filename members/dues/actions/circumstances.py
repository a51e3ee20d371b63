"""Writes: what holds for one member from a day on. It is ended or withdrawn, never overwritten."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from members.dues.models import Circumstance, IndexValue
from members.dues.queries.regulations import fee_book_on
from members.dues.rules.circumstances import Entry, classification_of, until_of, why_not_end, why_not_enter
from members.models import Member, User
from verein import audit

from .refusal import DuesRefused


@transaction.atomic
def enter_circumstance(member: Member, *, entry: Entry, actor: User | None) -> Circumstance:
    """Raises DuesRefused where the regulations of its first day do not know it, or it overlaps. Locks the member."""
    Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    there = Circumstance.objects.filter(member=member, kind=entry.kind, withdrawn_at=None)
    book = fee_book_on(entry.from_on)
    if reason := why_not_enter(entry, book, there):
        raise DuesRefused(reason)
    group = classification_of(book, entry.kind, entry.key)
    row = Circumstance.objects.create(member=member, classification=group, **asdict(entry))
    audit.log("dues.enter_circumstance", row, actor=actor, fields=["member", "kind", "from_on"])
    return row


@transaction.atomic
def end_circumstance(row: Circumstance, *, last_day: date, actor: User | None) -> Circumstance:
    """The last day it holds; it may only become earlier."""
    row = Circumstance.objects.select_for_update().get(pk=row.pk)
    if reason := why_not_end(row, last_day):
        raise DuesRefused(reason)
    row.until_on = until_of(last_day)
    row.save(update_fields=["until_on"])
    audit.log("dues.end_circumstance", row, actor=actor, fields=["until_on"])
    return row


@transaction.atomic
def withdraw_circumstance(row: Circumstance, *, actor: User | None, now: datetime) -> Circumstance:
    """Entered by mistake: it counts for no year any more and stays visible. Twice is once."""
    row = Circumstance.objects.select_for_update().get(pk=row.pk)
    if row.withdrawn_at is None:
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        audit.log("dues.withdraw_circumstance", row, actor=actor, fields=["withdrawn_at"], at=now)
    return row


@transaction.atomic
def set_index(*, year: int, value: Decimal, actor: User | None) -> IndexValue:
    """The index of a year, entered or put right."""
    row, _created = IndexValue.objects.update_or_create(year=year, defaults={"value": value})
    audit.log("dues.set_index", row, actor=actor, fields=["value"])
    return row
