"""Reads: what the dues of members depend on, for many members at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from members.billing.models import Account
from members.dues.models import Circumstance, DeclaredNumber, IndexValue
from members.dues.models.regulations import FeeBook, IfMissing, Method, Quantity
from members.dues.rules import Declared, Facts, Held, Period, Relief, Resting, Source
from members.models import Member, Membership, Suspension
from members.models.rulebook import Holder, Rulebook

METHODS = {Account.Way.DEBIT: Method.DEBIT, Account.Way.STRIPE: Method.DEBIT, Account.Way.TRANSFER: Method.TRANSFER}
Kind = Circumstance.Kind


class MemberFacts:
    """Everything about a batch of members in seven statements, whatever their number; `of` makes one member's facts."""

    def __init__(self, members: Sequence[Member]) -> None:
        keys = [member.pk for member in members]
        held = Membership.objects.filter(member__in=keys, group="").select_related("type").order_by("from_on")
        self.held = _by_member(held)
        self.resting = _by_member(Suspension.objects.filter(member__in=keys))
        self.circumstances = _by_member(Circumstance.objects.filter(member__in=keys).order_by("from_on", "pk"))
        self.numbers = _by_member(DeclaredNumber.objects.filter(member__in=keys).order_by("-year"))
        self.accounts = {account.member_id: account for account in Account.objects.filter(member__in=keys)}

    def joined_on(self, member: Member) -> date | None:
        """The day from which the latest membership runs without a gap; None for who never was a member."""
        chain = _latest_chain(self.held[member.pk])
        return chain[0].from_on if chain else None

    def of(self, member: Member, period: Period, book: FeeBook, rulebook: Rulebook) -> Facts:
        """The facts for one year. What is not known stays out; the engine names it where it is needed."""
        spells = _latest_chain(self.held[member.pk], before=period.until_on)
        there = [each for each in self.circumstances[member.pk] if _touches(each, period)]
        by_kind: dict[str, list[Circumstance]] = defaultdict(list)
        for each in there:
            by_kind[each.kind].append(each)
        account = self.accounts.get(member.pk)
        return Facts(
            periods=tuple(Held(each.type.key, each.from_on, each.until_on) for each in spells),
            was_member_before=bool(spells) and spells[0] != self.held[member.pk][0],
            holder=Holder.COMPANY if member.company_id else Holder.PERSON,
            born_on=member.person.born_on if member.person else None,
            founded_on=_last_day_of(by_kind[Kind.FOUNDED]),
            opens_on=_last_day_of(by_kind[Kind.OPENS]),
            is_business=not by_kind[Kind.PRIVATE],
            numbers=_numbers(book, self.numbers[member.pk], period.from_on.year),
            traits=frozenset(each.key for each in by_kind[Kind.TRAIT]),
            classes=frozenset(each.key for each in by_kind[Kind.CLASS]),
            granted=frozenset(each.key for each in by_kind[Kind.REDUCTION]),
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


def _touches(each: Circumstance | Suspension, period: Period) -> bool:
    return each.from_on < period.until_on and (each.until_on is None or each.until_on > period.from_on)


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
    )


def _resting(each: Suspension, rulebook: Rulebook) -> Resting:
    """What is owed meanwhile stands at the clause; one that is gone from the statutes lowers nothing."""
    clause = next((rule for rule in rulebook.leaving.suspension if rule.clause == each.clause), None)
    return Resting(each.from_on, each.until_on, Decimal(clause.fee_percent if clause else 100), each.clause)


def _numbers(book: FeeBook, declared: Sequence[DeclaredNumber], year: int) -> dict[str, Declared]:
    found = {rule.key: _number(book, rule, declared, year) for rule in book.quantities}
    return {key: number for key, number in found.items() if number is not None}


def _number(book: FeeBook, rule: Quantity, declared: Sequence[DeclaredNumber], year: int) -> Declared | None:
    """This year’s number, or what the regulations put in its place; where they want no yearly one, the last stays."""
    mine = [each for each in declared if each.key == rule.key and each.year <= year]  # the latest first
    if mine and mine[0].year == year:
        return _declared(mine[0], Source(mine[0].source))
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


def _declared(row: DeclaredNumber, source: Source, times: Decimal = Decimal(1)) -> Declared:
    weights = {key: Decimal(str(count)) * times for key, count in row.weights.items()}
    return Declared(None if row.number is None else row.number * times, weights, source)
