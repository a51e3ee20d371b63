"""What has to be there before somebody is admitted: visits, sponsors, proofs, a free trade."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Registration
from members.admission.actions.apply import answer_as_sponsor
from members.admission.actions.decide import (
    grant_exception,
    note,
)
from members.admission.actions.refusal import AdmissionRefused
from members.admission.models import Sponsor, State
from members.models import Trade
from tests.factories import (
    MemberFactory,
    RegistrationFactory,
    make_application,
    make_event,
    make_statutes,
)
from tests.members.admission.test_decide import BOARD, meet, rules

pytestmark = pytest.mark.django_db


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
