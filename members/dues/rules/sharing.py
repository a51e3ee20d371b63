"""Which part of a year somebody owes who joins or leaves in it, and for which months."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from members.dues.models.regulations import By, EdgeMonth, FeeBook, Proration

from .facts import Facts, Period
from .words import day, months_of, percent

_BLOCKS = {By.MONTHS: 1, By.UNSTATED: 1, By.QUARTERS: 3, By.HALF_YEARS: 6}


@dataclass(frozen=True)
class Owed:
    """`share` of the year, the months it is owed for, the months of a whole year, and why in words ("" for all)."""

    share: Fraction
    months: tuple[Period, ...]
    of: int
    detail: str = ""
    # Counted in whole months, so that a printed monthly amount can be taken.
    by_months: bool = False


def owed(book: FeeBook, facts: Facts, period: Period) -> Owed:
    """Of one year; who left and came back owes both times, never more than the whole year."""
    every = period.months()
    share, kept, details, counted = Fraction(0), set[int](), [], set[By]()
    for spell in facts.spells(period):
        joins = spell.from_on > period.from_on
        leaves = spell.until_on < period.until_on
        first, starting = _joining(book.joining, spell, period) if joins else (Fraction(1), set(range(len(every))))
        last, ending = _leaving(book.leaving, spell, period) if leaves else (Fraction(1), set(range(len(every))))
        share += max(Fraction(0), first + last - 1)
        kept |= starting & ending
        counted |= ({book.joining.by} if joins and first < 1 else set()) | (
            {book.leaving.by} if leaves and last < 1 else set()
        )
        details.append(_words(spell, joins=joins and first < 1, leaves=leaves and last < 1))
    share = min(share, Fraction(1))
    by_months = Fraction(len(kept), len(every)) == share
    found = tuple(every[place] for place in sorted(kept))
    if share == 1:
        return Owed(share, found, len(every))
    part = months_of(len(kept), len(every)) if by_months else percent(share * 100)
    detail = ", ".join(filter(None, [*details, part]))
    return Owed(share, found, len(every), detail, by_months and counted <= {By.MONTHS, By.UNSTATED})


def _words(spell: Period, *, joins: bool, leaves: bool) -> str:
    if joins and leaves:
        return _("member from %(from)s to %(last)s") % {"from": day(spell.from_on), "last": day(spell.last)}
    if joins:
        return _("joined on %(day)s") % {"day": day(spell.from_on)}
    return _("member until %(day)s") % {"day": day(spell.last)} if leaves else ""


def _joining(rule: Proration, spell: Period, period: Period) -> tuple[Fraction, set[int]]:
    every = period.months()
    present = {place for place, month in enumerate(every) if month.until_on > spell.from_on}
    if rule.by == By.FULL:
        return Fraction(1), set(range(len(every)))
    if rule.by == By.DAYS:
        return Fraction((period.until_on - spell.from_on).days, period.days), present
    if rule.by == By.STEPS:
        reached = [step for step in rule.steps if period.day_of(step.from_on) <= spell.from_on]
        latest = max(reached, key=lambda step: period.day_of(step.from_on), default=None)
        return (Fraction(latest.percent) / 100 if latest else Fraction(1)), present
    if rule.by in (By.QUARTERS, By.HALF_YEARS):
        present = _whole_blocks(present, _BLOCKS[rule.by], len(every))
    elif rule.month != EdgeMonth.COUNTS:
        edge = min(present)
        if rule.month == EdgeMonth.NEVER or every[edge].from_on != spell.from_on:
            present.discard(edge)
    return Fraction(len(present), len(every)), present


def _leaving(rule: Proration, spell: Period, period: Period) -> tuple[Fraction, set[int]]:
    every = period.months()
    present = {place for place, month in enumerate(every) if month.from_on < spell.until_on}
    if rule.by in (By.FULL, By.STEPS):
        return Fraction(1), set(range(len(every)))
    if rule.by == By.DAYS:
        return Fraction((spell.until_on - period.from_on).days, period.days), present
    if rule.by in (By.QUARTERS, By.HALF_YEARS):
        present = _whole_blocks(present, _BLOCKS[rule.by], len(every))
    elif rule.month != EdgeMonth.COUNTS:
        edge = max(present)
        if rule.month == EdgeMonth.NEVER or every[edge].until_on != spell.until_on:
            present.discard(edge)
    return Fraction(len(present), len(every)), present


def _whole_blocks(present: set[int], size: int, count: int) -> set[int]:
    """Quarters and half-years begun are owed whole."""
    blocks = {place // size for place in present}
    return {place for place in range(count) if place // size in blocks}
