"""Who may see what of a person or company, and why not: asked by pages, lists, search, vCards, file views, actions."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.models import Membership, Person, User, Visibility

# What somebody sees at most: a stranger what is for everyone, a member also what is for members, the board more.
SEEN_AT: dict[str, frozenset[str]] = {
    Visibility.EVERYONE: frozenset({Visibility.EVERYONE}),
    Visibility.MEMBERS: frozenset({Visibility.EVERYONE, Visibility.MEMBERS}),
    Visibility.BOARD: frozenset({Visibility.EVERYONE, Visibility.MEMBERS, Visibility.BOARD}),
}


def may_see(visibility: str, *, level: str) -> bool:
    """Whether something visible to `visibility` is shown to a viewer of `level` (everyone, members, board)."""
    return visibility in SEEN_AT[level]


def why_not_start_membership(periods: Iterable[Membership], from_on: date, until_on: date | None = None) -> str | None:
    """A new period shares no day with another of the member and group; `periods` are all of those."""
    if until_on and until_on <= from_on:
        return _("The last day lies before the first one, %(day)s.") % {"day": date_format(from_on)}
    for period in periods:
        if until_on and period.from_on >= until_on:
            continue
        if period.until_on is None and period.from_on <= from_on:
            return _("A membership has been running since %(day)s.") % {"day": date_format(period.from_on)}
        if period.until_on is None or period.until_on > from_on:
            return _overlap(period, from_on)
    return None


def _overlap(period: Membership, from_on: date) -> str:
    if period.from_on > from_on or period.last_day is None:
        return _("Another membership begins on %(day)s.") % {"day": date_format(period.from_on)}
    return _("An earlier membership runs until %(day)s.") % {"day": date_format(period.last_day)}


def why_not_change_type(membership: Membership, type_id: int, from_on: date) -> str | None:
    """The new type begins inside the period, the day after the old one ends."""
    if membership.type_id == type_id:
        return _("This is the present type already.")
    if from_on <= membership.from_on:
        day = date_format(membership.from_on)
        return _("The present type began on %(day)s: correct that period, or choose a later day.") % {"day": day}
    if membership.last_day and from_on > membership.last_day:
        day = date_format(membership.last_day)
        return _("This membership already ends on %(day)s.") % {"day": day}
    return None


def why_not_end_membership(membership: Membership, last_day: date) -> str | None:
    """The last day may lie in the past or in the future, but not before the first one."""
    if membership.last_day is not None:
        known = date_format(membership.last_day)
        return _("This membership already ends on %(day)s.") % {"day": known}
    if last_day < membership.from_on:
        return _("The last day lies before the first one, %(day)s.") % {"day": date_format(membership.from_on)}
    return None


def why_not_reopen_membership(membership: Membership, *, has_later: bool) -> str | None:
    """An end can be taken back as long as no later period has begun."""
    if membership.until_on is None:
        return _("This membership has no end.")
    return _("A later membership has begun since.") if has_later else None


def why_not_deactivate(user: User, actor: User) -> str | None:
    if user.pk == actor.pk:
        return _("You cannot deactivate your own account.")
    if user.is_superuser and not actor.is_superuser:
        return _("Only a superuser can change the account of a superuser.")
    return None if user.is_active else _("This account has been deactivated already.")


def why_not_reactivate(user: User, actor: User) -> str | None:
    if user.is_superuser and not actor.is_superuser:
        return _("Only a superuser can change the account of a superuser.")
    return _("This account is active.") if user.is_active else None


def why_not_invite(person: Person, *, is_member: bool, address_taken: bool, opened: bool) -> str | None:
    """Only members with an address of their own that nobody else signs in with, and only until they have got in."""
    if not is_member:
        return _("%(name)s is not a member at present.") % {"name": person.name}
    if not person.email:
        return _("There is no e-mail address for %(name)s.") % {"name": person.name}
    if opened:
        return _("%(name)s has an account already.") % {"name": person.name}
    if address_taken:
        return _("Somebody else signs in with the address %(email)s.") % {"email": person.email}
    if person.user and not person.user.is_active:
        return _("The account of %(name)s is deactivated.") % {"name": person.name}
    return None


def why_not_accept(user: User, *, used: bool) -> str | None:
    if not user.is_active:
        return _("This account is deactivated. Please write to the office.")
    return _("This link has been used already. You can log in.") if used else None
