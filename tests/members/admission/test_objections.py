"""After the decision: appeal, objection, silence, payment."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from members.admission.actions.apply import appeal
from members.admission.actions.jobs import run
from members.admission.actions.outcome import close_objections, object_to
from members.admission.actions.refusal import AdmissionRefused
from members.admission.models import State
from members.models import Membership
from tests.factories import (
    MemberFactory,
    make_application,
    sign_in,
)
from tests.members.admission.test_decide import meet, rules
from verein.models import Mail

pytestmark = pytest.mark.django_db


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
