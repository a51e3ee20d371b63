"""Writes: when a membership starts and ends, and who may sign in."""

import re
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from members.models import Company, Member, Membership, MembershipType, Person, User
from members.rules import why_not_deactivate, why_not_end_membership, why_not_reactivate, why_not_start_membership
from verein import audit

from .refusal import MemberRefused

_NUMBER = re.compile(r"^(.*?)(\d+)$")


def next_number(last: str = "") -> str:
    """One more than the highest number ever given, dressed alike: "M00042" -> "M00043". Members are never deleted.

    An import that knows it passes the `last` one instead of asking again.
    """
    numbers = [last] if last else Member.objects.values_list("number", flat=True)
    found = [match for number in numbers if (match := _NUMBER.match(number))]
    if not found:
        return "1"
    highest = max(found, key=lambda match: int(match[2]))
    return f"{highest[1]}{int(highest[2]) + 1:0{len(highest[2])}}"


def _new_member(holder: Person | Company, number: str) -> Member:
    """The member row of `holder`. The first membership type is the lock under which numbers are drawn."""
    MembershipType.objects.select_for_update().order_by("pk").first()
    owner = _owner(holder)
    if member := Member.objects.filter(**owner).first():
        return member
    if number and Member.objects.filter(number=number).exists():
        raise MemberRefused(_("The membership number %(number)s has been given already.") % {"number": number})
    return Member.objects.create(number=number or next_number(), **owner)


def _owner(holder: Person | Company) -> dict[str, Any]:
    return {"person": holder} if isinstance(holder, Person) else {"company": holder}


@transaction.atomic
def start_membership(
    holder: Person | Company,
    *,
    type: MembershipType,  # noqa: A002 - the field has this name
    from_on: date,
    actor: User | None,
    number: str = "",
) -> Membership:
    """Admit `holder`, or admit again: a new period from `from_on`. A number is drawn once and stays for good."""
    member = Member.objects.filter(**_owner(holder)).first() or _new_member(holder, number)
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if reason := why_not_start_membership(list(member.periods.all()), from_on):
        raise MemberRefused(reason)
    membership = Membership.objects.create(member=member, type=type, from_on=from_on)
    audit.log("members.start_membership", member, actor=actor, fields=["type", "from_on"])
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, last_day: date, reason: str, actor: User | None) -> Membership:
    """End the period after `last_day`; whoever has an account keeps it and sees only what is their own."""
    member = Member.objects.select_for_update(of=("self",)).get(pk=membership.member_id)
    membership = member.periods.get(pk=membership.pk)
    if why_not := why_not_end_membership(membership, last_day):
        raise MemberRefused(why_not)
    membership.until_on = last_day + timedelta(days=1)
    membership.end_reason = reason
    membership.save(update_fields=["until_on", "end_reason"])
    audit.log("members.end_membership", member, actor=actor, fields=["until_on", "end_reason"])
    return membership


@transaction.atomic
def deactivate_account(user: User, *, actor: User) -> None:
    """`user` can no longer sign in; running sessions end at their next request."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if reason := why_not_deactivate(user, actor):
        raise MemberRefused(reason)
    user.is_active = False
    user.save(update_fields=["is_active"])
    audit.log("members.deactivate_account", user, actor=actor, fields=["is_active"])


@transaction.atomic
def reactivate_account(user: User, *, actor: User) -> None:
    """`user` may sign in again."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if reason := why_not_reactivate(user, actor):
        raise MemberRefused(reason)
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.log("members.reactivate_account", user, actor=actor, fields=["is_active"])
