"""What holds of every exit date, whichever of the real associations and whichever days one takes."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from members.models.rulebook import EndAt
from members.rules.calendar import add, in_year, last_day_of
from members.rules.exits import LONGEST, earliest_end, exit_date

from .leaves import Case, case_of, more_files, rules_files

CASES = [case for case in map(case_of, [*rules_files(), *more_files()]) if case.rulebook.leaving.exit]
cases = st.sampled_from(CASES)
days = st.dates(date(2016, 1, 1), date(2036, 12, 31))
ages = st.integers(0, 4000).map(lambda number: timedelta(days=number))


@settings(deadline=None)
@given(cases, days, ages)
def test_nobody_leaves_before_the_notice_has_run_and_nobody_stays_longer_than_the_law(
    case: Case, received_on: date, age: timedelta
) -> None:
    joined_on = received_on - age
    found = exit_date(case.rulebook, type_key=None, received_on=received_on, joined_on=joined_on).last_day
    rule = case.rulebook.leaving.exit
    assert rule is not None
    noticed = add(received_on, rule.notice) if rule.notice else received_on
    earliest = earliest_end(case.rulebook, type_key=None, joined_on=joined_on)
    longest = add(received_on, LONGEST)
    assert min(max(noticed, earliest), longest) <= found <= longest


@settings(deadline=None)
@given(cases, days, ages)
def test_the_last_day_is_one_of_those_the_statutes_allow(case: Case, received_on: date, age: timedelta) -> None:
    joined_on = received_on - age
    found = exit_date(case.rulebook, type_key=None, received_on=received_on, joined_on=joined_on).last_day
    rule = case.rulebook.leaving.exit
    assert rule is not None
    if found == add(received_on, LONGEST):
        return
    if rule.dates:
        assert found in {in_year(fixed.to, found.year) for fixed in rule.dates}
    elif rule.to not in (EndAt.ANY_DAY, EndAt.UNSTATED):
        assert found == last_day_of(rule.to, found, case.rulebook, joined_on)


@settings(deadline=None)
@given(cases, days, st.integers(0, 400), ages)
def test_a_later_notice_never_ends_earlier(case: Case, received_on: date, later: int, age: timedelta) -> None:
    joined_on = received_on - age
    ends = [
        exit_date(case.rulebook, type_key=None, received_on=day, joined_on=joined_on).last_day
        for day in (received_on, received_on + timedelta(days=later))
    ]
    assert ends[0] <= ends[1]
