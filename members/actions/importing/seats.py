"""Writes: whoever works for a company that is a member stands for it, once a list has been taken over."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from members.models import Membership, Person, Seat, User
from members.queries.matching import Known
from members.rules.seats import overlaps
from verein import audit


def give_seats(people: Iterable[Person], *, known: Known, actor: User | None) -> list[Seat]:
    """A contact person each, the first of a company with the vote; whoever ever had a seat there is left alone.

    Part of the import's transaction, three statements however long the list is.
    """
    wanted = {person.pk: person for person in people if ("company", person.company_id) in known.members_of}
    if not wanted:
        return []
    taken: dict[int, list[Seat]] = defaultdict(list)
    for seat in Seat.objects.filter(member__company__isnull=False):
        taken[seat.member_id].append(seat)
    new = []
    for person in wanted.values():
        member = known.members_of[("company", person.company_id or 0)]
        if any(seat.person_id == person.pk for seat in taken[member.pk]):
            continue
        if span := _span(person, known.periods.get(member.pk, []), known):
            seat = Seat(member=member, person=person, from_on=span[0], until_on=span[1])
            seat.role = _role(seat, taken[member.pk])
            taken[member.pk].append(seat)
            new.append(seat)
    Seat.objects.bulk_create(new, batch_size=500)
    audit.write(audit.entry("members.give_seat", seat, actor=actor, fields=["person", "role"]) for seat in new)
    return new


def _role(seat: Seat, others: Iterable[Seat]) -> str:
    voted = any(
        other.role == Seat.Role.REPRESENTATIVE and overlaps(other, seat.from_on, seat.until_on) for other in others
    )
    return Seat.Role.CONTACT if voted else Seat.Role.REPRESENTATIVE


def _span(person: Person, company: list[Membership], known: Known) -> tuple[date, date | None] | None:
    """The days on which both belong: the company's last period, cut to the person's own where there is one."""
    member = known.members_of.get(("person", person.pk))
    own: list[Membership] = known.periods.get(member.pk, []) if member else []
    periods = [mine[-1] for mine in (company, own) if mine]
    if not company:
        return None
    from_on = max(period.from_on for period in periods)
    until_on = min((period.until_on for period in periods if period.until_on), default=None)
    return (from_on, until_on) if until_on is None or until_on > from_on else None
