"""Why somebody may not stand for a company that is the member, and what is said about seats beyond those included."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models import Member, Membership, Person, Seat
from members.models.rulebook.types import Representation


@dataclass(frozen=True)
class SeatPlan:
    """Somebody standing for `member` from `from_on` until `until_on` (exclusive, None: open)."""

    member: Member
    person: Person
    role: str
    from_on: date
    until_on: date | None = None


def overlaps(period: Membership | Seat, from_on: date, until_on: date | None) -> bool:
    """Whether the two half-open periods share a day."""
    return (period.until_on is None or period.until_on > from_on) and (until_on is None or period.from_on < until_on)


def why_not_seat(
    plan: SeatPlan, *, periods: Iterable[Membership], seats: Iterable[Seat], representation: Representation | None
) -> str | None:
    """`periods` and `seats` are all of the member's; `representation` is what the statutes say of its type."""
    if plan.member.company is None:
        return _("%(name)s is a person: only a company has seats.") % {"name": plan.member.holder}
    if plan.until_on and plan.until_on <= plan.from_on:
        return _("The last day lies before the first one, %(day)s.") % {"day": date_format(plan.from_on)}
    if plan.person.died_on:
        return _("%(name)s has died.") % {"name": plan.person}
    if not any(overlaps(period, plan.from_on, plan.from_on + timedelta(days=1)) for period in periods):
        facts = {"company": plan.member.company, "day": date_format(plan.from_on)}
        return _("%(company)s is not a member on %(day)s.") % facts
    return why_not_role(plan, seats=seats, representation=representation)


def why_not_role(plan: SeatPlan, *, seats: Iterable[Seat], representation: Representation | None) -> str | None:
    """One seat a person, one representative at a time; a deputy unless the statutes know none for this type."""
    if plan.role == Seat.Role.DEPUTY and representation and not representation.deputy:
        return _("The statutes know no deputy for this kind of membership.")
    for seat in seats:
        if not overlaps(seat, plan.from_on, plan.until_on):
            continue
        if seat.person_id == plan.person.pk:
            return _("%(name)s has a seat there already: %(period)s.") % {"name": seat.person, "period": in_words(seat)}
        if seat.role == plan.role == Seat.Role.REPRESENTATIVE:
            facts = {"name": seat.person, "period": in_words(seat)}
            return _("%(name)s is the representative then: %(period)s. There is one vote, so one at a time.") % facts
    return None


def why_not_end_seat(seat: Seat, last_day: date) -> str | None:
    if seat.last_day is not None:
        return _("This seat already ends on %(day)s.") % {"day": date_format(seat.last_day)}
    if last_day < seat.from_on:
        return _("The last day lies before the first one, %(day)s.") % {"day": date_format(seat.from_on)}
    return None


def why_not_change_role(seat: Seat, role: str, from_on: date) -> str | None:
    if role == seat.role:
        return _("%(name)s is that already.") % {"name": seat.person}
    if from_on < seat.from_on or (seat.until_on and from_on >= seat.until_on):
        facts = {"name": seat.person, "day": date_format(from_on), "period": in_words(seat)}
        return _("%(name)s has no seat on %(day)s, only %(period)s.") % facts
    return None


def why_not_link(member: Member, other: Member | None, *, has_linked: bool) -> str | None:
    """A membership hangs on one that stands for itself; no circles and no chains."""
    if other is None:
        return None
    if member == other:
        return _("A membership cannot hang on itself.")
    if other.linked_to_id:
        return _("%(name)s is linked to another member. Choose that one.") % {"name": other.holder}
    if has_linked:
        return _("Others are linked to %(name)s.") % {"name": member.holder}
    return None


def seats_remark(taken: int, representation: Representation | None) -> str:
    """More seats than included are allowed; what a further one costs stands in the dues regulations."""
    included = representation.seats_included if representation else None
    if included is None or taken <= included:
        return ""
    text = ngettext(
        "%(included)d person is included, this makes %(taken)d. The dues regulations say what a further one costs.",
        "%(included)d people are included, this makes %(taken)d. The dues regulations say what a further one costs.",
        included,
    )
    return text % {"included": included, "taken": taken}


def in_words(period: Membership | Seat) -> str:
    """ "01.01.2024 – 31.12.2025", "since 01.01.2024"."""
    first = date_format(period.from_on)
    if period.last_day is None:
        return _("since %(day)s") % {"day": first}
    return f"{first} – {date_format(period.last_day)}"
