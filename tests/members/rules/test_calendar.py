"""Lengths, fiscal years and last days: the days on which they tip over."""

from datetime import date

import pytest

from members.models.rulebook import EndAt, Length, Rulebook
from members.models.rulebook.leaving import EndWhen
from members.rules import add, age_on, birthday, fiscal_year, last_day_of, takes_effect


def _rulebook(**rules: object) -> Rulebook:
    return Rulebook.model_validate(rules)


@pytest.mark.parametrize(
    ("day", "length", "expected"),
    [
        (date(2027, 1, 31), "1 month", date(2027, 2, 28)),
        (date(2028, 1, 31), "1 month", date(2028, 2, 29)),
        (date(2026, 11, 30), "3 months", date(2027, 2, 28)),
        (date(2024, 2, 29), "1 year", date(2025, 2, 28)),
        (date(2025, 5, 19), "6 weeks", date(2025, 6, 30)),
        (date(2025, 11, 30), "1 quarter", date(2026, 2, 28)),
        (date(2025, 12, 24), "14 days", date(2026, 1, 7)),
    ],
)
def test_add_is_clamped_at_month_ends(day: date, length: str, expected: date) -> None:
    assert add(day, Length.parse(length)) == expected


@pytest.mark.parametrize(
    ("start", "day", "first", "last"),
    [
        ("03-01", date(2028, 2, 20), date(2027, 3, 1), date(2028, 2, 29)),  # alpen
        ("03-01", date(2027, 2, 20), date(2026, 3, 1), date(2027, 2, 28)),  # alpen, seelbach
        ("04-01", date(2025, 5, 10), date(2025, 4, 1), date(2026, 3, 31)),  # moessingen
        ("04-01", date(2025, 3, 31), date(2024, 4, 1), date(2025, 3, 31)),
        ("01-01", date(2025, 12, 31), date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_fiscal_year_starts_in_any_month(start: str, day: date, first: date, last: date) -> None:
    assert fiscal_year(_rulebook(fiscal_year={"start": start}), day) == (first, last)


def test_fiscal_year_short_first_year_ends_when_the_statutes_say() -> None:
    rulebook = _rulebook(fiscal_year={"start": "07-01", "first_year_ended_on": "1993-12-31"})

    assert fiscal_year(rulebook, date(1993, 8, 1))[1] == date(1993, 12, 31)
    assert fiscal_year(rulebook, date(1994, 1, 1)) == (date(1994, 1, 1), date(1994, 6, 30))
    assert fiscal_year(rulebook, date(1994, 7, 1)) == (date(1994, 7, 1), date(1995, 6, 30))


def test_fiscal_year_long_first_year_is_one_year() -> None:
    rulebook = _rulebook(fiscal_year={"first_year_ended_on": "2021-12-31"})

    assert fiscal_year(rulebook, date(2020, 11, 5))[1] == date(2021, 12, 31)


@pytest.mark.parametrize(
    ("end_at", "day", "expected"),
    [
        (EndAt.ANY_DAY, date(2025, 2, 27), date(2025, 2, 27)),
        (EndAt.MONTH, date(2025, 2, 28), date(2025, 2, 28)),
        (EndAt.MONTH, date(2024, 2, 28), date(2024, 2, 29)),
        (EndAt.QUARTER, date(2025, 7, 1), date(2025, 9, 30)),
        (EndAt.HALF_YEAR, date(2025, 6, 30), date(2025, 6, 30)),
        (EndAt.HALF_YEAR, date(2025, 7, 1), date(2025, 12, 31)),
        (EndAt.CALENDAR_YEAR, date(2025, 7, 1), date(2025, 12, 31)),
        (EndAt.FISCAL_YEAR, date(2025, 4, 1), date(2026, 3, 31)),
        (EndAt.MEMBERSHIP_YEAR, date(2025, 5, 10), date(2026, 5, 9)),
        (EndAt.MEMBERSHIP_YEAR, date(2025, 5, 9), date(2025, 5, 9)),
    ],
)
def test_last_day_of_is_the_next_one(end_at: EndAt, day: date, expected: date) -> None:
    rulebook = _rulebook(fiscal_year={"start": "04-01"})

    assert last_day_of(end_at, day, rulebook, date(2020, 5, 10)) == expected


def test_birthday_of_the_29th_of_february_falls_on_the_1st_of_march() -> None:
    assert birthday(date(2000, 2, 29), 25) == date(2025, 3, 1)
    assert birthday(date(2000, 2, 29), 24) == date(2024, 2, 29)
    assert age_on(date(2000, 2, 29), date(2025, 2, 28)) == 24
    assert age_on(date(2000, 2, 29), date(2025, 3, 1)) == 25


def test_takes_effect_at_once_or_at_the_end_of_a_year() -> None:
    rulebook = _rulebook(fiscal_year={"start": "03-01"})

    assert takes_effect(EndWhen.AT_ONCE, date(2025, 5, 5), rulebook) == date(2025, 5, 5)
    assert takes_effect(EndWhen.MONTH_END, date(2025, 5, 5), rulebook) == date(2025, 5, 31)
    assert takes_effect(EndWhen.CALENDAR_YEAR_END, date(2025, 5, 5), rulebook) == date(2025, 12, 31)
    assert takes_effect(EndWhen.FISCAL_YEAR_END, date(2025, 5, 5), rulebook) == date(2026, 2, 28)
