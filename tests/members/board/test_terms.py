"""When terms begin and end: the rules of real associations, one test for each sentence."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.board.actions import (
    co_opt,
    elect,
    record_results,
    resign,
)
from members.board.models import Term
from members.board.rules import Result, begins_on, is_due, leaving_sentence, regular_end, term_sentence, vacancies
from members.board.rules.terms import co_option_due, next_to_leave
from members.models import Person
from members.models.rulebook import Body, Rulebook
from tests.factories import make_board, office_rule

from .sitting import TODAY, member, office, voted

pytestmark = pytest.mark.django_db


# --- Dates -----------------------------------------------------------------------------------------------------------
def test_a_term_of_two_years_ends_on_the_day_before_the_election_two_years_later() -> None:
    assert regular_end(office(), date(2026, 3, 10)) == date(2028, 3, 10)


def test_a_term_from_29_february_ends_with_february() -> None:
    assert regular_end(office(term="1 year"), date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("elected_on", "begins"),
    [
        (date(2026, 3, 31), date(2026, 4, 1)),
        (date(2026, 4, 1), date(2026, 4, 1)),
        (date(2026, 4, 2), date(2027, 4, 1)),
    ],
)
def test_a_term_begins_on_the_day_the_statutes_name(elected_on: date, begins: date) -> None:
    assert begins_on(office(starts="04-01"), elected_on) == begins


@given(
    elected_on=st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    length=st.sampled_from(["6 months", "1 year", "2 years", "3 years", "4 years"]),
    starts=st.sampled_from([None, "01-01", "02-29", "04-01", "12-31"]),
)
def test_a_term_never_begins_before_its_election_and_lasts_as_the_statutes_say(
    elected_on: date, length: str, starts: str | None
) -> None:
    rule = office(term=length, starts=starts)
    first = begins_on(rule, elected_on)
    end = regular_end(rule, first)
    assert elected_on <= first <= elected_on + timedelta(days=366)
    assert end is not None
    months = (end.year - first.year) * 12 + end.month - first.month
    assert months == {"6 months": 6, "1 year": 12, "2 years": 24, "3 years": 36, "4 years": 48}[length]
    assert end.day <= first.day


def test_staggered_first_elections_of_neu_wulmstorf_lead_to_odd_and_even_years() -> None:
    """First chair 2025, 2027, 2029; second chair and treasurer 2026, 2028."""
    make_board(
        office_rule("first_chair", first_terms=["1 year"]), office_rule("second_chair"), office_rule("treasurer")
    )
    years: dict[str, list[int]] = {}
    for key in ("first_chair", "second_chair", "treasurer"):
        ends: list[int] = []
        term = voted(member(), key, date(2024, 3, 1))
        while term.until_on and term.until_on.year < 2030 and len(ends) < 3:
            ends.append(term.until_on.year)
            term = elect(term.person, office_key=key, elected_on=term.until_on, actor=None, today=date(2031, 1, 1))
        years[key] = ends
    assert years == {"first_chair": [2025, 2027, 2029], "second_chair": [2026, 2028], "treasurer": [2026, 2028]}


def test_advisers_of_hirschberg_are_first_elected_six_for_two_and_six_for_three_years() -> None:
    make_board(
        office_rule(
            "adviser", seats_min=12, seats_max=12, first_terms=["2 years"] * 6 + ["3 years"] * 6, term="3 years"
        )
    )
    people = [member() for _number in range(12)]
    results = [Result("adviser", person) for person in people]
    terms, _warnings = record_results(results, elected_on=date(2026, 3, 1), actor=None, today=TODAY)
    assert [term.until_on for term in terms] == [date(2028, 3, 1)] * 6 + [date(2029, 3, 1)] * 6
    later = elect(
        people[0], office_key="adviser", elected_on=date(2028, 3, 1), actor=None, today=date(2028, 3, 1),
        replaces=terms[0],
    )  # fmt: skip
    assert (later.how, later.until_on) == (Term.How.RE_ELECTED, date(2031, 3, 1))


def test_who_remains_in_office_until_a_successor_is_elected_has_an_open_end() -> None:
    make_board(office_rule("chair", stays_until_successor=True))
    term = voted(member())
    assert (term.until_on, term.due_on) == (None, date(2028, 3, 10))
    assert term_sentence(term, date(2028, 3, 9)) == "bis zur Neuwahl (regulär bis 9. März 2028)"
    assert not is_due(term, date(2028, 3, 9))
    assert term_sentence(term, date(2028, 3, 10)) == "bis zur Neuwahl (fällig seit 10. März 2028)"
    assert is_due(term, date(2028, 3, 10))


def test_the_successor_ends_the_open_term_on_the_day_the_new_one_begins() -> None:
    make_board(office_rule("chair", stays_until_successor=True, starts="04-01"))
    old = voted(member(), on=date(2024, 3, 1))
    new = voted(member(), on=date(2026, 3, 1))
    old.refresh_from_db()
    assert new.from_on == old.until_on == date(2026, 4, 1)
    assert (old.ended_how, old.last_day, new.follows) == (Term.Ended.TERM_OVER, date(2026, 3, 31), old)


def test_the_name_of_the_office_starts_in_the_form_of_the_holder() -> None:
    make_board()
    assert voted(member(salutation="mrs")).form == "female"
    assert voted(member(salutation=""), "treasurer").form == "neutral"


# --- Ends ------------------------------------------------------------------------------------------------------------


def test_the_statutes_of_the_day_of_the_election_count() -> None:
    make_board(office_rule("chair", term="3 years"))
    make_board(office_rule("chair", term="1 year"), effective_on=date(2026, 6, 1))
    assert voted(member(), on=date(2026, 5, 31)).until_on == date(2029, 5, 31)
    assert voted(member(), on=date(2026, 6, 1)).until_on == date(2027, 6, 1)


def test_an_empty_rulebook_knows_no_office() -> None:
    assert vacancies(Rulebook(), [], TODAY) == []


# --- Between elections, and who leaves next --------------------------------------------------------------------------
def test_of_those_who_began_on_the_same_day_the_lot_decides_who_leaves() -> None:
    older, *others = (Term(pk=number, person=Person(last_name=name)) for number, name in enumerate("ABCD", 1))
    older.from_on = date(2024, 3, 1)
    for term in others:
        term.from_on = date(2025, 3, 1)
    assert next_to_leave(2, [older, *others]) == ([older], others, 1)
    assert next_to_leave(1, [*others, older]) == ([older], [], 0)
    assert next_to_leave(4, [older, *others]) == ([older, *others], [], 0)
    body = Body.model_validate({"key": "board", "name": "Vorstand", "leave_each_year": 2})
    assert leaving_sentence(body, [older, *others]).endswith(
        "als Nächste: A; und von diesen, die am selben Tag begonnen haben, 1 durch Los oder Absprache: B, C, D."
    )


def test_a_co_option_counts_until_the_next_general_meeting_where_the_statutes_say_so() -> None:
    chair = office_rule("chair", co_option_by=["board"], co_option_until="next_meeting")
    make_board(chair, general_meeting={"by": "06-01"})
    before = voted(member(), on=date(2025, 3, 10))
    resign(before, until_on=date(2026, 1, 1), actor=None, today=TODAY)
    term = co_opt(member(), office_key="chair", decided_on=date(2026, 1, 10), actor=None, today=TODAY)
    assert (term.due_on, term.until_on) == (date(2026, 6, 2), None)
    elected = voted(member(), on=date(2026, 5, 20))
    term.refresh_from_db()
    assert (term.until_on, elected.from_on) == (date(2026, 5, 20), date(2026, 5, 20))


def test_a_co_option_serves_out_the_term_that_ends_before_the_next_meeting() -> None:
    rules = Rulebook.model_validate({"general_meeting": {"every": "1 year"}})
    until = office(co_option_until="next_meeting")
    assert co_option_due(until, rules, date(2026, 1, 10), None) == date(2027, 1, 11)
    assert co_option_due(until, rules, date(2026, 1, 10), date(2026, 3, 10)) == date(2026, 3, 10)
    assert co_option_due(until, Rulebook(), date(2026, 1, 10), date(2026, 3, 10)) == date(2026, 3, 10)
    rest = office(co_option_until="rest_of_term")
    assert co_option_due(rest, rules, date(2026, 1, 10), date(2028, 3, 10)) == date(2028, 3, 10)
