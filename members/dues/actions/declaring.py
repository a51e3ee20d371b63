"""Writes: what members declare of the numbers and classes their dues depend on. Nothing declared is overwritten."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from members.dues.models import Circumstance, DeclaredNumber, FeeBook, YearlyDeclaration
from members.dues.queries.declaring import MemberYear, member_years, why_not_declare_now
from members.dues.rules import Declared, Period
from members.dues.rules.declaring import Statement
from members.models import Member, User
from verein import audit

from .asking import tell_estimate
from .refusal import DuesRefused

Origin = DeclaredNumber.Source


@transaction.atomic
def declare(found: MemberYear, *, statement: Statement, actor: User | None, now: datetime) -> YearlyDeclaration:
    """The member declares its data of a year, or corrects them. Locks the member.

    Raises DuesRefused while an objection is open, and when the period to object to an estimate is over.
    """
    declaration = locked_declaration(found.member, found.year)
    if reason := why_not_declare_now(declaration, timezone.localdate(now)):
        raise DuesRefused(reason)
    take_over(found, statement, source=Origin.DECLARED, actor=actor, now=now)
    return _declared(declaration, actor=actor, now=now)


@transaction.atomic
def enter_declaration(
    found: MemberYear, *, statement: Statement, source: str, actor: User, now: datetime
) -> YearlyDeclaration:
    """The treasurer enters what came on paper or what the board has set; the member is told of an estimate."""
    declaration = locked_declaration(found.member, found.year)
    take_over(found, statement, source=source, actor=actor, now=now)
    if source == Origin.ESTIMATE:
        audit.log("dues.enter_estimate", declaration, actor=actor, fields=["numbers"], at=now)
        tell_estimate(member_years([found.member], found.year)[0], declaration, actor=actor, now=now)
        return declaration
    return _declared(declaration, actor=actor, now=now)


def locked_declaration(member: Member, year: int) -> YearlyDeclaration:
    """The row of a year, made where there is none; whoever changes a member's data waits for the member's lock."""
    Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    row, _created = YearlyDeclaration.objects.get_or_create(member=member, year=year)
    return row


def _declared(declaration: YearlyDeclaration, *, actor: User | None, now: datetime) -> YearlyDeclaration:
    declaration.declared_at, declaration.declared_by = now, actor
    declaration.save(update_fields=["declared_at", "declared_by"])
    audit.log("dues.declare", declaration, actor=actor, fields=["numbers", "classes"], at=now)
    return declaration


def take_over(found: MemberYear, statement: Statement, *, source: str, actor: User | None, now: datetime) -> None:
    """Store numbers and classes; what they replace stays as history. The member is locked."""
    for key, declared in statement.numbers.items():
        _store_number(found, key, declared, source=source, actor=actor, now=now)
    for classification, chosen in statement.classes.items():
        _store_class(found.member, found.book, classification, chosen, found.period, now=now)


def _store_number(
    found: MemberYear, key: str, declared: Declared, *, source: str, actor: User | None, now: datetime
) -> None:
    weights = {kind: str(count) for kind, count in declared.weights.items()}
    rows = DeclaredNumber.objects.filter(member=found.member, key=key, year=found.year, replaced_at=None)
    current = rows.first()
    if current and (current.number, current.weights, current.source) == (declared.number, weights, source):
        return
    rows.update(replaced_at=now)
    DeclaredNumber.objects.create(
        member=found.member,
        key=key,
        year=found.year,
        number=declared.number,
        weights=weights,
        source=source,
        declared_at=now,
        declared_by=actor,
    )


def _store_class(
    member: Member, book: FeeBook, classification: str, chosen: str, period: Period, *, now: datetime
) -> None:
    """One class of a classification from the year's first day on; earlier years keep what held in them."""
    group = book.classification(classification)
    keys = [one.key for one in group.classes] if group else [chosen]
    same = Q(key__in=keys) | Q(classification=classification)
    rows = Circumstance.objects.filter(same, member=member, kind=Circumstance.Kind.CLASS, withdrawn_at=None)
    there = list(rows.overlapping(period.from_on, None))
    if [(row.key, _covers(row, period.from_on)) for row in there] == [(chosen, True)]:
        return
    for row in there:
        make_room(row, period.from_on, now)
    Circumstance.objects.create(
        member=member,
        kind=Circumstance.Kind.CLASS,
        key=chosen,
        classification=classification,
        from_on=period.from_on,
        decided_on=None,
    )


def _covers(row: Circumstance, day: date) -> bool:
    return row.from_on <= day and row.until_on is None


def make_room(row: Circumstance, day: date, now: datetime) -> None:
    """What held before `day` ends then; what began on it or later is withdrawn. The member is locked."""
    if row.from_on < day:
        row.until_on = day
        row.save(update_fields=["until_on"])
    else:
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
