"""Deciding: votes of those entitled, meetings, questions, refusals, objections and appeals, as the statutes say."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from events.models import Registration
from members.admission.actions.apply import answer, answer_as_sponsor, appeal, withdraw
from members.admission.actions.decide import (
    Meeting,
    ask,
    conclude,
    grant_exception,
    note,
    note_payment,
    record_meeting,
    vote,
)
from members.admission.actions.jobs import run
from members.admission.actions.outcome import close_objections, object_to
from members.admission.actions.refusal import AdmissionRefused
from members.admission.models import Application, Sponsor, State
from members.models import Membership, Person, Trade
from members.rules import Result
from tests.factories import (
    MemberFactory,
    RegistrationFactory,
    TermFactory,
    make_application,
    make_event,
    make_statutes,
    office_rule,
    sign_in,
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


# --- What has to be there before -------------------------------------------------------------------------------------
def test_decision_before_the_guest_visits_is_refused_and_visits_are_counted() -> None:
    rules(decision="board", guest_visits=2)
    application = make_application()
    for days in (30, 20):
        event = make_event(starts_at=timezone.now() - timedelta(days=days))
        RegistrationFactory(
            event=event, guest_email=application.email.upper(), attendance=Registration.Attendance.PRESENT
        )
        if days == 30:
            with pytest.raises(AdmissionRefused, match="fehlt 1 Besuch als Gast"):
                meet(application, yes=3, no=0)
    meet(application, yes=3, no=0)
    assert application.state == State.ADMITTED


def test_refusal_needs_no_guest_visits() -> None:
    rules(decision="board", guest_visits=2)
    application = make_application()
    meet(application, yes=0, no=3)
    assert application.state == State.REFUSED


def test_visits_and_sponsors_on_paper_count_and_the_time_as_a_guest_runs() -> None:
    rules(decision="board", guest_visits=1, sponsors=2, guest_period="6 months")
    application = make_application()
    event = make_event(starts_at=timezone.now() - timedelta(days=100))
    RegistrationFactory(event=event, guest_email=application.email, attendance=Registration.Attendance.PRESENT)
    sponsor = Sponsor.objects.create(application=application, name="Jonas", person=MemberFactory().person)
    answer_as_sponsor(sponsor, agrees=True, actor=None, now=timezone.now())
    with pytest.raises(AdmissionRefused, match="fehlt 1 Bürge"):
        meet(application, yes=3, no=0)
    note(application, facts={"sponsors_noted": 1}, actor=None, now=timezone.now())
    with pytest.raises(AdmissionRefused, match="Die Zeit als Gast dauert bis"):
        meet(application, yes=3, no=0)


def test_proof_is_asked_for_where_the_statutes_want_it() -> None:
    rules(decision="board", proof="yes")
    application = make_application()
    with pytest.raises(AdmissionRefused, match="Nachweis fehlt"):
        meet(application, yes=3, no=0)
    note(application, facts={"proof_on": timezone.localdate()}, actor=None, now=timezone.now())
    meet(application, yes=3, no=0)
    assert application.state == State.ADMITTED


def test_one_for_each_trade_is_refused_unless_an_exception_is_granted() -> None:
    types = [{"key": "full", "name": "Mitglied", "cap": {"per_trade": 1, "unless_holder_agrees": True}}]
    make_statutes(types=types, admission={"decision": "board"}, **BOARD)
    trade = Trade.objects.create(name="Dachdecker", slug="dachdecker")
    MemberFactory(person__trade=trade)
    application = make_application(trade=trade)
    with pytest.raises(AdmissionRefused, match="Branche"):
        meet(application, yes=3, no=0)
    grant_exception(application, reason="Der Inhaber ist einverstanden.", actor=None, now=timezone.now())
    meet(application, yes=3, no=0)
    assert application.state == State.ADMITTED


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


# --- Appeal, objection, silence --------------------------------------------------------------------------------------
def test_appeal_runs_from_its_first_day_to_its_last_and_only_once() -> None:
    rules(decision="board", appeal={"period": "1 month", "decision": {"body": "gm"}})
    application = make_application()
    meet(application, yes=0, no=3)
    assert application.appeal_until
    assert f"bis {application.appeal_until:%-d}." in Mail.objects.get(kind="admission/mail/refused").text
    late = timezone.now() + timedelta(days=40)
    with pytest.raises(AdmissionRefused, match="war bis"):
        appeal(application, text="", actor=None, now=late)
    Client().post(f"/antrag/{application.token}/", {"action": "appeal", "text": "Ich arbeite hier."})
    application.refresh_from_db()
    assert application.state == State.OPEN
    meet(application, yes=2, no=30)
    assert application.state == State.REFUSED
    with pytest.raises(AdmissionRefused, match="endgültig"):
        appeal(application, text="", actor=None, now=timezone.now())


def test_no_appeal_where_the_statutes_know_none() -> None:
    rules(decision="board")
    application = make_application()
    meet(application, yes=0, no=3)
    with pytest.raises(AdmissionRefused, match="keinen Widerspruch vor"):
        appeal(application, text="", actor=None, now=timezone.now())
    assert "Widerspruch" not in Mail.objects.get(kind="admission/mail/refused").text


OBJECTION = {"by": "members", "announced_to": "members", "period": "14 days", "decision": "gm"}


def test_admission_is_announced_and_without_objection_runs_by_itself() -> None:
    rules(decision="board", objection=OBJECTION)
    member, application = MemberFactory().person, make_application()
    meet(application, yes=3, no=0)
    today = timezone.localdate()
    assert (application.state, application.objection_until) == (State.OBJECTION, today + timedelta(days=14))
    client = sign_in(Client(), member.user)
    assert f"/mein/aufnahmen/{application.pk}/" in client.get("/mein/").content.decode()
    run(timezone.now() + timedelta(days=14))
    application.refresh_from_db()
    assert application.state == State.OBJECTION  # the last day still counts
    run(timezone.now() + timedelta(days=15))
    application.refresh_from_db()
    assert application.state == State.ADMITTED


def test_objection_goes_to_the_general_meeting_which_decides_finally() -> None:
    rules(decision="board", objection=OBJECTION)
    member, application = MemberFactory().person, make_application()
    meet(application, yes=3, no=0)
    client = sign_in(Client(), member.user)
    response = client.post(f"/mein/aufnahmen/{application.pk}/", {"text": "Ich kenne sie."})
    assert response.status_code == 302
    with pytest.raises(AdmissionRefused, match="bereits Einspruch"):
        object_to(application, person=member, text="", actor=None, now=timezone.now())
    run(timezone.now() + timedelta(days=15))
    application.refresh_from_db()
    assert application.state == State.OPEN
    meet(application, yes=3, no=20)
    assert application.state == State.REFUSED


def test_former_members_and_strangers_cannot_object() -> None:
    rules(decision="board", objection=OBJECTION)
    application = make_application()
    meet(application, yes=3, no=0)
    former = MemberFactory(period__from_on=date(2019, 1, 1), period__until_on=date(2025, 1, 1)).person
    assert sign_in(Client(), former.user).get(f"/mein/aufnahmen/{application.pk}/").status_code in {302, 403}
    assert Client().get(f"/mein/aufnahmen/{application.pk}/").status_code == 302
    with pytest.raises(AdmissionRefused, match="Nur Mitglieder"):
        object_to(application, person=former, text="", actor=None, now=timezone.now())


def test_application_that_was_not_announced_is_not_shown_to_members() -> None:
    rules(decision="board")
    application = make_application()
    client = sign_in(Client(), MemberFactory().person.user)
    assert client.get(f"/mein/aufnahmen/{application.pk}/").status_code == 404


def test_objections_without_a_period_end_when_the_office_says_so() -> None:
    rules(decision="board", objection={"by": "members"})
    application = make_application()
    meet(application, yes=3, no=0)
    assert (application.state, application.objection_until) == (State.OBJECTION, None)
    close_objections(application, actor=None, now=timezone.now())
    application.refresh_from_db()
    assert application.state == State.ADMITTED


def test_admission_that_counts_until_an_objection_ends_with_it() -> None:
    rules(decision="board", objection={**OBJECTION, "undo": True})
    member, application = MemberFactory().person, make_application()
    meet(application, yes=3, no=0)
    assert application.state == State.ADMITTED
    object_to(application, person=member, text="", actor=None, now=timezone.now())
    run(timezone.now() + timedelta(days=15))
    application.refresh_from_db()
    meet(application, yes=1, no=20)
    membership = Membership.objects.get(application=application)
    assert (membership.end_reason, membership.last_day) == ("objection", timezone.localdate())
    assert "endet am" in Mail.objects.get(kind="admission/mail/admission_undone").text


def test_silence_accepts_after_the_period() -> None:
    rules(decision="board", silence_accepts_after="4 weeks")
    today = timezone.localdate()
    application = make_application(days=28, silent_on=today + timedelta(days=1))
    run(timezone.now())
    application.refresh_from_db()
    assert application.state == State.OPEN
    run(timezone.now() + timedelta(days=1))
    application.refresh_from_db()
    assert application.state == State.ADMITTED
    assert application.resolutions.get().how == "silence"


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
