"""Until when somebody who gives notice is a member: notice, the dates of the statutes, the limits of the law."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from members.models.rulebook import EndAt, Exit, Length, MinimumTerm, Rulebook, Unit
from members.models.rulebook import ExitDate as FixedDate

from .calendar import add, in_year, last_day_of, term_end
from .words import day, day_of_year, listed, within

# § 39 (2) BGB: notice and waiting together bind nobody for longer.
LONGEST = Length(2, Unit.YEARS)


@dataclass(frozen=True)
class ExitDate:
    """The last day of membership, and the rule it follows from, in words."""

    last_day: date
    sentence: str


def exit_rule(rulebook: Rulebook, type_key: str | None) -> Exit | None:
    """The rule of the type where it has its own, else that of the association; None: only the law's."""
    own = rulebook.type(type_key) if type_key else None
    return own.exit if own and own.exit else rulebook.leaving.exit


def minimum_term(rulebook: Rulebook, type_key: str | None) -> MinimumTerm | None:
    own = rulebook.type(type_key) if type_key else None
    return (own.admission if own and own.admission else rulebook.admission).minimum_term


def minimum_term_until(rulebook: Rulebook, *, type_key: str | None, joined_on: date) -> date | None:
    """The last day of the minimum term, or None where there is none."""
    term = minimum_term(rulebook, type_key)
    return term_end(term.length, term.counts, joined_on, rulebook) if term else None


def earliest_end(rulebook: Rulebook, *, type_key: str | None, joined_on: date) -> date:
    """The first last day anybody who joined then can have by notice, whenever it is given."""
    ends = [joined_on, minimum_term_until(rulebook, type_key=type_key, joined_on=joined_on) or joined_on]
    rule = exit_rule(rulebook, type_key)
    if rule and rule.earliest:
        years_later = add(joined_on, Length(rule.earliest.years_after_joining, Unit.YEARS))
        ends.append(last_day_of(rule.earliest.at, years_later, rulebook, joined_on))
    return max(ends)


def _fixed(dates: tuple[FixedDate, ...], received_on: date, not_before: date) -> Iterator[date]:
    """The fixed last days that a notice received then can still reach; `by` lies at most a year before `to`."""
    for rule in dates:
        for year in range(received_on.year, not_before.year + 3):
            last_day = in_year(rule.to, year)
            by = in_year(rule.by, year if rule.by <= rule.to else year - 1)
            if by >= received_on and last_day >= not_before:
                yield last_day


def exit_date(rulebook: Rulebook, *, type_key: str | None, received_on: date, joined_on: date) -> ExitDate:
    """The last day of membership for a notice received on `received_on` by the rules of `rulebook`.

    It is the first allowed day that is not before receipt plus notice, the earliest end and the minimum term, but
    never later than two years after receipt: § 39 (2) BGB beats the statutes. Without a rule anybody may leave at
    any time (§ 39 (1) BGB). A notice on the fixed day `by` itself is in time.
    """
    rule = exit_rule(rulebook, type_key)
    earliest = earliest_end(rulebook, type_key=type_key, joined_on=joined_on)
    cap = max(add(received_on, LONGEST), joined_on)
    last_day = uncapped_last_day(rulebook, type_key=type_key, received_on=received_on, joined_on=joined_on)
    parts = [exit_sentence(rule)]
    if earliest > max(received_on, joined_on):
        parts.append(_("The earliest end is %(day)s.") % {"day": day(earliest)})
    if last_day > cap:
        parts.append(_("The law beats the statutes: nobody is bound for more than two years (§ 39 (2) BGB)."))
    return ExitDate(min(last_day, cap), " ".join(parts))


def uncapped_last_day(rulebook: Rulebook, *, type_key: str | None, received_on: date, joined_on: date) -> date:
    """What the statutes say, whatever the law says to it."""
    rule = exit_rule(rulebook, type_key)
    earliest = earliest_end(rulebook, type_key=type_key, joined_on=joined_on)
    if rule is None:
        return max(received_on, earliest)
    floor = max(add(received_on, rule.notice) if rule.notice else received_on, earliest)
    if rule.dates:
        return min(_fixed(rule.dates, received_on, floor))
    return last_day_of(rule.to, floor, rulebook, joined_on)


def stays_bound(received_on: date, last_day: date) -> bool:
    """Whether a notice would bind longer than the law allows."""
    return last_day > add(received_on, LONGEST)


def exit_sentence(rule: Exit | None) -> str:
    """The rule of leaving as one sentence, without a date of its own."""
    if rule is None:
        return _("The statutes say nothing, so leaving is possible at any time (§ 39 (1) BGB).")
    if rule.dates:
        pairs = [
            pgettext("leaving", "to %(to)s if notice is received by %(by)s")
            % {"to": day_of_year(fixed.to), "by": day_of_year(fixed.by)}
            for fixed in rule.dates
        ]
        return _("Leaving is possible %(dates)s.") % {"dates": listed(pairs, either=True)}
    if rule.notice is None:
        return _("Leaving is possible %(to)s without notice.") % {"to": to_words(rule.to)}
    facts = {"to": to_words(rule.to), "notice": within(rule.notice)}
    return _("Leaving is possible %(to)s with a notice of %(notice)s.") % facts


def to_words(end_at: EndAt) -> str:
    """ "zum Ende des Geschäftsjahres"."""
    return {
        EndAt.ANY_DAY: pgettext("leaving", "at any time"),
        EndAt.UNSTATED: pgettext("leaving", "at any time, since the statutes name no date,"),
        EndAt.MONTH: pgettext("leaving", "to the end of a month"),
        EndAt.QUARTER: pgettext("leaving", "to the end of a quarter"),
        EndAt.HALF_YEAR: pgettext("leaving", "to 30 June or 31 December"),
        EndAt.CALENDAR_YEAR: pgettext("leaving", "to the end of the calendar year"),
        EndAt.FISCAL_YEAR: pgettext("leaving", "to the end of the fiscal year"),
        EndAt.MEMBERSHIP_YEAR: pgettext("leaving", "to the end of a year of membership"),
    }[end_at]
