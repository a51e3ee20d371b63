"""When terms begin and end: the rules of real associations, one test for each sentence."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.board.actions import (
    BoardRefused,
    co_opt,
    elect,
    record_results,
    resign,
)
from members.board.models import Term
from members.board.rules import Result, begins_on, is_due, leaving_sentence, regular_end, term_sentence, vacancies
from members.board.rules.terms import co_option_due, next_to_leave
from members.models import Person
from members.models.rulebook import Body, Office, Rulebook
from members.queries.statutes import rulebook_on
from tests.factories import MemberFactory, TermFactory, make_board, office_rule

TODAY = date(2026, 11, 22)
pytestmark = pytest.mark.django_db


def office(**fields: Any) -> Office:
    return Office.model_validate(office_rule("chair", **fields))


def member(**fields: Any) -> Person:
    return MemberFactory(**{f"person__{name}": value for name, value in fields.items()}).person


def voted(person: Person, key: str = "chair", on: date = date(2026, 3, 10), **details: Any) -> Term:
    return elect(person, office_key=key, elected_on=on, actor=None, today=TODAY, **details)


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


# --- Real cases ------------------------------------------------------------------------------------------------------
def test_niederaula_has_beisitzer_bound_to_an_industry() -> None:
    trades = ["Handel", "Handwerk", "Dienstleistung", "freie Berufe", "Gastronomie", "politische Gemeinde"]
    make_board(office_rule("assessor", name="Beisitz", seats_max=6, trades=trades))
    term = voted(member(), "assessor", seat="Handwerk")
    assert term.seat == "Handwerk"
    with pytest.raises(BoardRefused, match="Der Platz „Handwerk“ ist besetzt: Jonas"):
        voted(member(), "assessor", seat="Handwerk")
    with pytest.raises(BoardRefused, match="Wählen Sie die Branche des Platzes: Handel"):
        voted(member(), "assessor", seat="Schifffahrt")
    empty = vacancies(rulebook_on(TODAY), Term.objects.all(), TODAY)
    assert [vacancy.seat for vacancy in empty] == [trade for trade in trades if trade != "Handwerk"]
    assert empty[0].sentence(TODAY) == "Der Platz „Handel“ ist unbesetzt."


def test_herrischried_elects_somebody_who_is_absent_with_prior_consent() -> None:
    make_board(office_rule("chair", in_absence=True))
    assert voted(member(), in_absence=True).in_absence


def test_an_election_in_absence_that_the_statutes_forbid_is_a_warning() -> None:
    make_board(office_rule("chair", in_absence=False))
    result = Result("chair", member(), in_absence=True)
    _terms, warnings = record_results([result], elected_on=date(2026, 3, 1), actor=None, today=TODAY)
    assert warnings == ("Chair: Die Satzung erlaubt keine Wahl in Abwesenheit.",)


def test_herrischried_has_all_offices_vacant_but_one() -> None:
    make_board(*(office_rule(key) for key in ("chair", "deputy", "treasurer", "secretary")))
    TermFactory(office_key="treasurer", from_on=date(1998, 1, 1), due_on=date(2000, 1, 1), until_on=None)
    empty = vacancies(rulebook_on(TODAY), Term.objects.all(), TODAY)
    assert [vacancy.office.key for vacancy in empty] == ["chair", "deputy", "secretary"]


def test_niederstetten_may_be_a_year_without_a_chair() -> None:
    make_board(office_rule("chair", vacancy_at_most="1 year"))
    TermFactory(from_on=date(2022, 3, 1), due_on=date(2024, 3, 1))
    (empty,) = vacancies(rulebook_on(TODAY), Term.objects.all(), date(2024, 6, 1))
    assert (empty.since, empty.last_day) == (date(2024, 3, 1), date(2025, 2, 28))
    assert empty.sentence(date(2024, 6, 1)) == (
        "1 Platz ist seit 1. März 2024 unbesetzt. Laut Satzung muss er bis zum 28. Februar 2025 besetzt werden."
    )
    assert "hätte" in empty.sentence(date(2025, 3, 1))


def test_wahlstedt_fills_a_vacant_office_between_elections() -> None:
    """The rest of the term is served out."""
    make_board(office_rule("chair", co_option_by=["board"]))
    old = voted(member(), on=date(2026, 3, 10))
    resign(old, until_on=date(2026, 9, 1), actor=None, today=TODAY)
    new = co_opt(member(), office_key="chair", decided_on=date(2026, 10, 1), actor=None, today=TODAY)
    assert (new.how, new.from_on, new.until_on) == (Term.How.CO_OPTED, date(2026, 10, 1), date(2028, 3, 10))
    assert new.follows == old


def test_zwingenberg_changes_the_number_of_beisitzer_from_one_term_to_the_next() -> None:
    make_board(office_rule("assessor", name="Beisitz", seats_min=3, seats_max=4))
    three = [voted(member(), "assessor", date(2021, 3, 1)) for _number in range(3)]
    stays, goes = three[:2], three[2]
    results = [Result("assessor", term.person, replaces=term) for term in stays]
    results += [Result("assessor", member(), replaces=goes), Result("assessor", member())]
    record_results(results, elected_on=date(2023, 3, 1), actor=None, today=TODAY)
    running = Term.objects.on(date(2023, 3, 1))
    assert sorted(term.how for term in running) == ["elected", "elected", "re_elected", "re_elected"]


def test_altenstadt_has_a_treasurer_who_is_also_secretary_and_an_honorary_chair_who_is_beisitzer() -> None:
    make_board(
        office_rule("treasurer"), office_rule("secretary"), office_rule("honorary_chair", term=None),
        office_rule("assessor", seats_max=3),
    )  # fmt: skip
    both, honoured = member(), member()
    results = [Result("treasurer", both), Result("secretary", both), Result("honorary_chair", honoured)]
    results.append(Result("assessor", honoured))
    terms, warnings = record_results(results, elected_on=date(2026, 3, 1), actor=None, today=TODAY)
    assert len(terms) == 4
    assert warnings == ()
    assert terms[2].until_on is None


def test_two_offices_in_one_person_are_a_warning_where_the_statutes_forbid_it() -> None:
    make_board(office_rule("treasurer"), office_rule("secretary"), board={"combining_offices": False})
    both = member(last_name="Overkamp")
    results = [Result("treasurer", both), Result("secretary", both)]
    terms, warnings = record_results(results, elected_on=date(2026, 3, 1), actor=None, today=TODAY)
    assert len(terms) == 2
    assert "Secretary: Jonas Overkamp ist auch Treasurer; die Satzung erlaubt nicht beides zusammen." in warnings


def test_zemmer_has_one_office_with_two_holders() -> None:
    make_board(office_rule("treasurer", seats_max=2))
    voted(member(), "treasurer")
    voted(member(), "treasurer")
    with pytest.raises(BoardRefused, match="Laut Satzung können höchstens 2 dieses Amt zugleich haben"):
        voted(member(), "treasurer")
    assert Term.objects.count() == 2


def test_griesheim_loses_a_beisitzer_without_replacement() -> None:
    make_board(office_rule("assessor", seats_min=0, seats_max=5), effective_on=date(2000, 1, 1))
    five = [voted(member(), "assessor", date(2007, 6, 12)) for _number in range(5)]
    results = [Result("assessor", term.person, replaces=term) for term in five[:4]]
    results.append(Result("assessor", None, replaces=five[4]))
    record_results(results, elected_on=date(2009, 6, 16), actor=None, today=TODAY)
    assert Term.objects.on(date(2009, 6, 16)).count() == 4
    assert not vacancies(rulebook_on(TODAY), Term.objects.all(), date(2009, 6, 16))


def test_hainburg_has_offices_with_a_free_title() -> None:
    make_board(office_rule("board_member", name="Vorstandsmitglied", seats_max=5))
    assert voted(member(), "board_member", seat="Märkte").seat == "Märkte"
    assert voted(member(), "board_member", seat="Mitglieder").seat == "Mitglieder"


def test_two_leave_every_year_in_wiesmoor_the_longest_in_office_first() -> None:
    body = Body.model_validate({"key": "board", "name": "Vorstand", "leave_each_year": 2})
    terms = [TermFactory(person=member(last_name=name), from_on=date(year, 3, 1), office_key=name.lower())
             for name, year in (("Neu", 2026), ("Alt", 2024), ("Mittel", 2025))]  # fmt: skip
    assert leaving_sentence(body, terms) == "2 scheiden jedes Jahr aus, als Nächste: Jonas Alt, Jonas Mittel."


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
