"""The erasure of a former member leaves no name in any table but those the law keeps."""

from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.core import mail as sent
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Comment, ModelLogEntry, PageLogEntry

from events.actions.registration import Guest, Party, register
from events.models import Companion, EventPage, EventSpeaker, Registration
from home.actions.contact import Message, send_contact_message
from home.models import BoardMember, BoardPage, NewsIndexPage, NewsPage
from members.actions.erasure import carry_out, request_erasure
from members.actions.people import create_company, create_person
from members.actions.profile import ProfileChange, update_profile
from members.models import (
    Company,
    Consent,
    ErasureRequest,
    Member,
    Membership,
    MembershipType,
    Person,
    Seat,
    TimeOut,
    User,
    Visibility,
)
from members.queries.own_data import subject_of
from tests.factories import (
    MemberFactory,
    RegistrationFactory,
    UserFactory,
    complete_association,
    make_event,
    make_image,
    sign_in,
)
from verein import mail, privacy
from verein.models import Mail, MailAttachment
from verein.search import fold

pytestmark = pytest.mark.django_db

FIRST, LAST, EMAIL, PHONE = "Zita", "Quastenflösser", "zita@quastenfloesser.example", "05971 4711815"
# As it stands in a column: also folded, in addresses, in JSON.
TRACES = ("quastenfl", PHONE.lower())
# The law keeps the name of a former member until claims from the membership have lapsed (§§ 195, 199 BGB).
KEPT_BY_LAW = {"members_person": {"last_name", "sort_key"}}


def traces() -> dict[str, set[str]]:
    """Table -> columns in which any trace stands: every text, JSON, binary column of every table."""
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                if column_holds_a_trace(cursor, table, column.name):
                    found.setdefault(table, set()).add(column.name)
    return found


def column_holds_a_trace(cursor: object, table: str, column: str) -> bool:
    name = connection.ops.quote_name(column)
    cursor.execute(f"SELECT {name} FROM {connection.ops.quote_name(table)} WHERE {name} IS NOT NULL")  # noqa: S608
    for (value,) in cursor.fetchall():
        text = bytes(value).decode("utf-8", "ignore") if isinstance(value, bytes | memoryview) else str(value)
        text = text.lower().replace("\\u00f6", "ö")
        if any(trace in text for trace in TRACES):
            return True
    return False


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def make_person(now: datetime) -> Person:
    """Somebody who has used everything there is."""
    complete_association()
    user = UserFactory(email=EMAIL, first_name=FIRST, last_name=LAST)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "X", "name": LAST})
    EmailConfirmation.objects.create(
        email_address=EmailAddress.objects.create(user=user, email=f"privat-{EMAIL}", verified=False), key="k"
    )
    company = create_company(data={"name": f"Malerei {LAST}", "email": EMAIL, "phone": PHONE}, actor=None)
    data = {"first_name": FIRST, "last_name": LAST, "email": EMAIL, "phone": PHONE, "note": f"{LAST} ruft an"}
    person = create_person(
        data={**data, "company": company, "born_on": date(1970, 1, 1), "street": "Weg 1"}, actor=None
    )
    person.user = user
    person.photo.save("zita.webp", ContentFile(b"RIFF"), save=False)
    person.save()
    change = ProfileChange(
        values={"pitch": f"{LAST} streicht", "about": f"Ich bin {FIRST} {LAST}.", "listed": Visibility.EVERYONE},
        offers=[f"Farben {LAST}"],
        seeks=["Wände"],
        visibility={"about": Visibility.EVERYONE},
    )
    update_profile(person, change=change, actor=user, now=now)
    TimeOut.objects.create(person=person, from_on=date(2023, 1, 1), reason=f"Elternzeit {LAST}")
    return person


def make_member(now: datetime, until_on: date | None) -> Person:
    person = make_person(now)
    kind, _created = MembershipType.objects.get_or_create(key="full", defaults={"name": "Ordentlich"})
    member = Member.objects.create(number="M4711", person=person)
    Membership.objects.create(member=member, type=kind, from_on=date(2020, 1, 1), until_on=until_on)
    return person


def use_everything(person: Person, now: datetime) -> None:
    """Registrations, companions, mails, pages, revisions, comments, logs, tasks, sessions."""
    full = f"{FIRST} {LAST}"
    coming, past = make_event(companions_max=2), make_event(starts_at=now - timedelta(days=40), slug="alt", title="Alt")
    register(event=coming, who=person, party=Party(("Begleitung",), remark=f"{LAST} kommt später"), now=now)
    Companion.objects.create(
        registration=RegistrationFactory(event=past, person=person, guest_name="", guest_email=""), name="Otto"
    )
    RegistrationFactory(event=past, guest_name=full, guest_email=EMAIL)
    Companion.objects.create(registration=RegistrationFactory(event=past), name=full)
    use_pages(person, past.page)
    use_the_back_office(person, past.page, now)


def use_pages(person: Person, page: EventPage) -> None:
    full = f"{FIRST} {LAST}"
    page.body, page.recap, page.contact_email = f"<p>Mit {full}.</p>", f"<p>{full} sprach über Farben.</p>", EMAIL
    page.host = person
    page.speakers.add(EventSpeaker(person=person, topic="Farben"), EventSpeaker(name=full, topic=f"Anruf {PHONE}"))
    page.search_text = fold("Frühstück", full, "Größe")
    page.save_revision(user=person.user, log_action=True).publish()
    news = NewsPage(title=f"Interview mit {full}", slug=f"interview-{person.slug}", published_on=date(2024, 1, 1))
    news.body = [{"type": "text", "value": f"<p>{full} erzählt. {EMAIL}</p>"}]
    NewsIndexPage.objects.get().add_child(instance=news)
    news.save_revision(user=person.user).publish()
    BoardMember.objects.create(page=BoardPage.objects.get(), office="Kasse", person=person, text=f"{full} rechnet")


def use_the_back_office(person: Person, page: EventPage, now: datetime) -> None:
    full = f"{FIRST} {LAST}"
    Comment.objects.create(page=page, user=UserFactory(), text=f"{full} fragen", contentpath="title")
    ModelLogEntry.objects.log_action(person, "wagtail.edit", user=person.user, data={"name": full})
    PageLogEntry.objects.log_action(page, "wagtail.edit", user=person.user, title=full)
    image = make_image(f"{full} am Pult")
    image.uploaded_by_user = person.user
    image.save()
    DBTaskResult.objects.create(
        args_kwargs={"args": [EMAIL], "kwargs": {}},
        task_path="x",
        queue_name="mail",
        backend_name="default",
        traceback=full,
    )
    send_contact_message(message=Message(name=full, email=EMAIL, topic="allgemein", text="Hallo"), now=now)
    other = mail.queue_mail(
        "members/mail/invitation", to="gastgeber@example.org", context={"person": person, "days": 1}
    )
    MailAttachment.objects.create(mail=other, name="liste.csv", content_type="text/csv", content=full.encode())
    assert person.user
    sign_in(Client(), person.user).get("/mein/")


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
