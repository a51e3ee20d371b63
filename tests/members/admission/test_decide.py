"""Deciding: votes of those entitled, meetings, questions, refusals, objections and appeals, as the statutes say."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from members.admission.actions.apply import answer, withdraw
from members.admission.actions.decide import (
    Meeting,
    ask,
    conclude,
    note_payment,
    record_meeting,
    vote,
)
from members.admission.actions.refusal import AdmissionRefused
from members.admission.models import Application, State
from members.models import Person
from members.rules import Result
from tests.factories import (
    MemberFactory,
    TermFactory,
    make_application,
    make_statutes,
    office_rule,
    user_in_group,
)
from verein.models import Mail

pytestmark = pytest.mark.django_db

TYPES = [{"key": "full", "name": "Ordentliches Mitglied"}]
BOARD: dict[str, Any] = {
    "bodies": [
        {"key": "board", "name": "Vorstand"},
        {"key": "gm", "name": "Mitgliederversammlung", "kind": "general_meeting"},
    ],
    "offices": [office_rule("chair"), office_rule("treasurer"), office_rule("secretary")],
}
KEYS = ("chair", "treasurer", "secretary")


def rules(**admission: Any) -> None:
    make_statutes(types=TYPES, admission=admission, **BOARD)


def board() -> list[Person]:
    """Chair, treasurer, secretary, each with a running term."""
    return [
        TermFactory(office_key=key, from_on=date(2020, 1, 1), due_on=date(2090, 1, 1), until_on=None).person
        for key in KEYS
    ]


def cast(application: Application, people: list[Person], choices: str) -> None:
    """`choices`: one letter for each of `people`: y, n or a."""
    words = {"y": "yes", "n": "no", "a": "abstain"}
    for person, letter in zip(people, choices, strict=False):
        vote(application, person=person, choice=words[letter], actor=None, now=timezone.now())


def decide(application: Application, *, reason: str = "") -> Result:
    result = conclude(application, reason=reason, actor=None, now=timezone.now())
    application.refresh_from_db()
    return result


def meet(application: Application, yes: int, no: int, **kwargs: Any) -> Result:
    reason = kwargs.pop("reason", "")
    meeting = Meeting(held_on=kwargs.pop("held_on", timezone.localdate()), yes=yes, no=no, **kwargs)
    result = record_meeting(application, meeting=meeting, reason=reason, actor=None, now=timezone.now())
    application.refresh_from_db()
    return result


def kinds(to: str) -> list[str]:
    return [mail.kind.rpartition("/")[2] for mail in Mail.objects.filter(to=to).order_by("pk")]


# --- Votes -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("decision", "votes", "state"),
    [
        ({"body": "board"}, "yyn", State.ADMITTED),
        ({"body": "board"}, "yna", State.REFUSED),  # a tie means no
        ({"body": "board", "tie": "chair"}, "yna", State.ADMITTED),
        ({"body": "board", "majority": "unanimous"}, "yyn", State.REFUSED),
        ({"body": "board", "majority": "unanimous"}, "yya", State.ADMITTED),
        ({"body": "board", "votes": {"chair": 2}}, "ynn", State.REFUSED),
        ({"body": "board", "votes": {"chair": 3}}, "ynn", State.ADMITTED),
    ],
)
def test_votes_mean_what_the_statutes_say(decision: dict[str, Any], votes: str, state: str) -> None:
    rules(decision=decision)
    people, application = board(), make_application()
    cast(application, people, votes)
    decide(application)
    assert application.state == state


def test_vote_of_somebody_not_entitled_is_refused() -> None:
    rules(decision="board")
    board()
    application = make_application()
    with pytest.raises(AdmissionRefused, match="gehören nicht zu dem Organ"):
        vote(application, person=MemberFactory().person, choice="yes", actor=None, now=timezone.now())
    assert not application.votes.exists()


def test_second_vote_is_refused() -> None:
    rules(decision="board")
    people, application = board(), make_application()
    cast(application, people[:1], "y")
    with pytest.raises(AdmissionRefused, match="bereits abgestimmt"):
        cast(application, people[:1], "n")
    assert [row.choice for row in application.votes.all()] == ["yes"]


def test_board_group_votes_while_no_term_is_entered() -> None:
    rules(decision="board")
    person = user_in_group("Board").person
    application = make_application()
    cast(application, [person], "y")
    assert decide(application) == Result.ACCEPTED


def test_nothing_is_decided_without_a_vote() -> None:
    rules(decision="board")
    with pytest.raises(AdmissionRefused, match="niemand hat abgestimmt"):
        conclude(make_application(), reason="", actor=None, now=timezone.now())


def test_no_majority_goes_on_to_the_general_meeting_and_nobody_votes_there_by_click() -> None:
    rules(decision={"body": "board", "majority": "unanimous", "otherwise": {"body": "gm"}})
    people, application = board(), make_application()
    cast(application, people, "yyn")
    assert decide(application) == Result.GOES_ON
    assert application.state == State.OPEN
    with pytest.raises(AdmissionRefused, match="Mitgliederversammlung entscheidet"):
        cast(application, people, "y")
    assert meet(application, yes=20, no=3) == Result.ACCEPTED
    assert application.state == State.ADMITTED


def test_admission_waits_for_the_consent_of_another_body() -> None:
    rules(decision={"body": "board", "confirmed_by": "gm"})
    application = make_application()
    assert meet(application, yes=3, no=0) == Result.GOES_ON
    assert application.state == State.OPEN
    meet(application, yes=30, no=0)
    assert application.state == State.ADMITTED


def test_refusal_by_another_body_where_the_statutes_say_so() -> None:
    rules(decision="board", refusal_decision="gm")
    application = make_application()
    assert meet(application, yes=0, no=3) == Result.GOES_ON
    meet(application, yes=2, no=20)  # the meeting does not refuse
    assert application.state == State.ADMITTED


# --- Meetings --------------------------------------------------------------------------------------------------------
def test_meeting_in_the_future_or_before_the_application_is_refused() -> None:
    rules(decision="board")
    application = make_application(days=3)
    with pytest.raises(AdmissionRefused, match="Zukunft"):
        meet(application, yes=3, no=0, held_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(AdmissionRefused, match="erst später eingegangen"):
        meet(application, yes=3, no=0, held_on=timezone.localdate() - timedelta(days=10))
    with pytest.raises(AdmissionRefused, match="wie viele dafür"):
        meet(application, yes=0, no=0)
    application.refresh_from_db()
    assert application.state == State.OPEN


def test_meeting_with_a_tie_asks_how_the_chair_voted() -> None:
    rules(decision={"body": "board", "tie": "chair"})
    first, second = make_application(), make_application()
    meet(first, yes=2, no=2, chair=True)
    meet(second, yes=2, no=2, chair=False)
    assert (first.state, second.state) == (State.ADMITTED, State.REFUSED)


# --- Questions, withdrawal, refusal ----------------------------------------------------------------------------------
def test_question_waits_for_the_answer_and_the_answer_lands_in_the_application() -> None:
    rules(decision="board")
    people, application = board(), make_application()
    ask(application, text="In welchem Ort arbeiten Sie?", actor=None, now=timezone.now())
    with pytest.raises(AdmissionRefused, match="warten Sie die Antwort ab"):
        meet(application, yes=3, no=0)
    page = Client().get(f"/antrag/{application.token}/").content.decode()
    assert "In welchem Ort arbeiten Sie?" in page
    response = Client().post(f"/antrag/{application.token}/", {"action": "answer", "text": "In Emsbogen."})
    assert response.status_code == 302
    application.refresh_from_db()
    assert application.state == State.OPEN
    assert "In Emsbogen." in Mail.objects.get(kind="admission/mail/office_answered", to=people[0].email).text
    with pytest.raises(AdmissionRefused, match="keine Rückfrage offen"):
        answer(application, text="Noch einmal", now=timezone.now())


def test_refusal_needs_a_reason_where_the_statutes_want_one() -> None:
    rules(decision="board", refusal_reasons="required")
    application = make_application()
    with pytest.raises(AdmissionRefused, match="muss eine Ablehnung begründet werden"):
        meet(application, yes=0, no=3)
    meet(application, yes=0, no=3, reason="Kein Betrieb im Ort.")
    assert "Kein Betrieb im Ort." in Mail.objects.get(kind="admission/mail/refused").text


def test_refusal_without_reasons_tells_none_even_if_one_was_typed() -> None:
    rules(decision="board", refusal_reasons="none")
    application = make_application()
    meet(application, yes=0, no=3, reason="Geheim")
    assert "Geheim" not in Mail.objects.get(kind="admission/mail/refused").text
    assert "Geheim" not in Client().get(f"/antrag/{application.token}/").content.decode()


def test_withdraw_by_the_link_ends_the_application() -> None:
    rules(decision="board")
    application = make_application()
    Client().post(f"/antrag/{application.token}/", {"action": "withdraw"})
    application.refresh_from_db()
    assert (application.state, application.closed_on) == (State.WITHDRAWN, timezone.localdate())
    assert kinds(application.email) == ["withdrawn"]
    with pytest.raises(AdmissionRefused, match="abgeschlossen"):
        withdraw(application, actor=None, now=timezone.now())


# --- Payment ---------------------------------------------------------------------------------------------------------
def test_membership_that_needs_the_payment_waits_for_it() -> None:
    rules(decision="board", start={"needs_payment": ["admission_fee", "year"]})
    application = make_application()
    meet(application, yes=3, no=0)
    assert application.state == State.PAYMENT
    assert "beginnt die Mitgliedschaft mit der Zahlung" in Mail.objects.get(to=application.email).text
    with pytest.raises(AdmissionRefused, match="Zukunft"):
        note_payment(application, paid_on=timezone.localdate() + timedelta(days=1), actor=None, now=timezone.now())
    note_payment(application, paid_on=timezone.localdate(), actor=None, now=timezone.now())
    application.refresh_from_db()
    assert application.state == State.ADMITTED
    assert application.membership
    assert application.membership.from_on == timezone.localdate()
