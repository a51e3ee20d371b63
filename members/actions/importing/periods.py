"""Writes: memberships of a list."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.actions.membership import end_membership, next_number
from members.actions.people import free_key
from members.models import Company, EndReason, Member, Membership, MembershipType, Person, StartReason
from members.queries.matching import number_key
from members.readers.members import Entry, Remark
from verein.search import sort_key

from .holders import insert
from .report import CREATED, Import, LineRefused, Result


def terms_of(run: Import, entry: Entry) -> tuple[str, date]:
    """Type and first day of a new membership."""
    name = entry.data.get("type") or run.options.type
    if not name:
        raise LineRefused("type", _("the membership type is missing"))
    joined = entry.data.get("joined") or run.options.joined
    if joined is None:
        raise LineRefused("joined", _("the day of joining is missing"))
    if entry.data.get("left") and entry.data["left"] < joined:
        raise LineRefused("left", _("the membership ends before it begins"))
    return name, joined


def _type(run: Import, name: str) -> MembershipType:
    if sort_key(name) not in run.known.types:
        created = MembershipType.objects.create(name=name, key=free_key(name))
        run.known.types[sort_key(name)] = created
        run.report.new_types.append(name)
    return run.known.types[sort_key(name)]


def admit(run: Import, entry: Entry, result: Result, holder: Person | Company, type_name: str, joined: date) -> None:
    """Member and period in one go: nothing can overlap with a member that did not exist."""
    number = entry.data.get("number") or _draw_number(run)
    owner = {"person": holder} if isinstance(holder, Person) else {"company": holder}
    member = Member(number=number, **owner)
    left = entry.data.get("left")
    insert(run, member, "members.import", ["type", "from_on", *(["until_on"] if left else [])])
    period = Membership(
        member=member,
        type=_type(run, type_name),
        from_on=joined,
        until_on=left and left + timedelta(days=1),
        start_reason=StartReason.IMPORTED,
        end_reason=EndReason.UNKNOWN if left else "",
    )
    run.new_periods.append(period)
    run.known.add_member(member, [period])
    result.outcome = CREATED


def _draw_number(run: Import) -> str:
    """The next free number; asked from the database once."""
    run.last_number = next_number(run.last_number)
    while number_key(run.last_number) in run.known.members:
        run.last_number = next_number(run.last_number)
    return run.last_number


def compare_periods(run: Import, entry: Entry, result: Result, member: Member) -> None:
    """A known member: only an end is taken over; other differences are named and left to people."""
    periods = run.known.periods.get(member.pk, [])
    if not periods:
        return
    last, joined, left = periods[-1], entry.data.get("joined"), entry.data.get("left")
    if left and last.until_on is None and left >= last.from_on:
        end_membership(last, last_day=left, reason=EndReason.UNKNOWN, actor=run.actor)
        result.changed.append("left")
    elif (left and last.until_on != left + timedelta(days=1)) or (not left and last.until_on):
        result.remarks.append(_kept("left", last.last_day))
    if joined and joined not in {period.from_on for period in periods}:
        result.remarks.append(_kept("joined", last.from_on))
    if (name := entry.data.get("type")) and sort_key(name) != sort_key(last.type.name):
        result.remarks.append(Remark("type", _("not changed: here it is “%(known)s”") % {"known": last.type.name}))


def _kept(field_name: str, known: date | None) -> Remark:
    day = date_format(known) if known else _("open")
    return Remark(field_name, _("not changed: here it is %(day)s") % {"day": day})
