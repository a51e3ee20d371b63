"""Reads: until when somebody is bound, which notices and proceedings wait for the office."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models import Q, QuerySet

from members.admission.models import Notice, Proceeding
from members.models import Member, Membership, Person, Seat, Suspension
from members.models.rulebook import Appeal, Procedure
from members.queries.statutes import rulebook_on
from members.rules.exits import ExitDate, exit_date

from .arrears import handed_over

IN_FORCE = (Notice.State.RECEIVED, Notice.State.CONFIRMED)


@dataclass(frozen=True)
class OwnMembership:
    """A membership as its holder sees it; `seat` is set where a company holds it."""

    membership: Membership
    joined_on: date
    seat: Seat | None
    notice: Notice | None
    dormant: Suspension | None


def joined_on(member: Member) -> date:
    """The first day of the unbroken row of periods that reaches to the latest one."""
    periods = sorted((period for period in member.periods.all() if not period.group), key=lambda period: period.from_on)
    start = periods[0].from_on
    for earlier, later in pairwise(periods):
        if earlier.until_on is None or later.from_on > earlier.until_on:
            start = later.from_on
    return start


def own_memberships(person: Person, today: date) -> list[OwnMembership]:
    """What the person holds or stands for today; also one that begins later."""
    seats = {seat.member_id: seat for seat in person.seats.on(today).select_related("member")}
    not_over = Q(until_on=None) | Q(until_on__gt=today)
    periods = (
        Membership.objects.filter(not_over, Q(member__person=person) | Q(member__in=seats), group="")
        .select_related("member__company", "member__person", "type")
        .prefetch_related("member__periods", "member__suspensions", "notices")
        .order_by("from_on")
    )
    return [
        OwnMembership(
            membership=period,
            joined_on=joined_on(period.member),
            seat=None if period.member.person_id else seats[period.member_id],
            notice=next((notice for notice in period.notices.all() if notice.state in IN_FORCE), None),
            dormant=_dormant(period.member, today),
        )
        for period in periods
    ]


def _dormant(member: Member, today: date) -> Suspension | None:
    """What rests today, or rests next."""
    rows = [row for row in member.suspensions.all() if row.until_on is None or row.until_on > today]
    return min(rows, key=lambda row: row.from_on, default=None)


def exit_of(membership: Membership, received_on: date) -> ExitDate:
    """The last day of `membership` for a notice received then, by the rules in force on that day."""
    return exit_date(
        rulebook_on(received_on),
        type_key=membership.type.key,
        received_on=received_on,
        joined_on=joined_on(membership.member),
    )


def clause_of(proceeding: Proceeding) -> Procedure | None:
    """The clause in force when the matter was opened; for arrears the one the board chose."""
    rulebook = rulebook_on(proceeding.opened_on)
    if proceeding.kind == Proceeding.Kind.EXCLUSION:
        return rulebook.leaving.exclusion
    return next(iter(rulebook.leaving.arrears[proceeding.clause_number :]), None)


def suspensions(day: date) -> "QuerySet[Suspension]":
    """Memberships that are dormant on `day` or will be, those that began first before the others."""
    rows = Suspension.objects.overlapping(day, None).select_related("member__person", "member__company")
    return rows.order_by("from_on", "pk")


def appeal_of(proceeding: Proceeding) -> Appeal | None:
    """The appeal the statutes give against it."""
    clause = clause_of(proceeding)
    return clause.appeal if clause else None


def notices() -> "QuerySet[Notice]":
    """All notices with everything a list shows, those that wait first."""
    return Notice.objects.select_related(
        "membership__member__person", "membership__member__company", "membership__type", "entered_by"
    )


def proceedings() -> "QuerySet[Proceeding]":
    return Proceeding.objects.select_related("member__person", "member__company")


def waiting_for_office(today: date) -> tuple[int, int, int]:
    """Notices to be confirmed, open proceedings, members in arrears after the last reminder; for the dashboard."""
    received = Notice.objects.filter(state=Notice.State.RECEIVED).count()
    return received, Proceeding.objects.filter(closed_on=None).count(), len(handed_over(today))
