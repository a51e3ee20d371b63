"""Reads: what the dues of members depend on, for many members at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone

from members.billing.models import Account
from members.dues.models import Circumstance, DeclarationRound, DeclaredNumber, IndexValue
from members.dues.models.regulations import FeeBook, IfMissing, Method, Quantity
from members.dues.rules import Declared, Facts, Held, Period, Relief, Resting, Source, Span
from members.dues.rules.declaring import due_in, fell_late
from members.models import Member, Membership, Suspension
from members.models.rulebook import Holder, Rulebook

METHODS = {Account.Way.DEBIT: Method.DEBIT, Account.Way.STRIPE: Method.DEBIT, Account.Way.TRANSFER: Method.TRANSFER}
Kind = Circumstance.Kind


class MemberFacts:
    """Everything about a batch of members in seven statements, whatever their number; `of` makes one member's facts."""

    def __init__(self, members: Sequence[Member]) -> None:
        keys = [member.pk for member in members]
        held = list(Membership.objects.filter(member__in=keys).select_related("type").order_by("from_on"))
        self.held = _by_member(each for each in held if not each.group)
        self.in_groups = _by_member(each for each in held if each.group)
        self.resting = _by_member(Suspension.objects.filter(member__in=keys))
        there = Circumstance.objects.filter(member__in=keys, withdrawn_at=None)
        self.circumstances = _by_member(there.order_by("from_on", "pk"))
        self.numbers = _by_member(DeclaredNumber.objects.filter(member__in=keys).order_by("-year", "-pk"))
        self.accounts = {account.member_id: account for account in Account.objects.filter(member__in=keys)}

    @cached_property
    def deadlines(self) -> dict[int, date]:
        """Until when the data of a year were to be declared, where the treasurer has asked for them."""
        return dict(DeclarationRound.objects.values_list("year", "due_on"))

    def numbers_of(self, member: Member, book: FeeBook, year: int) -> dict[str, Declared]:
        """What counts for a year: declared, or what the regulations put in its place."""
        deadline = None
        if book.declaration.late_fall_ignored:
            deadline = self.deadlines.get(year) or due_in(book.declaration.by, year)
        found = {rule.key: _number(book, rule, self.numbers[member.pk], year, deadline) for rule in book.quantities}
        return {key: number for key, number in found.items() if number is not None}

    def joined_on(self, member: Member) -> date | None:
        """The day from which the latest membership runs without a gap; None for who never was a member."""
        chain = _latest_chain(self.held[member.pk])
        return chain[0].from_on if chain else None

    def began_on(self, member: int) -> list[date]:
        """First days of all memberships that follow no other without a gap."""
        held = self.held[member]
        return [each.from_on for each in held if not any(other.until_on == each.from_on for other in held)]

    def account(self, member: Member) -> Account:
        """The member's account; one that is not stored yet where there is none."""
        account = self.accounts.get(member.pk) or Account(member=member)
        account.member = member
        return account

    def of(self, member: Member, period: Period, book: FeeBook, rulebook: Rulebook) -> Facts:
        """The facts for one year. What is not known stays out; the engine names it where it is needed."""
        held = self.held[member.pk]
        chain = _latest_chain(held, before=period.until_on)
        # Who left and came back within the period owes both times.
        spells = [each for each in held if each in chain or _touches(each, period)]
        there = [each for each in self.circumstances[member.pk] if _touches(each, period)]
        first = max([period.from_on, *(each.from_on for each in spells[:1])])
        # A feature that begins within a year counts from the next one on; of a newcomer at once.
        joins = bool(chain) and chain[0].from_on in period
        by_kind: dict[str, list[Circumstance]] = defaultdict(list)
        for each in _one_at_a_time(there, book, first):
            by_kind[each.kind].append(each)
        account = self.accounts.get(member.pk)
        return Facts(
            periods=tuple(Held(each.type.key, each.from_on, each.until_on) for each in spells),
            groups=tuple(Held(each.type.key, each.from_on, each.until_on) for each in self.in_groups[member.pk]),
            joined_on=chain[0].from_on if chain else None,
            was_member_before=bool(chain) and chain[0] != held[0],
            holder=Holder.COMPANY if member.company_id else Holder.PERSON,
            born_on=member.person.born_on if member.person else None,
            founded_on=_last_day_of(by_kind[Kind.FOUNDED]),
            opens_on=_last_day_of(by_kind[Kind.OPENS]),
            is_business=not by_kind[Kind.PRIVATE],
            numbers=self.numbers_of(member, book, period.from_on.year),
            traits=frozenset(each.key for each in by_kind[Kind.TRAIT] if each.from_on <= first or joins),
            classes=frozenset(each.key for each in by_kind[Kind.CLASS]),
            granted=_granted(by_kind[Kind.REDUCTION]),
            agreed=_amounts(by_kind[Kind.AGREED]),
            chosen=_amounts(by_kind[Kind.CHOSEN]),
            reliefs=tuple(_relief(each) for each in there if each.kind in RELIEFS),
            resting=tuple(_resting(each, rulebook) for each in self.resting[member.pk] if _touches(each, period)),
            plan=by_kind[Kind.PLAN][-1].key if by_kind[Kind.PLAN] else None,
            method=METHODS[Account.Way(account.way)] if account else Method.TRANSFER,
            admission_waived=bool(by_kind[Kind.ADMISSION_WAIVED]),
            admission_in_parts=bool(by_kind[Kind.ADMISSION_PARTS]),
        )


