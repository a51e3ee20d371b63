"""Reads: who is to be asked for data, who has declared, and where mails and letters about that go."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from members.billing.rules.access import MAY_SEE_MONEY
from members.dues.models import DeclarationRound, DeclaredNumber, Objection, Wish, YearlyDeclaration
from members.models import Member, Membership, Person, Seat
from members.queries.time_out import away_on

from .declaring import MemberYear, member_years
from .planning import members_of_year

PIECE = 200
Source = DeclaredNumber.Source


@dataclass(frozen=True)
class Recipient:
    """Who is written to about a member's data; `to` is empty where a letter goes by post."""

    to: str
    name: str
    language: str
    is_company: bool = False


@dataclass(frozen=True)
class RoundFacts:
    members: int
    declared: int
    estimated: int
    open: int
    not_asked: int


def in_pieces(members: "QuerySet[Member]", year: int) -> Iterator[list[MemberYear]]:
    """Those who have something to declare for a year, so many at once that memory stays bounded."""
    last = 0
    while rows := list(members.filter(pk__gt=last).order_by("pk")[:PIECE]):
        last = rows[-1].pk
        yield [found for found in member_years(rows, year) if found.needs]


def to_declare(year: int) -> Iterator[list[MemberYear]]:
    return in_pieces(members_of_year(date(year, 12, 31)), year)


def is_known(found: MemberYear) -> bool:
    """Whether every number of the year is there already: from the application, or entered by the office."""
    wanted = {one.key for one in found.needs.quantities}
    there = {key for key, row in found.numbers.items() if row.source != Source.ESTIMATE}
    return bool(wanted) and wanted <= there and all(found.class_of(one.key) for one in found.needs.classifications)


def declarations_of(year: int) -> "QuerySet[Any]":
    """Each with `has_objected`: whether an objection waits."""
    waiting = Objection.objects.filter(declaration=OuterRef("pk"), decided_at=None)
    rows = YearlyDeclaration.objects.filter(year=year).annotate(has_objected=Exists(waiting))
    return rows.select_related("member__person", "member__company").order_by("member__number")


def unanswered(year: int, today: date) -> "QuerySet[YearlyDeclaration]":
    """Of those who have not left meanwhile."""
    there = Membership.objects.filter(Q(until_on=None) | Q(until_on__gt=today), member=OuterRef("member"))
    rows = YearlyDeclaration.objects.filter(Exists(there), year=year, declared_at=None, estimated_at=None)
    return rows.order_by("pk")


def round_facts(year: int) -> RoundFacts:
    nothing = Q(declared_at=None, estimated_at=None)
    counts = YearlyDeclaration.objects.filter(year=year).aggregate(
        members=Count("pk"),
        declared=Count("pk", filter=Q(declared_at__isnull=False)),
        estimated=Count("pk", filter=Q(declared_at=None, estimated_at__isnull=False)),
        open=Count("pk", filter=nothing),
        not_asked=Count("pk", filter=nothing & Q(asked_at=None)),
    )
    return RoundFacts(**counts)


def rounds_to_remind(today: date) -> "QuerySet[DeclarationRound]":
    return DeclarationRound.objects.filter(remind_on__lte=today).order_by("year")


def recipients_of(members: Sequence[Member], today: date) -> dict[int, list[Recipient]]:
    """By member: the member itself, or who represents the company today (else the company's own address).

    Where nobody of these has an e-mail address a letter goes to the member. Left out: the dead, who takes a time out.
    """
    seats = Seat.objects.on(today).filter(member__in=members, role__in=MAY_SEE_MONEY).select_related("person")
    people: dict[int, list[Person]] = {}
    for seat in seats:
        people.setdefault(seat.member_id, []).append(seat.person)
    for member in members:
        if member.person:
            people.setdefault(member.pk, []).append(member.person)
    away = away_on(today, [person.pk for found in people.values() for person in found])
    return {member.pk: _recipients(member, people.get(member.pk, []), away) for member in members}


def _recipients(member: Member, people: Sequence[Person], away: Set[int]) -> list[Recipient]:
    living = [one for one in people if not one.died_on]
    here = [one for one in living if one.pk not in away]
    if by_mail := [Recipient(one.email, str(one), one.language) for one in here if one.email]:
        return by_mail
    if member.company and len(here) == len(living):
        return [Recipient(member.company.email, str(member.company), "de", is_company=True)]
    return [Recipient("", str(one), one.language) for one in here if one == member.person]


def by_mail(told: Mapping[int, list[Recipient]]) -> dict[int, list[Recipient]]:
    """Of `recipients_of`: those members only who get mails."""
    return {pk: found for pk, found in told.items() if any(one.to for one in found)}


def open_objections() -> "QuerySet[Objection]":
    rows = Objection.objects.filter(decided_at=None).order_by("asked_at")
    return rows.select_related("declaration__member__person", "declaration__member__company")


def open_wishes() -> "QuerySet[Wish]":
    rows = Wish.objects.filter(decided_at=None).order_by("asked_at")
    return rows.select_related("member__person", "member__company")
