"""Offices of real associations: who sits where, how many, and what the statutes forbid."""

from datetime import date

import pytest

from members.board.actions import (
    BoardRefused,
    co_opt,
    record_results,
    resign,
)
from members.board.models import Term
from members.board.rules import Result, leaving_sentence, vacancies
from members.models.rulebook import Body
from members.queries.statutes import rulebook_on
from tests.factories import TermFactory, make_board, office_rule

from .sitting import TODAY, member, voted

pytestmark = pytest.mark.django_db


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
