"""Days on which euro payments are settled (TARGET, L-SEPA-5)."""

from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
FIXED = {(1, 1), (5, 1), (12, 25), (12, 26)}


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * weekday) // 433
    month = (h + weekday - 7 * m + 90) // 25
    return date(year, month, (h + weekday - 7 * m + 33 * month + 19) % 32)


def is_target_day(day: date) -> bool:
    """No Saturday, Sunday, 1 January, Good Friday, Easter Monday, 1 May, 25 or 26 December."""
    sunday = easter(day.year)
    closed = {sunday - 2 * ONE_DAY, sunday + ONE_DAY}
    return day.weekday() < 5 and (day.month, day.day) not in FIXED and day not in closed


def target_day(day: date) -> date:
    """`day`, or the next one on which banks settle."""
    while not is_target_day(day):
        day += ONE_DAY
    return day
