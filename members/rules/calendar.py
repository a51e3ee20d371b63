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


def easter(year: int) -> date:
    """Easter Sunday (Gauss, in the form of Meeus/Jones/Butcher)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    correction = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - correction - rest % 4) % 7
    shift = (golden + 11 * correction + 22 * weekday) // 451
    month, day = divmod(correction + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def next_working_day(day: date) -> date:
    """The day itself or the next one from Monday to Friday that is no public holiday everywhere in Germany."""
    sunday = easter(day.year)
    # Good Friday, Easter Monday, Ascension, Whit Monday
    closed = {sunday + timedelta(days=days) for days in (-2, 1, 39, 50)}
    fixed = {(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)}
    while day.weekday() >= 5 or day in closed or (day.month, day.day) in fixed:
        day += ONE_DAY
    return day


def first_day_after(day: date, length: Length, *, working_day: bool = False) -> date:
    """The first day for a meeting when something went out on `day` and `length` must lie between.

    Neither `day` nor the meeting's counts (§§ 187 (1), 188 BGB); `working_day`: counting begins on a working day.
    """
    eve = next_working_day(day + ONE_DAY) - ONE_DAY if working_day else day
    return add(eve, length) + ONE_DAY


def last_day_before(meeting_on: date, length: Length, *, working_day: bool = False) -> date:
    """The last day on which something may go out so that `length` lies between it and the meeting."""
    day = meeting_on - ONE_DAY
    while first_day_after(day, length, working_day=working_day) > meeting_on:
        day -= ONE_DAY
    return day
