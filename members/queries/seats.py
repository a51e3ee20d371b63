"""Reads: who stands for which company, and what the statutes say of that."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from members.models import Member, Person, Seat
from members.models.rulebook.types import Representation
from members.rules.seats import seats_remark

from .statutes import rulebook_on


@dataclass(frozen=True)
class SeatRow:
    """A seat as the office sees it; `state` is "now", "later" or "over"."""

    seat: Seat
    state: str


def seats_of_member(member: Member) -> "QuerySet[Seat]":
    """All seats of the company, those of today and the latest first."""
    return member.seats.select_related("person", "member__company").order_by("-from_on", "person__sort_key")


def seats_of_person(person: Person) -> "QuerySet[Seat]":
    return person.seats.select_related("person", "member__company").order_by("-from_on", "-pk")


def seat_rows(seats: Iterable[Seat], today: date) -> list[SeatRow]:
    """The running ones first, the representative before deputy and contact persons."""
    order = [Seat.Role.REPRESENTATIVE, Seat.Role.DEPUTY, Seat.Role.CONTACT]
    rows = [SeatRow(seat, _state(seat, today)) for seat in seats]
    return sorted(
        rows, key=lambda row: (row.state != "now", row.state != "later", order.index(Seat.Role(row.seat.role)))
    )


def _state(seat: Seat, today: date) -> str:
    if seat.from_on > today:
        return "later"
    return "now" if seat.until_on is None or seat.until_on > today else "over"


def representation_of(member: Member, day: date) -> Representation | None:
    """What the statutes in force on `day` say of who acts for a company of this member's type; None: nothing."""
    period = member.periods.on(day).filter(group="").select_related("type").first()
    rule = rulebook_on(day).type(period.type.key) if period else None
    return rule.representation if rule else None


def remark_on_seats(member: Member, day: date) -> str:
    """What is said where more people have a seat than the statutes include; "" where nothing is to be said."""
    taken = Seat.objects.on(day).filter(member=member).count()
    return seats_remark(taken, representation_of(member, day))