RELIEFS = (Kind.PERCENT_OFF, Kind.CENTS_OFF, Kind.FIXED)
EXCLUSIVE = (Kind.CLASS, Kind.AGREED, Kind.CHOSEN, Kind.PLAN)


def index_values() -> dict[int, Decimal]:
    return dict(IndexValue.objects.values_list("year", "value"))


def _by_member(rows: Iterable[Any]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.member_id].append(row)
    return found


def _latest_chain(held: Sequence[Membership], before: date | None = None) -> list[Membership]:
    """The last memberships that follow each other without a gap, of those that began before a day."""
    chain: list[Membership] = []
    for each in held:
        if before is not None and each.from_on >= before:
            break
        if chain and chain[-1].until_on is not None and chain[-1].until_on < each.from_on:
            chain = []
        chain.append(each)
    return chain


def _touches(each: Circumstance | Suspension | Membership, period: Period) -> bool:
    return each.from_on < period.until_on and (each.until_on is None or each.until_on > period.from_on)


def _one_at_a_time(rows: Sequence[Circumstance], book: FeeBook, day: date) -> list[Circumstance]:
    """Where a class, an amount or an interval changes within the year, the one of its first day counts for all of it.

    Where none held on that day, the first one that came.
    """
    groups = {one.key: group.key for group in book.classifications for one in group.classes}
    found: dict[tuple[str, str], Circumstance] = {}
    for each in rows:  # in the order of their first days
        slot = (each.kind, {Kind.CLASS: groups.get(each.key, each.key), Kind.PLAN: ""}.get(Kind(each.kind), each.key))
        before = found.get(slot)
        if before is None or (before.until_on is not None and before.until_on <= day):
            found[slot] = each
    return [each for each in rows if each.kind not in EXCLUSIVE or each in found.values()]


def _last_day_of(rows: Sequence[Circumstance]) -> date | None:
    return rows[-1].from_on if rows else None


def _amounts(rows: Sequence[Circumstance]) -> dict[str, int]:
    return {each.key: each.cents for each in rows if each.cents is not None}


def _relief(each: Circumstance) -> Relief:
    return Relief(
        label=each.reason or each.get_kind_display(),
        decided_on=each.decided_on or each.from_on,
        clause=each.clause,
        percent_off=each.percent if each.kind == Kind.PERCENT_OFF else None,
        minus_cents=each.cents if each.kind == Kind.CENTS_OFF else None,
        fee_cents=each.cents if each.kind == Kind.FIXED else None,
        from_on=each.from_on,
        until_on=each.until_on,
    )


def _granted(rows: Sequence[Circumstance]) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = defaultdict(list)
    for each in rows:
        found[each.key].append((each.from_on, each.until_on))
    return found


def _resting(each: Suspension, rulebook: Rulebook) -> Resting:
    """What is owed meanwhile stands at the clause; one that is gone from the statutes lowers nothing."""
    clause = next((rule for rule in rulebook.leaving.suspension if rule.clause == each.clause), None)
    return Resting(each.from_on, each.until_on, Decimal(clause.fee_percent if clause else 100), each.clause)


def _number(
    book: FeeBook, rule: Quantity, declared: Sequence[DeclaredNumber], year: int, deadline: date | None
) -> Declared | None:
    """This year’s number, or what the regulations put in its place; where they want no yearly one, the last stays.

    A lower one that came after `deadline` does not count.
    """
    every = [each for each in declared if each.key == rule.key and each.year <= year]
    mine = [each for each in every if each.replaced_at is None]  # the latest first
    if mine and mine[0].year == year:
        now = as_declared(mine[0])
        before = _before(every, mine[0], deadline)
        return before if before and fell_late(rule, now, before) else now
    missing = book.declaration.if_missing
    if missing == IfMissing.HIGHEST:
        return Declared(source=Source.HIGHEST)
    if not mine:
        return None
    if missing == IfMissing.ESTIMATE and book.declaration.estimate_percent is not None:
        return _declared(mine[0], Source.ESTIMATE, 1 + book.declaration.estimate_percent / 100)
    if missing == IfMissing.LAST_YEAR or book.declaration.by is None:
        return _declared(mine[0], Source.LAST_YEAR)
    return None


def _before(every: Sequence[DeclaredNumber], now: DeclaredNumber, deadline: date | None) -> Declared | None:
    """What counted until a number came too late: the one of this year that was in time, else last year’s."""
    if deadline is None or now.source != Source.DECLARED or timezone.localdate(now.declared_at) <= deadline:
        return None
    in_time = [each for each in every if each.year == now.year and timezone.localdate(each.declared_at) <= deadline]
    earlier = [each for each in every if each.year < now.year and each.replaced_at is None]
    return next((_declared(each, Source.LATE) for each in [*in_time, *earlier]), None)


def as_declared(row: DeclaredNumber) -> Declared:
    return _declared(row, Source(row.source))


def _declared(row: DeclaredNumber, source: Source, times: Decimal = Decimal(1)) -> Declared:
    weights = {key: Decimal(str(count)) * times for key, count in row.weights.items()}
    return Declared(None if row.number is None else row.number * times, weights, source)
