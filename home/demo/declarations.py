"""Gives the demo the yearly declaration: a round running for next year, one estimate with an open objection."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from members.dues.actions.asking import tell_estimate
from members.dues.actions.objecting import object_to_estimate
from members.dues.models import DeclarationRound, DeclaredNumber, YearlyDeclaration
from members.dues.queries.declaring import member_years
from members.dues.rules import Declared
from members.dues.rules.declaring import Statement
from members.models import Member, User
from verein.sandbox.accounts import DEMO_ACCOUNTS

SHOWN = {account.email for account in DEMO_ACCOUNTS}
ANSWERED = 3  # every so many members have answered for next year already


def make_declarations(members: Sequence[Member], declared: set[int], now: datetime) -> None:
    """`declared` are the keys of those who have declared for this year."""
    today = timezone.localdate(now)
    asked = [found.member for found in member_years(list(members), today.year) if found.needs]
    _past_round(asked, declared, today)
    silent = [member for member in asked if member.pk not in declared and member.holder.email not in SHOWN]
    if silent:
        _estimate(silent[0], now)
    _running_round(asked, now)


def _past_round(members: Sequence[Member], declared: set[int], today: date) -> None:
    """This year's: asked in December, reminded at the end of January."""
    asked, reminded = at_nine(date(today.year - 1, 12, 1)), at_nine(date(today.year, 1, 29))
    DeclarationRound.objects.create(
        year=today.year, due_on=date(today.year, 1, 15), remind_on=reminded.date(), opened_at=asked
    )
    YearlyDeclaration.objects.bulk_create(
        YearlyDeclaration(
            member=member,
            year=today.year,
            asked_at=asked,
            declared_at=asked + timedelta(days=9) if member.pk in declared else None,
            reminded_at=None if member.pk in declared else reminded,
        )
        for member in members
    )


def _running_round(members: Sequence[Member], now: datetime) -> None:
    """Next year's was asked for a week ago; the demo's member has not answered yet."""
    year, asked = timezone.localdate(now).year + 1, now - timedelta(days=7)
    due_on = date(year, 1, 15)
    DeclarationRound.objects.create(year=year, due_on=due_on, remind_on=due_on + timedelta(days=14), opened_at=asked)
    answered = {member.pk for member in members[ANSWERED - 1 :: ANSWERED] if member.holder.email not in SHOWN}
    YearlyDeclaration.objects.bulk_create(
        YearlyDeclaration(
            member=member,
            year=year,
            asked_at=asked,
            declared_at=asked + timedelta(days=2) if member.pk in answered else None,
        )
        for member in members
    )
    DeclaredNumber.objects.bulk_create(
        DeclaredNumber(member_id=pk, key="staff", year=year, number=Decimal(4), declared_at=asked + timedelta(days=2))
        for pk in sorted(answered)
    )


def _estimate(member: Member, now: datetime) -> None:
    """By last year's number, ten days ago; the member objects: some have left."""
    year = timezone.localdate(now).year
    treasurer = User.objects.filter(groups__name="Treasurer").first() or User.objects.filter(is_superuser=True).first()
    DeclaredNumber.objects.create(
        member=member, key="staff", year=year - 1, number=Decimal(26), declared_at=at_nine(date(year - 1, 1, 9))
    )
    found = member_years([member], year)[0]
    row = YearlyDeclaration.objects.get(member=member, year=year)
    assert treasurer is not None  # the demo's accounts are there before its dues
    tell_estimate(found, row, actor=treasurer, now=now - timedelta(days=10))
    object_to_estimate(
        found,
        statement=Statement({"staff": Declared(Decimal(18))}),
        reason="Wir haben im Herbst eine Filiale geschlossen und seitdem 18 Beschäftigte.",
        actor=member.person.user if member.person else None,
        now=now - timedelta(days=2),
    )


def at_nine(day: date) -> datetime:
    return datetime.combine(day, time(9), timezone.get_current_timezone())
