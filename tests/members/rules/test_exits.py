"""Until when somebody who gives notice is a member: real statutes on their boundary days, and properties of all."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from members.models.rulebook import EndAt, Rulebook
from members.rules import add, exit_date, last_day_of
from members.rules.exits import LONGEST, earliest_end, exit_rule

OLD_MEMBER = date(2010, 1, 1)


def _exit(exit_rules: dict[str, object] | None, **rules: object) -> Rulebook:
    return Rulebook.model_validate({"leaving": {"exit": exit_rules}, **rules})


def _last_day(rulebook: Rulebook, received_on: date, joined_on: date = OLD_MEMBER) -> date:
    return exit_date(rulebook, type_key=None, received_on=received_on, joined_on=joined_on).last_day


MARCH = {"start": "03-01"}


@pytest.mark.parametrize(
    ("rules", "fiscal_year", "received", "expected"),
    [
        # bergenhusen: 6 weeks are 42 days, so 19 May is the last day for 30 June
        ({"notice": "6 weeks", "to": "quarter"}, None, date(2025, 5, 19), date(2025, 6, 30)),
        ({"notice": "6 weeks", "to": "quarter"}, None, date(2025, 5, 20), date(2025, 9, 30)),
        # bredstedt
        ({"notice": "3 months", "to": "calendar_year"}, None, date(2025, 9, 30), date(2025, 12, 31)),
        ({"notice": "3 months", "to": "calendar_year"}, None, date(2025, 10, 1), date(2026, 12, 31)),
        # seelbach: 28 November is in time; so are 29 and 30 November, clamped to the end of February
        ({"notice": "3 months"}, MARCH, date(2026, 11, 28), date(2027, 2, 28)),
        ({"notice": "3 months"}, MARCH, date(2026, 11, 30), date(2027, 2, 28)),
        ({"notice": "3 months"}, MARCH, date(2026, 12, 1), date(2028, 2, 29)),
        # immenstaad
        ({"to": "month"}, None, date(2025, 2, 28), date(2025, 2, 28)),
        # adorf-1903
        ({"to": "any_day"}, None, date(2025, 2, 27), date(2025, 2, 27)),
        # hersfeld-female-business: the fixed day itself is in time
        ({"dates": {"to": "12-31", "by": "11-20"}}, None, date(2025, 11, 20), date(2025, 12, 31)),
        ({"dates": {"to": "12-31", "by": "11-20"}}, None, date(2025, 11, 21), date(2026, 12, 31)),
        # leverkusen: two dates a year, six months
        ({"notice": "6 months", "to": "half_year"}, None, date(2025, 6, 30), date(2025, 12, 31)),
        ({"notice": "6 months", "to": "half_year"}, None, date(2025, 7, 1), date(2026, 6, 30)),
        # a fixed day of the year before
        ({"dates": {"to": "01-31", "by": "11-15"}}, None, date(2025, 11, 15), date(2026, 1, 31)),
        ({"dates": {"to": "01-31", "by": "11-15"}}, None, date(2025, 11, 16), date(2027, 1, 31)),
    ],
)
def test_exit_date_on_boundary_days(
    rules: dict[str, object], fiscal_year: dict[str, str] | None, received: date, expected: date
) -> None:
    assert _last_day(_exit(rules, fiscal_year=fiscal_year or {}), received) == expected


def test_exit_date_not_before_the_end_of_the_year_after_joining() -> None:
    """bds-bayern: joined in February 2026, first possible at the end of 2027, notice by 30 September 2027."""
    rulebook = _exit({"dates": {"to": "12-31", "by": "09-30"}, "earliest": {"years_after_joining": 1}})
    joined = date(2026, 2, 10)

    assert earliest_end(rulebook, type_key=None, joined_on=joined) == date(2027, 12, 31)
    assert _last_day(rulebook, date(2026, 3, 1), joined) == date(2027, 12, 31)
    assert _last_day(rulebook, date(2027, 9, 30), joined) == date(2027, 12, 31)
    assert _last_day(rulebook, date(2027, 10, 1), joined) == date(2028, 12, 31)


def test_exit_date_waits_for_the_minimum_term() -> None:
    rulebook = _exit({"to": "month"}, admission={"minimum_term": {"length": "1 year"}})

    assert _last_day(rulebook, date(2025, 5, 2), date(2025, 4, 10)) == date(2026, 4, 30)
    assert _last_day(rulebook, date(2027, 5, 2), date(2025, 4, 10)) == date(2027, 5, 31)


def test_exit_date_minimum_term_of_a_full_calendar_year() -> None:
    """fischeln: who joins on 1 January has that year as the full one, anybody else the next."""
    rulebook = _exit({"to": "any_day"}, admission={"minimum_term": {"length": "1 year", "counts": "calendar_year"}})

    assert _last_day(rulebook, date(2025, 3, 1), date(2025, 1, 1)) == date(2025, 12, 31)
    assert _last_day(rulebook, date(2025, 3, 1), date(2025, 1, 2)) == date(2026, 12, 31)


def test_exit_date_without_a_rule_is_the_day_of_receipt() -> None:
    found = exit_date(Rulebook(), type_key=None, received_on=date(2025, 5, 3), joined_on=OLD_MEMBER)

    assert found.last_day == date(2025, 5, 3)
    assert "§ 39 Abs. 1 BGB" in found.sentence


def test_exit_date_beyond_two_years_the_law_beats_the_statutes() -> None:
    rulebook = _exit({"notice": "2 years", "to": "calendar_year"})

    found = exit_date(rulebook, type_key=None, received_on=date(2025, 5, 3), joined_on=OLD_MEMBER)

    assert found.last_day == date(2027, 5, 3)
    assert "§ 39 Abs. 2 BGB" in found.sentence
    with override("en"):
        sentence = exit_date(rulebook, type_key=None, received_on=date(2025, 5, 3), joined_on=OLD_MEMBER).sentence
    assert "nobody is bound for more than two years" in sentence


def test_exit_date_says_the_rule_in_words() -> None:
    rulebook = _exit({"notice": "3 months", "to": "fiscal_year"})

    sentence = exit_date(rulebook, type_key=None, received_on=date(2025, 5, 3), joined_on=OLD_MEMBER).sentence

    assert sentence == "Der Austritt ist zum Ende des Geschäftsjahres mit einer Frist von 3 Monaten möglich."


def test_exit_date_of_a_type_with_rules_of_its_own() -> None:
    rulebook = _exit(
        {"notice": "3 months", "to": "calendar_year"},
        types=[{"key": "guest", "name": "Gast", "exit": {"to": "any_day"}}, {"key": "full", "name": "Mitglied"}],
    )

    guest = exit_date(rulebook, type_key="guest", received_on=date(2025, 5, 3), joined_on=OLD_MEMBER)
    full = exit_date(rulebook, type_key="full", received_on=date(2025, 5, 3), joined_on=OLD_MEMBER)

    assert guest.last_day == date(2025, 5, 3)
    assert full.last_day == date(2025, 12, 31)


month_days = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda day: f"{day:%m-%d}")
lengths = st.one_of(
    st.none(),
    st.builds("{} days".format, st.integers(0, 120)),
    st.builds("{} weeks".format, st.integers(0, 60)),
    st.builds("{} months".format, st.integers(0, 30)),
)
rulebooks = st.builds(
    lambda exit_rules, start, term: Rulebook.model_validate(
        {"leaving": {"exit": exit_rules}, "fiscal_year": {"start": start}, "admission": {"minimum_term": term}}
    ),
    st.one_of(
        st.none(),
        st.fixed_dictionaries(
            {"notice": lengths, "to": st.sampled_from([end.value for end in EndAt])},
            optional={
                "dates": st.lists(st.fixed_dictionaries({"to": month_days, "by": month_days}), max_size=3),
                "earliest": st.fixed_dictionaries(
                    {"years_after_joining": st.integers(0, 3), "at": st.sampled_from([end.value for end in EndAt])}
                ),
            },
        ),
    ),
    st.integers(1, 12).map(lambda month: f"{month:02}-01"),
    st.one_of(
        st.none(),
        st.fixed_dictionaries(
            {
                "length": st.sampled_from(["1 year", "6 months", "2 years"]),
                "counts": st.sampled_from(["from_joining", "calendar_year", "fiscal_year"]),
            }
        ),
    ),
)
days = st.dates(date(2019, 1, 1), date(2033, 12, 31))


@settings(max_examples=400, deadline=None)
@given(rulebooks, days, st.integers(0, 3000))
def test_exit_date_properties(rulebook: Rulebook, joined_on: date, days_later: int) -> None:
    """Never before receipt plus notice nor after two years; an allowed date, unless the law cut it short."""
    received_on = joined_on + timedelta(days=days_later)
    rule = exit_rule(rulebook, None)
    cap = add(received_on, LONGEST)

    last_day = _last_day(rulebook, received_on, joined_on)

    assert received_on <= last_day <= cap
    assert _last_day(rulebook, received_on + timedelta(days=1), joined_on) >= last_day, "later notice, earlier end"
    if last_day == cap:
        return
    if rule and rule.notice:
        assert last_day >= add(received_on, rule.notice)
    assert last_day >= earliest_end(rulebook, type_key=None, joined_on=joined_on)
    if rule and rule.dates:
        ends = {(fixed.to.month, min(fixed.to.day, 28)) for fixed in rule.dates}
        assert (last_day.month, min(last_day.day, 28)) in ends
    elif rule:
        assert last_day == last_day_of(rule.to, last_day, rulebook, joined_on)
