"""Writes: the treasurer asks for the data of a year, reminds once, and estimates what nobody declared."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django_tasks import task

from members.dues import mails
from members.dues.models import DeclarationRound, YearlyDeclaration
from members.dues.queries.declaring import MemberYear, member_years
from members.dues.queries.regulations import fee_book_on
from members.dues.queries.rounds import (
    PIECE,
    Recipient,
    by_mail,
    is_known,
    recipients_of,
    rounds_to_remind,
    to_declare,
    unanswered,
)
from members.dues.rules.rounds import TO_ANSWER, estimates, object_until, remind_on, why_not_estimate, why_not_open
from members.models import User
from verein import audit

from .refusal import DuesRefused


@transaction.atomic
def open_round(*, year: int, due_on: date, actor: User, now: datetime) -> DeclarationRound:
    """Ask every member with something to declare for `year`; mails follow piece by piece, letters when printed.

    Raises DuesRefused. Whose data are known already is not asked.
    """
    today = timezone.localdate(now)
    is_open = DeclarationRound.objects.filter(year=year).exists()
    asked = 0 if is_open else sum(_make_rows(found, now) for found in to_declare(year))
    if reason := why_not_open(year=year, due_on=due_on, today=today, is_open=is_open, asked=asked):
        raise DuesRefused(reason)
    book = fee_book_on(date(year, 12, 31)) or fee_book_on(today)
    assert book is not None  # somebody has something to declare
    made = DeclarationRound.objects.create(
        year=year, due_on=due_on, remind_on=remind_on(book.declaration, due_on), opened_at=now, opened_by=actor
    )
    audit.log("dues.open_round", made, actor=actor, fields=["year", "due_on"], at=now)
    ask_members.enqueue(made.pk, 0)
    return made


@transaction.atomic
def ask_the_rest(found: DeclarationRound, *, actor: User, now: datetime) -> None:
    """Who joined since, and whose time out is over."""
    for piece in to_declare(found.year):
        _make_rows(piece, now)
    audit.log("dues.ask_the_rest", found, actor=actor, at=now)
    ask_members.enqueue(found.pk, 0)


def _make_rows(piece: Sequence[MemberYear], now: datetime) -> int:
    """A row for everybody who has none; returns how many of the piece there are."""
    rows = [
        YearlyDeclaration(member=found.member, year=found.year, declared_at=now if is_known(found) else None)
        for found in piece
    ]
    YearlyDeclaration.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@task()
def ask_members(round_pk: int, after_pk: int) -> int:
    """One piece of the requests, then the next is queued; nobody is asked twice. Returns how many were asked."""
    now = timezone.now()
    with transaction.atomic():
        found = DeclarationRound.objects.get(pk=round_pk)
        today = timezone.localdate(now)
        rows = _locked(unanswered(found.year, today).filter(asked_at=None, pk__gt=after_pk))
        told = by_mail(recipients_of([row.member for row in rows], today))
        reached = [row for row in rows if row.member_id in told]
        for row in reached:
            row.asked_at = now
            mails.asked(row, told[row.member_id], due_on=found.due_on)
        YearlyDeclaration.objects.bulk_update(reached, ["asked_at"])
        if rows:
            ask_members.enqueue(round_pk, rows[-1].pk)
    return len(reached)


def remind_to_declare(now: datetime) -> int:
    """The daily job: once to each who was asked and has not answered. Returns how many were reminded."""
    today = timezone.localdate(now)
    return sum(_remind(found, now, today) for found in rounds_to_remind(today))


def _remind(found: DeclarationRound, now: datetime, today: date) -> int:
    count, after = 0, 0
    while True:
        with transaction.atomic():
            asked = unanswered(found.year, today).filter(asked_at__lt=now, reminded_at=None, pk__gt=after)
            rows = _locked(asked)
            told = by_mail(recipients_of([row.member for row in rows], today))
            reached = [row for row in rows if row.member_id in told]
            for row in reached:
                row.reminded_at = now
                mails.reminded(row, told[row.member_id], found=found)
            YearlyDeclaration.objects.bulk_update(reached, ["reminded_at"])
        if not rows:
            return count
        count, after = count + len(reached), rows[-1].pk


def _locked(rows: "QuerySet[YearlyDeclaration]") -> list[YearlyDeclaration]:
    found = rows.select_for_update(of=("self",)).select_related("member__person", "member__company")
    return list(found[:PIECE])


@transaction.atomic
def estimate_the_rest(found: DeclarationRound, *, actor: User, now: datetime) -> tuple[int, int]:
    """Who was asked two weeks ago and has declared nothing gets what the regulations say.

    The member is told of it, and of the right to object. Returns how many were estimated, and for how many that was
    not possible: the regulations leave it to a decision, or nothing is known of them. Raises DuesRefused before the
    time.
    """
    today = timezone.localdate(now)
    if reason := why_not_estimate(due_on=found.due_on, reminder_on=found.remind_on, today=today):
        raise DuesRefused(reason)
    asked = unanswered(found.year, today).filter(asked_at__lte=now - TO_ANSWER)
    rows = {row.member_id: row for row in asked.select_related("member__person", "member__company")}
    years = member_years([row.member for row in rows.values()], found.year)
    done = sum(tell_estimate(one, rows[one.member.pk], actor=actor, now=now) for one in years)
    return done, len(rows) - done


def tell_estimate(found: MemberYear, declaration: YearlyDeclaration, *, actor: User, now: datetime) -> bool:
    """Whether there is an estimate by the regulations (or entered by hand); then the member is told of it."""
    by_hand = any(row.source == "estimate" for row in found.numbers.values())
    if not (by_hand or estimates(found.book.declaration)) or found.expected().missing:
        return False
    declaration.estimated_at = now
    declaration.object_until = object_until(found.book.declaration, timezone.localdate(now))
    declaration.save(update_fields=["estimated_at", "object_until"])
    audit.log("dues.estimate", declaration, actor=actor, fields=["estimated_at"], at=now)
    for recipient in recipients_of([found.member], timezone.localdate(now))[found.member.pk]:
        _tell(found, declaration, recipient)
    return True


def _tell(found: MemberYear, declaration: YearlyDeclaration, recipient: Recipient) -> None:
    """How the amount comes about is told in the member's language."""
    with translation.override(recipient.language):
        mails.estimated(declaration, [recipient], assessment=found.expected())
