"""Reads for the office: everything known of a person or company, hidden fields included."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from members.models import Company, Member, Membership, MergedRecord, Person, Suspension, User, Visibility
from verein.models import LogEntry

from .seats import SeatRow, seat_rows, seats_of_member, seats_of_person

LOG_SHOWN = 20
FACTS = (
    "salutation", "title", "first_name", "last_name", "position", "trade", "email", "phone", "mobile", "street",
    "postcode", "city", "website", "links", "pitch", "about", "interests", "born_on", "language",
)  # fmt: skip
COMPANY_FACTS = ("trade", "street", "postcode", "city", "country", "phone", "email", "website", "about")
LABELS = dict(Visibility.choices)


@dataclass(frozen=True)
class Fact:
    """A label, its value, and who sees it on the site ("" where the office alone keeps it)."""

    label: str
    value: Any
    seen_by: str = ""


@dataclass(frozen=True)
class OfficeFacts:
    kind: str
    record: Person | Company
    facts: list[Fact]
    member: Member | None
    periods: list[Membership]
    suspensions: list[Suspension] = field(default_factory=list)
    seats: list[SeatRow] = field(default_factory=list)
    linked: list[Member] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    account: User | None = None
    note: str = ""
    log: list[LogEntry] = field(default_factory=list)

    @property
    def is_running(self) -> bool:
        return any(period.last_day is None for period in self.periods)


def _periods(member: Member | None) -> list[Membership]:
    if member is None:
        return []
    return list(member.periods.select_related("type").order_by("-from_on"))


def _suspensions(member: Member | None) -> list[Suspension]:
    """When the membership was dormant, is or will be, the latest first."""
    return list(member.suspensions.order_by("-from_on")) if member else []


def _log(*records: Person | Company | Member | User | None, seats: Iterable[SeatRow] = ()) -> list[LogEntry]:
    """The last entries about any of the records."""
    about = Q(pk=None)
    for record in (*records, *(row.seat for row in seats)):
        if record is not None:
            about |= Q(model=record._meta.label_lower, object_id=str(record.pk))
    for merged in MergedRecord.objects.filter(_into(records)):
        about |= Q(model=merged.model, object_id=str(merged.old_id))
    return list(LogEntry.objects.filter(about).select_related("actor").order_by("-pk")[:LOG_SHOWN])


def _into(records: Iterable[Person | Company | Member | User | None]) -> Q:
    """The doubles that became part of the records."""
    into = Q(pk=None)
    for record in records:
        if record is not None:
            into |= Q(model=record._meta.label_lower, into_id=record.pk)
    return into


def _linked(member: Member | None) -> list[Member]:
    return list(member.linked.select_related("person", "company").order_by("number")) if member else []


def _facts(record: Person | Company, names: tuple[str, ...], seen_by: dict[str, str]) -> list[Fact]:
    facts = []
    for name in names:
        display = getattr(record, f"get_{name}_display", None)
        value = display() if display else getattr(record, name)
        if value:
            label = str(record._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            facts.append(Fact(label, value, str(LABELS.get(seen_by.get(name, ""), ""))))
    return facts


def person_facts(person: Person, today: date) -> OfficeFacts:
    member = Member.objects.filter(person=person).select_related("linked_to__person", "linked_to__company").first()
    seats = seat_rows(seats_of_person(person), today)
    return OfficeFacts(
        kind="person",
        record=person,
        facts=_facts(person, FACTS, person.visibility),
        member=member,
        periods=_periods(member),
        suspensions=_suspensions(member),
        seats=seats,
        linked=_linked(member),
        account=person.user,
        note=person.note,
        log=_log(person, member, person.user, seats=seats),
    )


def company_facts(company: Company, today: date) -> OfficeFacts:
    member = Member.objects.filter(company=company).select_related("linked_to__person", "linked_to__company").first()
    seats = seat_rows(seats_of_member(member), today) if member else []
    return OfficeFacts(
        kind="company",
        record=company,
        facts=_facts(company, COMPANY_FACTS, {}),
        member=member,
        periods=_periods(member),
        suspensions=_suspensions(member),
        seats=seats,
        linked=_linked(member),
        people=list(company.people.order_by("sort_key")),
        log=_log(company, member, seats=seats),
    )
