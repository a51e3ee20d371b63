"""Terms of office end: resigned, taken back, with an end from the beginning."""

from datetime import date

import pytest

from members.board.actions import (
    BoardRefused,
    appoint_acting,
    cancel_term,
    recall,
    resign,
)
from members.board.models import Handover, Term
from tests.factories import make_board, office_rule
from tests.members.board.test_terms import TODAY, member, voted
from verein.models import LogEntry

pytestmark = pytest.mark.django_db


def test_a_holder_resigns_at_once_or_to_a_date() -> None:
    make_board()
    at_once, later = voted(member()), voted(member(), "treasurer")
    resign(at_once, until_on=TODAY, actor=None, today=TODAY)
    resign(later, until_on=date(2027, 1, 1), actor=None, today=TODAY)
    assert set(Term.objects.on(TODAY)) == {later}
    later.refresh_from_db()
    assert (later.last_day, later.ended_how) == (date(2026, 12, 31), Term.Ended.RESIGNED)


def test_resigning_twice_or_before_the_first_day_is_refused() -> None:
    make_board()
    term = voted(member())
    with pytest.raises(BoardRefused, match="vor dem ersten"):
        resign(term, until_on=date(2026, 3, 1), actor=None, today=TODAY)
    recall(term, until_on=TODAY, actor=None, today=TODAY)
    with pytest.raises(BoardRefused, match="endet bereits am"):
        resign(term, until_on=TODAY, actor=None, today=TODAY)
    term.refresh_from_db()
    assert term.ended_how == Term.Ended.RECALLED


def test_acting_holders_have_an_end_when_somebody_says_so() -> None:
    make_board(office_rule("chair", stays_until_successor=True))
    term = appoint_acting(
        member(), office_key="chair", decided_on=date(2026, 11, 1), actor=None, today=TODAY, until_on=date(2027, 3, 1)
    )
    assert (term.how, term.until_on) == (Term.How.ACTING, date(2027, 3, 1))


def test_what_was_entered_by_mistake_is_taken_back_and_the_one_before_runs_on() -> None:
    make_board(office_rule("chair", stays_until_successor=True))
    old = voted(member(), on=date(2024, 3, 1))
    wrong = voted(member(), on=date(2026, 11, 20))
    assert Handover.objects.count() == 1
    cancel_term(wrong, actor=None, today=TODAY)
    old.refresh_from_db()
    assert (old.until_on, old.ended_how) == (None, "")
    assert not Handover.objects.exists()
    assert LogEntry.objects.filter(action="board.cancel_term").exists()


def test_a_term_somebody_followed_is_not_taken_back() -> None:
    make_board()
    old = voted(member(), on=date(2024, 3, 1))
    voted(member())
    with pytest.raises(BoardRefused, match="Nehmen Sie das zuerst zurück"):
        cancel_term(old, actor=None, today=TODAY)
