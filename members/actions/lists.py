"""Writes: member lists that leave the house, each recorded with purpose and recipient; who agreed to be honoured."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_tasks import task

from members import mails
from members.models import Consent, ListExport, Person, User
from members.queries import is_member, members_on
from members.queries.lists import (
    ANNIVERSARY,
    BIRTHDAY,
    HANDED_OUT,
    VOTERS,
    anniversary,
    facts_on,
    is_moved,
    labels_of,
    moved_since,
    table_of,
)
from members.queries.register import Entry, Filters, register_on
from members.rules.lists import why_not_hand_out, why_not_list
from verein import audit
from verein.spreadsheet import excel_csv, excel_xlsx

from .refusal import MemberRefused

# The wording people agree to stands in templates/members/own_honours.html: raise this when it changes.
HONOURS_TEXT = "honours-2026-11"


@dataclass(frozen=True)
class ListRequest:
    """Which list: columns by name, the members of which day, and what it is cut to. `format` is "xlsx" or "csv"."""

    columns: Sequence[str]
    day: date
    purpose: str
    recipient: str
    format: str = "xlsx"
    filters: Filters = field(default_factory=Filters)
    moved_since: datetime | None = None
    anniversaries_only: bool = False


@transaction.atomic
def export_members(request: ListRequest, *, actor: User | None, now: datetime) -> bytes:
    """The list as a file; who made it when, for whom and what for is recorded, and cannot be changed afterwards."""
    if reason := why_not_list(request.columns, purpose=request.purpose, recipient=request.recipient):
        raise MemberRefused(reason)
    facts = facts_on(request.day)
    entries = register_on(request.day, request.filters)
    if request.moved_since:
        moved = moved_since(request.moved_since)
        entries = [entry for entry in entries if is_moved(entry, moved)]
    if request.anniversaries_only:
        entries = [entry for entry in entries if anniversary(entry, facts)]
    rows = table_of(entries, request.columns, facts)
    _record(request, ListExport.Kind.OFFICE, rows=len(rows), actor=actor, now=now)
    return _file(request, rows)


@transaction.atomic
def list_voters(
    day: date, *, recipient: str, actor: User | None, now: datetime, kind: str = "csv"
) -> tuple[list[Entry], bytes]:
    """Who may vote in the general meeting of `day`: the entries for paper, and the list as a file (`kind` as above).

    It is recorded like every list of members.
    """
    purpose = _("General meeting on %(day)s") % {"day": date_format(day)}
    if reason := why_not_list(VOTERS, purpose=purpose, recipient=recipient):
        raise MemberRefused(reason)
    entries = [entry for entry in register_on(day) if entry.votes]
    request = ListRequest(VOTERS, day, purpose, recipient, kind)
    _record(request, ListExport.Kind.OFFICE, rows=len(entries), actor=actor, now=now)
    return entries, _file(request, table_of(entries, VOTERS, facts_on(day)))


@transaction.atomic
def hand_out_members(
    *,
    recipient: Person,
    reason: str,
    day: date,
    kind: str,
    actor: User | None,
    now: datetime,
) -> bytes:
    """Give a member the list of members with addresses (L-DP-4); it is recorded and every member is told by mail.

    `kind` is "xlsx" or "csv".
    """
    if refusal := why_not_hand_out(recipient, reason=reason, is_member=is_member(recipient, day)):
        raise MemberRefused(refusal)
    request = ListRequest(HANDED_OUT, day, reason, recipient.name, kind)
    rows = table_of(register_on(day), HANDED_OUT, facts_on(day))
    export = _record(request, ListExport.Kind.HANDED_OUT, rows=len(rows), actor=actor, now=now)
    tell_members.enqueue(export.pk)
    return _file(request, rows)


def _record(request: ListRequest, kind: str, *, rows: int, actor: User | None, now: datetime) -> ListExport:
    export = ListExport.objects.create(
        at=now,
        actor_id=actor.pk if actor else None,
        kind=kind,
        day=request.day,
        purpose=request.purpose,
        recipient=request.recipient,
        columns=list(request.columns),
        rows=rows,
    )
    audit.log("members.export_list", export, actor=actor, fields=["columns", "purpose", "recipient"], at=now)
    return export


def _file(request: ListRequest, rows: list[list[object]]) -> bytes:
    header = labels_of(request.columns)
    if request.format == "xlsx":
        return excel_xlsx(header, rows, title=request.day.isoformat())
    texts = [[f"{cell:%d.%m.%Y}" if isinstance(cell, date) else cell for cell in row] for row in rows]
    return excel_csv([header, *texts])


@task()
def tell_members(export_id: int) -> None:
    """One mail to each member of that day with an address: who has the list now, and what is in it."""
    export = ListExport.objects.get(pk=export_id)
    with transaction.atomic():
        for person in members_on(export.day).exclude(email="").filter(died_on=None).order_by("pk"):
            mails.list_handed_out(person, export)


@transaction.atomic
def set_honours(person: Person, *, birthday: bool, anniversary: bool, actor: User | None, now: datetime) -> list[str]:
    """Whether the association may congratulate in front of others; returns the kinds of consent that changed."""
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    given = set(person.consents.filter(withdrawn_at=None).values_list("kind", flat=True))
    changed = [kind for kind, wish in ((BIRTHDAY, birthday), (ANNIVERSARY, anniversary)) if wish != (kind in given)]
    for kind in changed:
        if kind in given:
            person.consents.filter(kind=kind, withdrawn_at=None).update(withdrawn_at=now)
        else:
            Consent.objects.create(
                person=person, kind=kind, text_version=HONOURS_TEXT, given_at=now, source="/mein/ehrungen/"
            )
    if changed:
        audit.log("members.set_honours", person, actor=actor, fields=changed, at=now)
    return changed
