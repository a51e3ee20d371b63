"""The general meeting by the statutes: last days, quorum, proxies, majorities."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from members.models.rulebook import Length, Rulebook, Unit
from members.rules.calendar import first_day_after, last_day_before, next_working_day
from members.rules.meetings import Turnout, conditions, deadlines

TURNOUT = Turnout(members=40, voters=34, votes=36)


def rules(**meeting: object) -> Rulebook:
    return Rulebook.model_validate({"general_meeting": meeting})


def days(meeting_on: date, *, extraordinary: bool = False, **meeting: Any) -> dict[str, date]:
    with translation.override("en"):
        found = deadlines(rules(**meeting).general_meeting, meeting_on, extraordinary=extraordinary)
    return {deadline.text: deadline.day for deadline in found}


@pytest.mark.parametrize(
    ("length", "meeting_on", "sent_by"),
    [
        # fourteen days lie between the 5th and the 20th
        ("14 days", date(2026, 3, 20), date(2026, 3, 5)),
        ("2 weeks", date(2026, 3, 20), date(2026, 3, 5)),
        ("4 weeks", date(2026, 4, 1), date(2026, 3, 3)),
        ("1 month", date(2026, 4, 20), date(2026, 3, 19)),
        ("1 month", date(2026, 3, 1), date(2026, 1, 31)),
        ("8 days", date(2024, 3, 5), date(2024, 2, 25)),
    ],
)
def test_last_day_before_neither_day_counts(length: str, meeting_on: date, sent_by: date) -> None:
    assert last_day_before(meeting_on, Length.parse(length)) == sent_by


@given(
    st.integers(0, 20_000).map(lambda days: date(2010, 1, 1) + timedelta(days=days)),
    st.builds(Length, st.integers(1, 40), st.sampled_from([Unit.DAYS, Unit.WEEKS])),
    st.booleans(),
)
def test_last_day_before_is_the_last_one_that_is_early_enough(
    meeting_on: date, length: Length, working_day: bool
) -> None:
    last = last_day_before(meeting_on, length, working_day=working_day)
    assert first_day_after(last, length, working_day=working_day) <= meeting_on
    assert first_day_after(last + timedelta(days=1), length, working_day=working_day) > meeting_on


def test_counting_from_the_next_working_day_skips_weekends_and_holidays() -> None:
    """Sent on Maundy Thursday: counting begins on the Tuesday after Easter."""
    assert next_working_day(date(2026, 4, 3)) == date(2026, 4, 7)
    two_weeks = Length.parse("2 weeks")
    assert first_day_after(date(2026, 4, 2), two_weeks, working_day=True) == date(2026, 4, 21)
    assert first_day_after(date(2026, 4, 2), two_weeks) == date(2026, 4, 17)
    assert next_working_day(date(2026, 5, 14)) == date(2026, 5, 15)  # Ascension
    assert next_working_day(date(2026, 10, 3)) == date(2026, 10, 5)


def test_deadlines_of_an_ordinary_and_an_extraordinary_meeting() -> None:
    found: dict[str, Any] = {
        "notice": "4 weeks",
        "notice_extraordinary": "2 weeks",
        "by": "06-01",
        "motions_before": "1 week",
    }
    assert days(date(2026, 5, 1), **found) == {
        "The invitation has been sent.": date(2026, 4, 2),
        "Motions have arrived.": date(2026, 4, 23),
        "The ordinary meeting of this year should have been held.": date(2026, 6, 1),
    }
    assert days(date(2026, 5, 1), extraordinary=True, **found) == {
        "The invitation has been sent.": date(2026, 4, 16),
        "Motions have arrived.": date(2026, 4, 23),
    }
    received = days(date(2026, 5, 1), notice="2 weeks", notice_counts="receipt")
    assert received == {"The invitation has arrived.": date(2026, 4, 16)}


def test_conditions_count_the_quorum_and_name_the_law_where_the_statutes_are_silent() -> None:
    book = rules(
        quorum_part={"numerator": 1, "denominator": 7},
        reconvened={"only_below": {"numerator": 1, "denominator": 3}, "always_quorate": True},
        proxy=True,
        proxy_max=2,
    )
    with translation.override("en"):
        said = " ".join(conditions(book, TURNOUT, extraordinary=False))
        law = " ".join(conditions(Rulebook(), TURNOUT, extraordinary=False))
    assert "Quorate with 5 of 34 members" in said
    assert "fewer than 12 came" in said
    assert "always quorate" in said
    assert "2 proxies at most" in said
    assert "4 of 40 members ask for it" in said  # a tenth, § 37 BGB
    assert "The statutes name no period" in law
    assert "no votes by proxy" in law  # § 38 BGB
    assert "no quorum" in law
    assert "three quarters of the votes cast (the law’s rule)" in law
