"""Writes: when a membership starts and ends, and who may sign in."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from members.models import (
    Company,
    EndReason,
    Member,
    Membership,
    MembershipType,
    Person,
    RetiredNumber,
    StartReason,
    User,
)
from members.queries.statutes import rulebook_on
from members.queries.types import reason_against_type
from members.rules import (
    why_not_change_type,
    why_not_deactivate,
    why_not_end_membership,
    why_not_reactivate,
    why_not_reopen_membership,
    why_not_start_membership,
)
from verein import audit

from .refusal import MemberRefused

_NUMBER = re.compile(r"^(.*?)(\d+)$")


def next_number(last: str = "") -> str:
    """One more than the highest number ever given, dressed alike: "M00042" -> "M00043".

    An import that knows it passes the `last` one instead of asking again.
    """
    numbers = [last] if last else [*_given(Member), *_given(RetiredNumber)]
    found = [match for number in numbers if (match := _NUMBER.match(number))]
    if not found:
        return "1"
    highest = max(found, key=lambda match: int(match[2]))
    return f"{highest[1]}{int(highest[2]) + 1:0{len(highest[2])}}"


def _given(model: type[Member] | type[RetiredNumber]) -> Iterable[str]:
    return model._default_manager.values_list("number", flat=True)


def _new_member(holder: Person | Company, number: str) -> Member:
    """The member row of `holder`. The first membership type is the lock under which numbers are drawn."""
    MembershipType.objects.select_for_update().order_by("pk").first()
    owner = _owner(holder)
    if member := Member.objects.filter(**owner).first():
        return member
    if number and any(model._default_manager.filter(number=number).exists() for model in (Member, RetiredNumber)):
        raise MemberRefused(_("The membership number %(number)s has been given already.") % {"number": number})
    return Member.objects.create(number=number or next_number(), **owner)


def _owner(holder: Person | Company) -> dict[str, Any]:
    return {"person": holder} if isinstance(holder, Person) else {"company": holder}


def _group(type_: MembershipType, day: date) -> str:
    """The key of a type that is a group inside the association under the statutes of `day`, else ""."""
    rule = rulebook_on(day).type(type_.key)
    return type_.key if rule and rule.group_of_its_own else ""


@transaction.atomic
def start_membership(
    holder: Person | Company,
    *,
    type: MembershipType,  # noqa: A002 - the field has this name
    from_on: date,
    actor: User | None,
    number: str = "",
    until_on: date | None = None,
    start_reason: str = "",
    exception: str | None = None,
) -> Membership:
    """Admit `holder`, or admit again: a new period from `from_on`. A number is drawn once and stays for good.

    A period of the past may be entered, with `until_on` (exclusive); it must share no day with another. Locks the
    member. Whoever comes back finds no seats that were left open when the company was no member.

    `exception` None: whoever calls has asked the statutes whether this type may be. A text asks them here, and where
    they refuse and allow exceptions, a text that is not empty is the reason of one.
    """
    member = Member.objects.filter(**_owner(holder)).first() or _new_member(holder, number)
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    group = _group(type, from_on)
    periods = list(member.periods.filter(group=group).order_by("from_on"))
    if reason := why_not_start_membership(periods, from_on, until_on):
        raise MemberRefused(reason)
    if exception is not None and until_on is None:
        _ask_statutes(holder, type, from_on, exception)
    before = [period for period in periods if period.until_on and period.until_on <= from_on]
    membership = Membership.objects.create(
        member=member,
        type=type,
        group=group,
        from_on=from_on,
        until_on=until_on,
        start_reason=start_reason or (StartReason.REJOINED if before else StartReason.ADMITTED),
        end_reason=EndReason.UNKNOWN if until_on else "",
        exception=exception or "",
    )
    if before and not group and before[-1].until_on != from_on:
        _close_seats(member, last=before[-1], actor=actor)
    audit.log("members.start_membership", member, actor=actor, fields=["type", "from_on", "start_reason"])
    if isinstance(holder, Person):
        for path in settings.ON_JOINING:  # what stands above: it cannot be imported from here
            import_string(path)(holder, actor=actor)
    return membership


def _ask_statutes(holder: Person | Company, kind: MembershipType, day: date, exception: str) -> None:
    """Refuse what the statutes do not allow; an exception needs its reason, and statutes that know exceptions."""
    reason, may_be = reason_against_type(holder, kind, day)
    if not reason or (may_be and exception.strip()):
        return
    if may_be:
        reason = _("%(reason)s The statutes allow exceptions: give the reason.") % {"reason": reason}
    raise MemberRefused(reason)


def _close_seats(member: Member, *, last: Membership, actor: User | None) -> None:
    """Seats still open from an earlier membership of the company ended with it."""
    assert last.until_on is not None  # it lies before the new one
    for seat in member.seats.filter(from_on__lt=last.until_on, until_on=None):
        seat.until_on = last.until_on
        seat.save(update_fields=["until_on"])
        audit.log("members.end_seat", seat, actor=actor, fields=["until_on"])


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
def change_type(
    membership: Membership,
    *,
    type: MembershipType,  # noqa: A002 - the field has this name
    from_on: date,
    actor: User | None,
    start_reason: str = StartReason.TYPE_CHANGED,
    exception: str | None = None,
) -> Membership:
    """The membership goes on as another type from `from_on`, the day after the old one's last. Returns the new period.

    An end that was known stays. `start_reason` HONOURED makes an honorary member. `exception` as in start_membership.
    Locks the member.
    """
    member = Member.objects.select_for_update(of=("self",)).get(pk=membership.member_id)
    old = member.periods.get(pk=membership.pk)
    if why_not := why_not_change_type(old, type.pk, from_on):
        raise MemberRefused(why_not)
    if _group(type, from_on) != old.group:
        raise MemberRefused(_("A group inside the association is joined beside the membership, not instead of it."))
    if exception is not None:
        _ask_statutes(member.holder, type, from_on, exception)
    until_on, end_reason = old.until_on, old.end_reason
    old.until_on, old.end_reason = from_on, EndReason.TYPE_CHANGED
    old.save(update_fields=["until_on", "end_reason"])
    new = Membership.objects.create(
        member=member,
        type=type,
        group=old.group,
        from_on=from_on,
        until_on=until_on,
        start_reason=start_reason,
        end_reason=end_reason,
        exception=exception or "",
    )
    audit.log("members.change_type", member, actor=actor, fields=["type", "from_on", "start_reason"])
    return new


@transaction.atomic
def correct_membership(membership: Membership, *, data: Mapping[str, Any], actor: User | None) -> list[str]:
    """Put a period right that was entered wrongly; returns the names of what differs, which the log keeps.

    `data` has any of type, from_on, until_on (exclusive), start_reason, end_reason. Locks the member.
    """
    member = Member.objects.select_for_update(of=("self",)).get(pk=membership.member_id)
    current = member.periods.get(pk=membership.pk)
    changed = audit.changed_fields(current, dict(data))
    if not changed:
        return []
    for name in changed:
        setattr(current, name, data[name])
    others = member.periods.filter(group=current.group).exclude(pk=current.pk).order_by("from_on")
    if reason := why_not_start_membership(others, current.from_on, current.until_on):
        raise MemberRefused(reason)
    current.save(update_fields=changed)
    audit.log("members.correct_membership", member, actor=actor, fields=changed)
    return changed


@transaction.atomic
def reopen_membership(membership: Membership, *, actor: User | None) -> Membership:
    """Take the end of a period back: a notice withdrawn, an appeal that succeeded. Locks the member."""
    member = Member.objects.select_for_update(of=("self",)).get(pk=membership.member_id)
    period = member.periods.get(pk=membership.pk)
    later = member.periods.filter(group=period.group, from_on__gte=period.from_on).exclude(pk=period.pk).exists()
    if reason := why_not_reopen_membership(period, has_later=later):
        raise MemberRefused(reason)
    period.until_on, period.end_reason = None, ""
    period.save(update_fields=["until_on", "end_reason"])
    audit.log("members.reopen_membership", member, actor=actor, fields=["until_on", "end_reason"])
    return period


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
