"""Writes: who stands for a company that is the member, with the vote, as deputy or as a contact person.

Every action locks the company's member row first: two people cannot take the vote at once.
"""

from datetime import date, timedelta

from django.db import transaction

from members.models import Member, Person, Seat, User
from members.queries.seats import representation_of
from members.rules.seats import (
    SeatPlan,
    why_not_change_role,
    why_not_end_seat,
    why_not_link,
    why_not_role,
    why_not_seat,
)
from verein import audit

from .refusal import MemberRefused, refuse


def _lock(member: Member) -> Member:
    return Member.objects.select_for_update(of=("self",)).select_related("company", "person").get(pk=member.pk)


@transaction.atomic
def give_seat(
    member: Member,
    *,
    person: Person,
    role: str,
    from_on: date,
    actor: User | None,
    until_on: date | None = None,
) -> Seat:
    """`person` stands for the company from `from_on` (until `until_on`, exclusive). Locks the member."""
    member = _lock(member)
    plan = SeatPlan(member, person, role, from_on, until_on)
    refuse(
        why_not_seat(
            plan,
            periods=member.periods.filter(group=""),
            seats=member.seats.select_related("person"),
            representation=representation_of(member, from_on),
        )
    )
    seat = Seat.objects.create(member=member, person=person, role=role, from_on=from_on, until_on=until_on)
    audit.log("members.give_seat", seat, actor=actor, fields=["person", "role", "from_on"])
    return seat


@transaction.atomic
def end_seat(seat: Seat, *, last_day: date, actor: User | None) -> Seat:
    """The seat ends after `last_day`, and with it the rights that came from it. Locks the member."""
    member = _lock(seat.member)
    seat = member.seats.select_related("person").get(pk=seat.pk)
    refuse(why_not_end_seat(seat, last_day))
    seat.until_on = last_day + timedelta(days=1)
    seat.save(update_fields=["until_on"])
    audit.log("members.end_seat", seat, actor=actor, fields=["until_on"])
    return seat


@transaction.atomic
def change_role(seat: Seat, *, role: str, from_on: date, actor: User | None) -> Seat:
    """From `from_on` the person has another role: a new seat follows the old one. Returns the new one.

    On the first day of the seat it is a correction, and the same seat is returned. Locks the member.
    """
    member = _lock(seat.member)
    seat = member.seats.select_related("person").get(pk=seat.pk)
    refuse(why_not_change_role(seat, role, from_on))
    others = member.seats.exclude(pk=seat.pk).select_related("person")
    plan = SeatPlan(member, seat.person, role, from_on, seat.until_on)
    refuse(why_not_role(plan, seats=others, representation=representation_of(member, from_on)))
    until_on = seat.until_on
    if from_on == seat.from_on:
        seat.role = role
        seat.save(update_fields=["role"])
        new = seat
    else:
        seat.until_on = from_on
        seat.save(update_fields=["until_on"])
        new = Seat.objects.create(member=member, person=seat.person, role=role, from_on=from_on, until_on=until_on)
    audit.log("members.change_seat", new, actor=actor, fields=["role", "from_on"])
    return new


@transaction.atomic
def replace(seat: Seat, *, successor: Person, last_day: date, actor: User | None) -> Seat:
    """Somebody leaves the company: `successor` has the seat and its role from the day after `last_day`.

    Where the successor has another seat in the company on that day, that one ends: people move up. Locks the member.
    """
    member = _lock(seat.member)
    from_on = last_day + timedelta(days=1)
    for other in Seat.objects.on(from_on).filter(member=member, person=successor).exclude(pk=seat.pk):
        if other.from_on == from_on:
            raise MemberRefused(str(why_not_role(_plan(other, seat), seats=[other], representation=None)))
        other.until_on = from_on
        other.save(update_fields=["until_on"])
        audit.log("members.end_seat", other, actor=actor, fields=["until_on"])
    end_seat(seat, last_day=last_day, actor=actor)
    return give_seat(member, person=successor, role=seat.role, from_on=from_on, actor=actor)


def _plan(other: Seat, seat: Seat) -> SeatPlan:
    return SeatPlan(other.member, other.person, seat.role, other.from_on)


@transaction.atomic
def link_member(member: Member, *, other: Member | None, actor: User | None) -> Member:
    """`member` is an affiliate of `other` (None: of nobody any more). Locks both, the lower id first."""
    locked = {pk: _lock(Member(pk=pk)) for pk in sorted(each.pk for each in (member, other) if each)}
    member, other = locked[member.pk], other and locked[other.pk]
    refuse(why_not_link(member, other, has_linked=member.linked.exists()))
    if member.linked_to_id != (other and other.pk):
        member.linked_to = other
        member.save(update_fields=["linked_to"])
        audit.log("members.link_member", member, actor=actor, fields=["linked_to"])
    return member
