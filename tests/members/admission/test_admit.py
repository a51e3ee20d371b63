"""Admission: one transaction makes person or company, member, number, membership, seats, consents, account, welcome."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from members.admission.actions.admit import admit
from members.admission.actions.decide import Meeting, record_meeting
from members.admission.actions.jobs import forget, run
from members.admission.actions.refusal import AdmissionRefused
from members.admission.models import Application, State
from members.models import Company, Consent, Member, Membership, Person, Seat, StartReason
from members.queries import is_member
from tests.factories import CompanyFactory, MemberFactory, PersonFactory, make_application, make_statutes
from verein.models import Mail

pytestmark = pytest.mark.django_db

TYPES = [{"key": "full", "name": "Ordentliches Mitglied"}]


def accept(application: Application) -> Application:
    record_meeting(
        application,
        meeting=Meeting(held_on=timezone.localdate(), yes=3, no=0),
        reason="",
        actor=None,
        now=timezone.now(),
    )
    application.refresh_from_db()
    return application


def rules(**admission: Any) -> None:
    make_statutes(types=TYPES, admission={"decision": "board", **admission})


def test_admission_makes_person_member_membership_account_consents_and_welcome() -> None:
    rules()
    application = accept(
        make_application(
            email="frauke@example.org", consents=[{"kind": "statutes", "version": "2024-05-01"}], last_name="Ahlers"
        )
    )
    assert application.state == State.ADMITTED
    person = Person.objects.get(last_name="Ahlers")
    membership = Membership.objects.get(member__person=person)
    assert (membership.from_on, membership.start_reason) == (timezone.localdate(), StartReason.ADMITTED)
    assert membership.type.key == "full"
    assert person.user
    assert is_member(person, timezone.localdate())
    consent = Consent.objects.get(person=person)
    assert (consent.kind, consent.text_version, consent.given_at) == (
        "statutes", "2024-05-01", application.created_at
    )  # fmt: skip
    mail = Mail.objects.get(to="frauke@example.org")  # one mail, not an invitation besides
    assert mail.kind == "admission/mail/welcome"
    assert "/konto/einladung/" in mail.text
    assert membership.member.number in mail.text
    for step in ("1. Öffnen Sie", "2. Schreiben Sie einen Satz", "3. Kommen Sie zum nächsten Treffen"):
        assert step in mail.text


def test_admission_of_a_company_gives_seats_to_who_represents_it_and_the_contact_persons() -> None:
    rules()
    contacts = [{"first_name": "Jan", "last_name": "Ude", "email": "jan@example.org"}]
    accept(make_application(kind="company", company_name="Werft Ahlers GmbH", contacts=contacts))
    member = Member.objects.get(company__name="Werft Ahlers GmbH")
    seats = {seat.person.last_name: seat.role for seat in Seat.objects.filter(member=member)}
    assert seats["Ude"] == Seat.Role.CONTACT
    assert sorted(seats.values()) == [Seat.Role.CONTACT, Seat.Role.REPRESENTATIVE]
    people = [seat.person for seat in Seat.objects.filter(member=member)]
    assert all(is_member(person, timezone.localdate()) for person in people)
    assert "Werft Ahlers GmbH" in Mail.objects.get(kind="admission/mail/welcome").text


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ({"at": "decision"}, lambda today: today),
        ({"at": "next_month"}, lambda today: (today.replace(day=1) + timedelta(days=32)).replace(day=1)),
        ({"at": "application_month"}, lambda today: (today - timedelta(days=3)).replace(day=1)),
    ],
)
def test_membership_begins_on_the_day_of_the_statutes(start: dict[str, str], expected: Any) -> None:
    rules(start=start)
    application = accept(make_application(days=3))
    assert application.membership
    assert application.membership.from_on == expected(timezone.localdate())


def test_welcome_before_the_first_day_gives_no_access_and_the_job_sends_it_then() -> None:
    rules(start={"at": "next_month"})
    application = accept(make_application(email="frauke@example.org"))
    assert application.membership
    person = application.membership.member.person
    assert person
    assert person.user is None
    assert "/konto/einladung/" not in Mail.objects.get(to="frauke@example.org").text
    run(timezone.now() + timedelta(days=32))
    person.refresh_from_db()
    assert person.user
    assert "/konto/einladung/" in Mail.objects.filter(to="frauke@example.org").latest("pk").text
    run(timezone.now() + timedelta(days=33))
    assert Mail.objects.filter(to="frauke@example.org").count() == 2


def test_former_member_is_not_joined_silently_but_after_the_office_says_who_it_is() -> None:
    rules()
    former = MemberFactory(
        number="00042",
        person__email="frauke@example.org",
        period__from_on=date(2019, 1, 1),
        period__until_on=date(2025, 1, 1),
    ).person
    application = accept(make_application(email="frauke@example.org", phone="05971 1"))
    assert application.state == State.ACCEPTED
    assert not Membership.objects.filter(until_on=None).exists()
    membership = admit(application, person=former, company=None, actor=None, now=timezone.now())
    assert (membership.member.number, membership.start_reason) == ("00042", StartReason.REJOINED)
    former.refresh_from_db()
    assert former.phone == "05971 1"  # gaps are filled
    assert former.first_name == "Jonas"  # what stands there stays


def test_guest_contact_of_the_same_name_can_be_somebody_else() -> None:
    rules()
    PersonFactory(first_name="Frauke", last_name="Ahlers", sort_key="ahlers frauke", user=None, company=None)
    application = accept(make_application(last_name="Ahlers"))
    assert application.state == State.ACCEPTED
    admit(application, person=None, company=None, actor=None, now=timezone.now())
    assert Person.objects.filter(last_name="Ahlers").count() == 2


def test_admission_of_a_member_whose_period_overlaps_changes_nothing() -> None:
    rules()
    member = MemberFactory()
    assert member.person
    application = accept(make_application(email=member.person.email))
    with pytest.raises(AdmissionRefused, match="Mitgliedschaft"):
        admit(application, person=member.person, company=None, actor=None, now=timezone.now())
    application.refresh_from_db()
    assert (application.state, application.membership) == (State.ACCEPTED, None)
    assert Membership.objects.count() == 1


def test_company_we_know_is_used_after_the_office_says_so() -> None:
    rules()
    company = CompanyFactory(name="Werft Ahlers GmbH")
    application = accept(make_application(kind="company", company_name="Werft Ahlers GmbH"))
    assert application.state == State.ACCEPTED
    admit(application, person=None, company=company, actor=None, now=timezone.now())
    assert Company.objects.filter(name="Werft Ahlers GmbH").count() == 1
    assert Member.objects.get(company=company)


def test_admit_before_acceptance_is_refused() -> None:
    rules()
    with pytest.raises(AdmissionRefused, match="Noch nicht angenommen"):
        admit(make_application(), person=None, company=None, actor=None, now=timezone.now())


def test_directory_is_left_by_who_did_not_want_to_be_shown() -> None:
    rules()
    accept(make_application(last_name="Ahlers", in_directory=False))
    assert Person.objects.get(last_name="Ahlers").listed == "board"


# --- Retention -------------------------------------------------------------------------------------------------------
def test_unconfirmed_applications_are_deleted_after_two_weeks() -> None:
    rules()
    old = make_application(state=State.RECEIVED, created_at=timezone.now() - timedelta(days=15))
    young = make_application(state=State.RECEIVED, created_at=timezone.now() - timedelta(days=13))
    assert forget(timezone.now()) == 1
    assert list(Application.objects.all()) == [young]
    assert not Application.objects.filter(pk=old.pk).exists()


def test_refused_and_withdrawn_ones_are_deleted_after_the_months_set_members_are_kept() -> None:
    rules()
    today = timezone.localdate()
    long_ago = today - timedelta(days=200)
    gone = make_application(state=State.REFUSED, closed_on=long_ago)
    kept = [
        make_application(state=State.REFUSED, closed_on=long_ago, appeal_until=today + timedelta(days=3)),
        make_application(state=State.WITHDRAWN, closed_on=today - timedelta(days=100)),
        make_application(state=State.ADMITTED, closed_on=long_ago),
        make_application(state=State.OPEN, days=400),
    ]
    forget(timezone.now())
    assert not Application.objects.filter(pk=gone.pk).exists()
    assert Application.objects.filter(pk__in=[row.pk for row in kept]).count() == 4
