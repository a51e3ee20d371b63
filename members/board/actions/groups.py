"""Writes: working groups, from the first idea to the last meeting."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from members.actions.people import free_slug
from members.board import mails
from members.board.models import GroupMembership, WorkingGroup
from members.board.queries.groups import active
from members.board.rules import (
    why_not_accept,
    why_not_ask,
    why_not_change_group,
    why_not_invite,
    why_not_leave,
)
from members.models import Person, User
from members.queries import is_member
from verein import audit

from .refusal import refuse

State = GroupMembership.State


def _lock(group: WorkingGroup) -> WorkingGroup:
    """The group is the lock of its memberships."""
    return WorkingGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)


def _open_row(group: WorkingGroup, person: Person) -> GroupMembership | None:
    return GroupMembership.objects.filter(group=group, person=person, until_on=None).select_related("group").first()


@transaction.atomic
def create_group(*, data: Mapping[str, Any], lead: Person | None, actor: User | None, today: date) -> WorkingGroup:
    """A new working group with the checked fields in `data`; `lead` leads it from today."""
    group = WorkingGroup(**data)
    group.slug = free_slug(WorkingGroup, group.name)
    group.save(force_insert=True)
    audit.log("board.create_group", group, actor=actor, fields=data)
    if lead is not None:
        set_lead(group, person=lead, is_lead=True, actor=actor, today=today)
    return group


@transaction.atomic
def update_group(group: WorkingGroup, *, data: Mapping[str, Any], actor: User | None) -> WorkingGroup:
    """Write the checked fields in `data` that differ; the address stays."""
    group = _lock(group)
    refuse(why_not_change_group(group))
    changed = audit.changed_fields(group, dict(data))
    for name in changed:
        setattr(group, name, data[name])
    if changed:
        group.save(update_fields=changed)
        audit.log("board.update_group", group, actor=actor, fields=changed)
    return group


@transaction.atomic
def close_group(group: WorkingGroup, *, actor: User | None, today: date) -> WorkingGroup:
    """The work is done: nobody belongs to it any more; what was stays."""
    group = _lock(group)
    refuse(why_not_change_group(group))
    group.ended_on = today
    group.save(update_fields=["ended_on"])
    for row in group.memberships.filter(until_on=None):
        row.until_on = max(today, row.from_on)
        row.save(update_fields=["until_on"])
    audit.log("board.close_group", group, actor=actor, fields=["ended_on"])
    return group


@transaction.atomic
def ask_to_join(group: WorkingGroup, *, person: Person, actor: User | None, today: date) -> GroupMembership:
    """Join an open group, accept an invitation, or ask the leads, who get a mail. Raises BoardRefused."""
    group = _lock(group)
    mine = _open_row(group, person)
    refuse(why_not_ask(group, mine, is_member=is_member(person, today)))
    invited = mine is not None and mine.state == State.INVITED
    joins = invited or group.joining == WorkingGroup.Joining.OPEN
    row = mine or GroupMembership(group=group, person=person)
    row.state, row.from_on = State.ACTIVE if joins else State.REQUESTED, today
    row.save()
    audit.log("board.join_group" if joins else "board.ask_to_join", row, actor=actor, fields=["state"])
    if not joins:
        for lead in active(today).filter(group=group, is_lead=True).exclude(person__email="").select_related("person"):
            mails.group_request(lead.person, row=row)
    return row


@transaction.atomic
def invite_to_group(group: WorkingGroup, *, person: Person, actor: User | None, today: date) -> GroupMembership:
    """The lead invites; who has asked already is in. Raises BoardRefused."""
    group = _lock(group)
    theirs = _open_row(group, person)
    refuse(why_not_invite(group, theirs, is_member=is_member(person, today), name=person.name))
    row = theirs or GroupMembership(group=group, person=person)
    row.state, row.from_on = State.ACTIVE if theirs else State.INVITED, today
    row.save()
    audit.log("board.invite_to_group", row, actor=actor, fields=["state"])
    if person.email:
        mails.group_answer(row, accepted=True) if theirs else mails.group_invitation(row)
    return row


@transaction.atomic
def answer_request(row: GroupMembership, *, accept: bool, actor: User | None, today: date) -> GroupMembership:
    """The lead says yes or no, the person gets a mail. Raises BoardRefused."""
    _lock(row.group)
    row = GroupMembership.objects.select_related("group", "person").get(pk=row.pk)
    refuse(why_not_accept(row))
    row.state, row.from_on = (State.ACTIVE, today) if accept else (row.state, row.from_on)
    row.until_on = None if accept else max(today, row.from_on)
    row.save()
    audit.log("board.accept_request" if accept else "board.refuse_request", row, actor=actor, fields=["state"])
    if row.person.email:
        mails.group_answer(row, accepted=accept)
    return row


@transaction.atomic
def leave_group(group: WorkingGroup, *, person: Person, actor: User | None, today: date) -> GroupMembership:
    """Leave, decline an invitation or take a request back; also how a lead removes somebody. Raises BoardRefused."""
    group = _lock(group)
    row = _open_row(group, person)
    refuse(why_not_leave(row))
    assert row is not None  # the rule above
    row.until_on = max(today, row.from_on)
    row.save(update_fields=["until_on"])
    audit.log("board.leave_group", row, actor=actor, fields=["until_on"])
    return row


@transaction.atomic
def set_lead(group: WorkingGroup, *, person: Person, is_lead: bool, actor: User | None, today: date) -> GroupMembership:
    """Give or take the lead; who leads belongs to the group. Raises BoardRefused."""
    group = _lock(group)
    row = _open_row(group, person)
    if row is None or row.state != State.ACTIVE:
        refuse(why_not_invite(group, None, is_member=is_member(person, today), name=person.name))
        row = row or GroupMembership(group=group, person=person, from_on=today)
        row.state = State.ACTIVE
    row.is_lead = is_lead
    row.save()
    audit.log("board.set_lead", row, actor=actor, fields=["is_lead"])
    return row
