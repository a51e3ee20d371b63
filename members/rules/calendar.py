"""Days the statutes speak of: lengths added, fiscal years, last days. Months are counted here and nowhere else."""

from calendar import monthrange
from datetime import date, timedelta

from members.models.rulebook import EndAt, Length, MonthDay, Rulebook, TermCount, Unit
from members.models.rulebook.leaving import EndWhen

ONE_DAY = timedelta(days=1)


def add(day: date, length: Length) -> date:
    """`length` after `day`; months and years are clamped at month ends: 31 January + 1 month is 28 or 29 February."""
    if length.unit in (Unit.DAYS, Unit.WEEKS):
        return day + timedelta(days=length.number * (7 if length.unit == Unit.WEEKS else 1))
    months = day.month - 1 + length.number * (12 if length.unit == Unit.YEARS else 1)
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def in_year(when: MonthDay, year: int) -> date:
    """The day of that year; 29 February, and only it, falls back to the last day of its month."""
    return date(year, when.month, min(when.day, monthrange(year, when.month)[1]))


def birthday(born_on: date, age: int) -> date:
    """The first day somebody is `age`; who was born on 29 February gets older on 1 March (§§ 187, 188 BGB)."""
    if (born_on.month, born_on.day) == (2, 29) and monthrange(born_on.year + age, 2)[1] == 28:
        return date(born_on.year + age, 3, 1)
    return born_on.replace(year=born_on.year + age)


def age_on(born_on: date, day: date) -> int:
    """Completed years of life."""
    years = day.year - born_on.year
    return years if birthday(born_on, years) <= day else years - 1


def fiscal_year(rulebook: Rulebook, day: date) -> tuple[date, date]:
    """First and last day of the fiscal year `day` lies in.

    Every day up to the printed end of the first year lies in the first year, however long that was; where it began
    nobody wrote down, so its first day is that of a regular year.
    """
    rule = rulebook.fiscal_year
    first = in_year(rule.start, day.year)
    if first > day:
        first = in_year(rule.start, day.year - 1)
    last = in_year(rule.start, first.year + 1) - ONE_DAY
    if rule.first_year_ended_on is None:
        return first, last
    if day <= rule.first_year_ended_on:
        return first, rule.first_year_ended_on
    return max(first, rule.first_year_ended_on + ONE_DAY), last


def last_day_of(end_at: EndAt, day: date, rulebook: Rulebook, joined_on: date) -> date:
    """The next such last day on or after `day`; a year of membership ends the day before its anniversary."""
    if end_at in (EndAt.ANY_DAY, EndAt.UNSTATED):
        return day
    if end_at == EndAt.FISCAL_YEAR:
        return fiscal_year(rulebook, day)[1]
    if end_at == EndAt.MEMBERSHIP_YEAR:
        years = max(day.year - joined_on.year, 1)
        while (last := add(joined_on, Length(years, Unit.YEARS)) - ONE_DAY) < day:
            years += 1
        return last
    months = {EndAt.MONTH: 1, EndAt.QUARTER: 3, EndAt.HALF_YEAR: 6, EndAt.CALENDAR_YEAR: 12}[end_at]
    month = -(-day.month // months) * months
    return date(day.year, month, monthrange(day.year, month)[1])


def takes_effect(when: EndWhen, day: date, rulebook: Rulebook) -> date:
    """The last day of a membership that ends by itself or by exclusion on `day`."""
    end_at = {
        EndWhen.AT_ONCE: EndAt.ANY_DAY,
        EndWhen.MONTH_END: EndAt.MONTH,
        EndWhen.CALENDAR_YEAR_END: EndAt.CALENDAR_YEAR,
        EndWhen.FISCAL_YEAR_END: EndAt.FISCAL_YEAR,
    }[when]
    return last_day_of(end_at, day, rulebook, day)


def term_end(length: Length, counts: TermCount, joined_on: date, rulebook: Rulebook) -> date:
    """The last day of `length` from joining; full years start with the first one that begins on or after it."""
    if counts == TermCount.FROM_JOINING:
        return add(joined_on, length) - ONE_DAY
    end_at = EndAt.CALENDAR_YEAR if counts == TermCount.CALENDAR_YEAR else EndAt.FISCAL_YEAR
    # From the day before: who joins on the first day of a year has that year as a full one.
    begins = last_day_of(end_at, joined_on - ONE_DAY, rulebook, joined_on) + ONE_DAY
    return add(begins, length) - ONE_DAY
