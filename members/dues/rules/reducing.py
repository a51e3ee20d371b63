"""What makes the dues of a year lower: reductions with their years, dormant membership, decisions in single cases."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from members.dues.models.regulations import Combine, Counted, Fee, Reduction, Within, Years
from members.models.rulebook import Length, Unit
from members.rules.calendar import add

from .conditions import Case, holds
from .facts import Period, Span
from .result import Draft, Kind, rounded
from .tariff import minimum_of
from .words import day, money, months_of, percent


@dataclass(frozen=True)
class Part:
    """The part of a year to be reduced: its exact amount, its share of a whole year, what that costs, its months."""

    amount: Fraction
    share: Fraction
    whole: Fraction
    months: tuple[Period, ...]
    fee: Fee


def reductions(case: Case, part: Part) -> tuple[list[Draft], list[str]]:
    """The lines of all reductions that count, and notes on those that fit and do not."""
    drafts: list[Draft] = []
    notes: list[str] = []
    found: list[tuple[Reduction, Fraction, str]] = []
    amount = part.amount
    for rule in case.book.reductions:
        if not holds(rule.when, case) or not (offs := _offs(case, rule, part.months, notes)):
            continue
        if rule.is_granted and rule.key not in case.facts.granted:
            notes.append(_("%(name)s: not counted, for nobody has confirmed it yet.") % {"name": rule.name})
            continue
        less, detail = _less(rule, offs, part, amount)
        if case.book.combine == Combine.EACH:
            amount -= less
            drafts.append(Draft(Kind.REDUCTION, rule.name, detail, -less, rule.clause))
        else:
            found.append((rule, less, detail))
    if found:
        rule, less, detail = max(found, key=lambda one: one[1])
        drafts.append(Draft(Kind.REDUCTION, rule.name, detail, -less, rule.clause))
        notes += [
            _("%(name)s: not counted, for only the best reduction counts.") % {"name": other.name}
            for other, _less_of, _detail in found
            if other != rule
        ]
    return drafts, notes


def _offs(case: Case, rule: Reduction, every: Sequence[Period], notes: list[str]) -> list[Decimal | None]:
    """For each month the percent off (100 where it is no percentage), None where it does not hold; [] for none."""
    if rule.since == Counted.FOUNDING and case.facts.founded_on is None:
        # Who joined long ago cannot be a founder any more: nothing to be said.
        joined = case.facts.joined or case.period.from_on
        if rule.years is None or case.period.from_on.year - joined.year <= rule.years:
            notes.append(_("%(name)s: not counted, the day of founding is not known.") % {"name": rule.name})
        return []
    found = [_off(case, rule, month) for month in every]
    if rule.within == Within.START:
        found = found[:1] * len(found)
    elif rule.within == Within.WHOLE:
        found = [max((off for off in found if off is not None), default=None)] * len(found)
    return found if any(off is not None for off in found) else []


def _off(case: Case, rule: Reduction, month: Period) -> Decimal | None:
    """A month in which the reduction begins or ends still has it."""
    joined = case.facts.joined
    begins = joined if joined and joined in month else month.from_on
    if (rule.from_on and rule.from_on > month.last) or (rule.last_on and rule.last_on < begins):
        return None
    if rule.until_opening and not _before_opening(case, month):
        return None
    if rule.key in case.facts.granted and not _touched(case.facts.granted[rule.key], month):
        return None
    place = 0
    if rule.since:
        base = _base(case, rule.since)
        if base is None or base > month.last:
            return None
        place = _year(rule, base, max(base, begins))
    years = rule.years or (len(rule.percent_off) if len(rule.percent_off) > 1 else None)
    if years is not None and rule.since and place >= years:
        return None
    return rule.percent_off[min(place, len(rule.percent_off) - 1)] if rule.percent_off else Decimal(100)


def _touched(times: Sequence[Span], month: Period) -> bool:
    """A month in which it begins or ends has it."""
    return any(first <= month.last and (until is None or until > month.from_on) for first, until in times)


def _before_opening(case: Case, month: Period) -> bool:
    opens = case.facts.opens_on
    return month.from_on < opens if opens else not case.facts.is_open


def _base(case: Case, since: Counted) -> date | None:
    match since:
        case Counted.FOUNDING:
            return case.facts.founded_on
        case Counted.JOINING:
            return case.facts.joined
    return case.book.association_founded_on


def _year(rule: Reduction, base: date, when: date) -> int:
    """Which year of the reduction a day lies in, the first is 0."""
    if rule.year == Years.CALENDAR:
        return when.year - base.year
    years = when.year - base.year
    return years if add(base, Length(years, Unit.YEARS)) <= when else years - 1


def _less(rule: Reduction, offs: list[Decimal | None], part: Part, amount: Fraction) -> tuple[Fraction, str]:
    """By how much the amount gets lower, never below zero, and how that comes about."""
    count = len(offs)
    held = Fraction(sum(off is not None for off in offs), count)
    if rule.percent_off:
        rate = sum((Fraction(off) for off in offs if off is not None), Fraction(0)) / count / 100
        less, detail = amount * rate, _percents(offs)
        if not rule.with_proration and part.share < 1:
            reduced = part.whole * (1 - rate)
            less = max(Fraction(0), amount - reduced)
            detail += ", " + _("not beside the pro rata amount: the lower of the two counts")
        return less, detail
    if rule.minus_cents is not None:
        detail = _("%(amount)s a year less") % {"amount": money(rule.minus_cents)}
        return min(amount, rule.minus_cents * part.share * held), _for_part(detail, offs)
    instead = Fraction(rule.fee_cents or 0) if not rule.pays_minimum else minimum_of(part.fee)
    detail = _("%(amount)s a year instead") % {"amount": money(rounded(instead))}
    return max(Fraction(0), amount - instead * part.share) * held, _for_part(detail, offs)


def _percents(offs: list[Decimal | None]) -> str:
    """ "50 %", or "−100 % for 3 of 12 months, −50 % for 9 of 12 months"."""
    counted = Counter(off for off in offs if off is not None)
    if sum(counted.values()) == len(offs) and len(counted) == 1:
        return "−" + percent(next(iter(counted)))
    found = [
        _("−%(percent)s for %(months)s") % {"percent": percent(off), "months": months_of(number, len(offs))}
        for off, number in counted.items()
    ]
    return ", ".join(found)


def _for_part(detail: str, offs: list[Decimal | None]) -> str:
    held = sum(off is not None for off in offs)
    return detail if held == len(offs) else f"{detail}, {months_of(held, len(offs))}"


def resting(case: Case, part: Part, amount: Fraction) -> list[Draft]:
    """A month that begins in a dormant membership is a dormant one."""
    drafts = []
    for rest in case.facts.resting:
        held = [
            month
            for month in part.months
            if rest.from_on <= month.from_on and (rest.until_on is None or month.from_on < rest.until_on)
        ]
        if held and rest.percent < 100:
            less = amount * Fraction(len(held), len(part.months)) * (100 - Fraction(rest.percent)) / 100
            detail = _("%(percent)s of the dues for %(months)s") % {
                "percent": percent(rest.percent),
                "months": months_of(len(held), len(part.months)),
            }
            drafts.append(Draft(Kind.RESTING, _("Dormant membership"), detail, -less, rest.clause))
    return drafts


def reliefs(case: Case, part: Part, amount: Fraction) -> list[Draft]:
    """Decisions for this member alone, after everything else, never below zero, for the months in which they hold."""
    drafts = []
    for relief in case.facts.reliefs:
        count = sum(_touched([(relief.from_on, relief.until_on)], month) for month in part.months)
        if not count:
            continue
        share, held = part.share, Fraction(count, len(part.months))
        less, words = Fraction(0), ""
        if relief.percent_off is not None:
            less, words = amount * Fraction(relief.percent_off) / 100, "−" + percent(relief.percent_off)
        elif relief.minus_cents is not None:
            less, words = Fraction(relief.minus_cents) * share, "−" + money(relief.minus_cents)
        elif relief.fee_cents is not None:
            less = max(Fraction(0), amount - Fraction(relief.fee_cents) * share)
            words = _("%(amount)s a year instead") % {"amount": money(relief.fee_cents)}
        less = min(less * held, amount)
        amount -= less
        detail = _("decided on %(day)s: %(what)s") % {"day": day(relief.decided_on), "what": words}
        if held < 1:
            detail += f", {months_of(count, len(part.months))}"
        drafts.append(Draft(Kind.RELIEF, relief.label, detail, -less, relief.clause))
    return drafts
