"""The erasure of a former member leaves no name in any table but those the law keeps."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail as sent
from django.utils import timezone

from events.actions.registration import Guest, Party, register
from events.models import EventSpeaker, Registration
from members.actions.erasure import carry_out, request_erasure
from members.actions.people import create_person
from members.models import (
    Company,
    Consent,
    ErasureRequest,
    Member,
    Membership,
    MembershipType,
    Person,
    Seat,
    User,
    Visibility,
)
from members.queries.own_data import subject_of
from tests.factories import (
    MemberFactory,
    UserFactory,
    make_event,
)
from tests.traces import EMAIL, FIRST, LAST, make_member, make_person, traces, use_everything
from verein import mail, privacy
from verein.models import Mail

pytestmark = pytest.mark.django_db

# The law keeps the name of a former member until claims from the membership have lapsed (§§ 195, 199 BGB).
KEPT_BY_LAW = {"members_person": {"last_name", "sort_key"}}


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def former(now: datetime) -> Person:
    """Left at the end of last year: claims have not lapsed."""
    person = make_member(now, date(timezone.localdate(now).year, 1, 1))
    use_everything(person, now)
    return person


@pytest.fixture
def long_gone(now: datetime) -> Person:
    person = make_member(now, date(timezone.localdate(now).year - 5, 7, 1))
    use_everything(person, now)
    return person


def erase(person: Person, now: datetime) -> None:
    wish = request_erasure(person, actor=person.user, now=now)
    carry_out(wish, actor=UserFactory(), now=now)
    deliver_all()
    privacy.retain(now + timedelta(days=1))


def deliver_all() -> None:
    for pk in Mail.objects.filter(state=Mail.State.QUEUED).values_list("pk", flat=True):
        mail.deliver.func(pk)


def test_the_search_for_traces_finds_them(former: Person) -> None:
    """The test of the test: before the erasure the name is nearly everywhere."""
    tables = set(traces())
    assert {"members_person", "members_user", "members_company", "account_emailaddress", "verein_mail"} <= tables
    assert {"events_eventpage", "events_registration", "events_companion", "wagtailcore_revision"} <= tables
    assert {"wagtailcore_page", "taggit_tag", "wagtailcore_comment", "verein_mailattachment"} <= tables
    assert {"django_tasks_database_dbtaskresult", "verein_siteimage", "wagtailcore_modellogentry"} <= tables


def test_former_member_whose_claims_have_lapsed_leaves_no_name_anywhere(long_gone: Person, now: datetime) -> None:
    erase(long_gone, now)
    assert traces() == {}
    member = Member.objects.get(number="M4711")
    assert str(member.person) == "Ehemaliges Mitglied"
    assert member.periods.count() == 1
    assert not User.objects.filter(email=EMAIL).exists()


def test_former_member_leaves_the_name_only_in_the_register(former: Person, now: datetime) -> None:
    erase(former, now)
    assert traces() == KEPT_BY_LAW
    wish = ErasureRequest.objects.get()
    assert wish.state == ErasureRequest.State.PARTLY
    assert wish.rest_on == date(timezone.localdate(now).year + 2, 12, 31)


def test_the_rest_goes_by_itself_when_its_day_has_passed(former: Person, now: datetime) -> None:
    erase(former, now)
    last_day = ErasureRequest.objects.get().rest_on
    noon = datetime(last_day.year, 12, 31, 12, tzinfo=UTC)
    privacy.retain(noon)
    assert traces() == KEPT_BY_LAW
    privacy.retain(noon + timedelta(days=1))
    assert traces() == {}
    assert ErasureRequest.objects.get().state == ErasureRequest.State.DONE


def test_person_who_was_never_a_member_leaves_no_row(now: datetime) -> None:
    person = make_person(now)
    use_everything(person, now)
    erase(person, now)
    assert traces() == {}
    assert not Person.objects.filter(pk=person.pk).exists()
    assert not Company.objects.filter(name__contains="Malerei").exists()


def test_the_last_mail_tells_what_went_and_what_stays(former: Person, now: datetime) -> None:
    erase(former, now)
    message = next(message for message in sent.outbox if message.subject == "Ihre Daten sind gelöscht")
    assert message.to == [EMAIL]
    assert "Profil: Foto" in message.body
    assert f"bis 31. Dezember {timezone.localdate(now).year + 2}" in message.body
    assert LAST not in message.body


def test_numbers_stay_true(former: Person, now: datetime) -> None:
    before = Registration.objects.count()
    erase(former, now)
    assert Registration.objects.count() == before
    assert EventSpeaker.objects.filter(topic="Farben", name="ehemaliges Mitglied").exists()


def test_coming_meeting_gets_the_place_back(former: Person, now: datetime) -> None:
    event = make_event(capacity=1, slug="voll", title="Voll")
    register(event=event, who=former, party=Party(), now=now)
    waiting = register(event=event, who=Guest("Gast", email="g@example.org"), party=Party(), now=now)
    erase(former, now)
    waiting.refresh_from_db()
    assert waiting.state == Registration.State.CONFIRMED


def test_member_loses_the_profile_only(now: datetime) -> None:
    person = make_member(now, None)
    erase(person, now)
    person.refresh_from_db()
    assert (person.pitch, person.about, person.listed, bool(person.photo)) == ("", "", Visibility.NOBODY, False)
    assert person.email == EMAIL
    assert person.user.is_active
    assert ErasureRequest.objects.get().state == ErasureRequest.State.PARTLY


def test_member_who_leaves_later_loses_the_rest_later(now: datetime) -> None:
    person = make_member(now, None)
    erase(person, now)
    Membership.objects.update(until_on=timezone.localdate(now))
    privacy.retain(now + timedelta(days=1))
    assert traces() == KEPT_BY_LAW
    person.refresh_from_db()
    assert (person.email, person.phone, person.user) == ("", "", None)


def test_preview_changes_nothing_and_says_the_same(former: Person, now: datetime) -> None:
    subject = subject_of(former, timezone.localdate(now))
    before, mails = traces(), Mail.objects.count()
    planned = privacy.erase(subject, now=now, preview=True)
    assert (traces(), Mail.objects.count()) == (before, mails)
    former.refresh_from_db()
    assert former.photo.storage.exists(str(former.photo.name))
    done = privacy.erase(subject, now=now)
    assert [(row.what, row.stays, row.until) for row in done] == [(row.what, row.stays, row.until) for row in planned]


def test_namesake_keeps_the_name(former: Person, now: datetime) -> None:
    other = create_person(data={"first_name": FIRST, "last_name": LAST, "email": "andere@example.org"}, actor=None)
    page = make_event(title="Vortrag", slug="vortrag").page
    type(page).objects.filter(pk=page.pk).update(summary=f"Mit {FIRST} {LAST}")
    erase(former, now)
    other.refresh_from_db()
    page.refresh_from_db()
    assert other.name == f"{FIRST} {LAST}"
    assert other.slug == "zita-quastenfloesser-2"
    assert page.summary == f"Mit {FIRST} {LAST}"


def test_shared_address_keeps_the_others_mails(former: Person, now: datetime) -> None:
    create_person(data={"first_name": "Otto", "last_name": "Sammel", "email": EMAIL}, actor=None)
    mail.queue_mail("members/mail/invitation", to=EMAIL, context={"person": Person.objects.latest("pk"), "days": 1})
    erase(former, now)
    assert Mail.objects.filter(text__contains="Otto Sammel").exists()


def test_company_with_other_people_stays(former: Person, now: datetime) -> None:
    company = former.company
    MemberFactory(person__company=company)
    erase(former, now)
    assert Company.objects.filter(pk=company.pk).exists()


def test_seat_in_a_member_company_counts_as_belonging(now: datetime) -> None:
    person = make_person(now)
    kind, _created = MembershipType.objects.get_or_create(key="full", defaults={"name": "Ordentlich"})
    member = Member.objects.create(number="M1", company=person.company)
    Membership.objects.create(member=member, type=kind, from_on=date(2020, 1, 1))
    Seat.objects.create(member=member, person=person, from_on=date(2020, 1, 1))
    assert subject_of(person, timezone.localdate(now)).scope == privacy.Subject.Scope.PROFILE


def test_consents_are_withdrawn_with_the_profile_and_gone_with_the_name(former: Person, now: datetime) -> None:
    assert Consent.objects.filter(person=former, withdrawn_at=None).exists()
    erase(former, now)
    assert not Consent.objects.filter(person=former, withdrawn_at=None).exists()
    assert Consent.objects.filter(person=former).exists()
