"""Elections and ends that are refused with a clear sentence, and what is only warned of."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from members.board.actions import (
    BoardRefused,
    record_results,
)
from members.board.models import Term
from members.board.rules import Result
from tests.factories import PersonFactory, TermFactory, make_board, office_rule
from tests.members.board.test_terms import TODAY, member, voted
from verein.models import LogEntry

pytestmark = pytest.mark.django_db


def test_an_office_the_statutes_do_not_know_is_refused() -> None:
    make_board()
    with pytest.raises(BoardRefused, match="Die Satzung kennt kein Amt „pope“"):
        voted(member(), "pope")


def test_an_office_nobody_may_hold_is_refused() -> None:
    make_board(office_rule("chair", eligible_types=["active"]), types=[{"key": "full", "name": "Mitglied"}])
    with pytest.raises(BoardRefused, match="darf niemand dieses Amt haben"):
        voted(member())
    assert not Term.objects.exists()


def test_an_election_in_the_future_is_refused() -> None:
    make_board()
    with pytest.raises(BoardRefused, match="in der Zukunft"):
        voted(member(), on=TODAY + timedelta(days=1))


def test_an_end_before_the_start_is_refused() -> None:
    make_board()
    with pytest.raises(BoardRefused, match="endet, bevor sie am"):
        voted(member(), until_on=date(2026, 3, 10))


def test_the_dead_are_not_elected() -> None:
    make_board()
    with pytest.raises(BoardRefused, match="ist verstorben"):
        voted(member(died_on=date(2026, 1, 1)))


def test_one_obstacle_stops_all_results() -> None:
    make_board(office_rule("chair"), office_rule("treasurer"))
    results = [Result("chair", member()), Result("pope", member())]
    with pytest.raises(BoardRefused):
        record_results(results, elected_on=date(2026, 3, 1), actor=None, today=TODAY)
    assert not Term.objects.exists()
    assert not LogEntry.objects.filter(action__startswith="board.").exists()


def test_the_same_person_twice_in_the_same_office_is_refused_by_the_rule() -> None:
    make_board(office_rule("assessor", seats_max=3))
    person = member()
    voted(person, "assessor")
    with pytest.raises(BoardRefused, match="hat dieses Amt in dieser Zeit schon"):
        voted(person, "assessor", date(2026, 4, 1))


def test_the_same_person_twice_in_the_same_office_is_impossible_in_the_database() -> None:
    term = TermFactory()
    with pytest.raises(IntegrityError, match="terms_of_a_person_apart"), transaction.atomic():
        TermFactory(person=term.person, from_on=date(2027, 1, 1))
    TermFactory(person=term.person, office_key="treasurer")
    TermFactory(person=term.person, from_on=term.until_on)


def warned(*results: Result) -> tuple[str, ...]:
    return record_results(results, elected_on=date(2026, 3, 1), actor=None, today=TODAY)[1]


def test_only_members_may_hold_it_is_a_warning() -> None:
    make_board()
    stranger = PersonFactory(last_name="Fremd")
    assert "Vorsitz: Jonas Fremd ist am Tag der Wahl kein Mitglied." in warned(Result("chair", stranger))


def test_supporting_members_are_not_eligible_in_sarstedt() -> None:
    make_board(types=[{"key": "full", "name": "Mitglied", "eligible": False}])
    person = member(last_name="Förderer")
    assert "Vorsitz: Jonas Förderer ist mit dieser Mitgliedsart nicht in dieses Amt wählbar." in warned(
        Result("chair", person)
    )


def test_two_thirds_of_the_board_must_be_full_members_in_nuernberg() -> None:
    body = {"key": "board", "name": "Vorstand"}
    body["composition"] = {"types": ["full"], "numerator": 2, "denominator": 3}  # type: ignore[assignment]
    make_board(office_rule("assessor", seats_max=3), bodies=[body], types=[{"key": "full", "name": "Vollmitglied"}])
    results = [Result("assessor", person) for person in (member(), PersonFactory(), PersonFactory())]
    assert "Vorstand: 1 von 3 sind Vollmitglied; die Satzung verlangt mindestens 2/3." in warned(*results)


def test_nobody_elected_where_the_holder_stays_is_a_warning() -> None:
    make_board(office_rule("chair", stays_until_successor=True))
    term = voted(member(last_name="Overkamp"), on=date(2024, 3, 1))
    told = warned(Result("chair", None, replaces=term))
    assert any("Laut Satzung bleibt Jonas Overkamp im Amt" in each for each in told)


def test_a_person_without_account_is_a_warning() -> None:
    make_board()
    assert any("noch keinen Zugang" in told for told in warned(Result("chair", member(user=None))))
