"""Cancelling, postponing and reinstating an event; what the host hears; who came; signing up a colleague."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from events.actions.attendance import mark_attendance
from events.actions.hosts import send_digests
from events.actions.publication import apply_publication
from events.actions.queue import RegistrationRefused
from events.actions.registration import Guest, Party, cancel, register
from events.actions.state import cancel_event, postpone_event, reinstate_event
from events.models import Event, EventPage, Registration
from tests.factories import MemberFactory, PersonFactory, RegistrationFactory, make_event, sign_in
from verein.models import LogEntry, Mail

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def crowd(**fields: Any) -> tuple[Event, Registration, Registration]:
    event = make_event(capacity=1, **fields)
    has_place = RegistrationFactory(event=event)
    waits = RegistrationFactory(event=event, state=Registration.State.WAITING, language="en")
    RegistrationFactory(event=event, state=Registration.State.CANCELLED)
    return event, has_place, waits


def entry(mail: Mail) -> dict:
    return Calendar.from_ical(bytes(mail.attachments.get().content)).walk("VEVENT")[0]


def test_cancel_event_tells_everybody_with_the_calendar_entry_cancelled() -> None:
    event, has_place, waits = crowd(title="Impulsabend")
    cancel_event(event=event, note="Der Referent ist krank.", now=NOW)
    mails = {mail.to: mail for mail in Mail.objects.filter(kind="events/mail/event_cancelled")}
    assert set(mails) == {has_place.email, waits.email}
    assert mails[has_place.email].subject.startswith("ABGESAGT: Impulsabend")
    assert "Der Referent ist krank." in mails[has_place.email].text
    assert mails[waits.email].subject.startswith("CANCELLED")
    cancelled = entry(mails[has_place.email])
    assert (str(cancelled["STATUS"]), int(cancelled["SEQUENCE"])) == ("CANCELLED", event.sequence + 1)
    assert not mails[waits.email].attachments.exists()
    with pytest.raises(RegistrationRefused):
        cancel_event(event=event, note="", now=NOW)


def test_reinstate_event_tells_everybody_and_registrations_are_as_they_were() -> None:
    event, has_place, waits = crowd()
    cancel_event(event=event, note="", now=NOW)
    reinstate_event(event=event, now=NOW)
    assert Mail.objects.filter(kind="events/mail/event_reinstated").count() == 2
    back = entry(Mail.objects.get(kind="events/mail/event_reinstated", to=has_place.email))
    assert (str(back["STATUS"]), int(back["SEQUENCE"])) == ("CONFIRMED", event.sequence + 2)
    assert Registration.objects.get(pk=has_place.pk).state == Registration.State.CONFIRMED
    assert Registration.objects.get(pk=waits.pk).state == Registration.State.WAITING
    with pytest.raises(RegistrationRefused, match="wie geplant"):
        reinstate_event(event=event, now=NOW)


def test_reinstate_event_moves_up_who_found_room_meanwhile() -> None:
    event, has_place, waits = crowd()
    cancel_event(event=event, note="", now=NOW)
    cancel(registration=has_place, now=NOW, by_host=True)
    assert Registration.objects.get(pk=waits.pk).state == Registration.State.WAITING
    reinstate_event(event=event, now=NOW)
    assert Registration.objects.get(pk=waits.pk).state == Registration.State.CONFIRMED


def test_postpone_event_mails_the_new_date_and_moves_the_deadlines() -> None:
    event, has_place, _waits = crowd(registration_closes_at=NOW + timedelta(days=6))
    starts_at = event.page.starts_at.replace(microsecond=0) + timedelta(days=14)
    postpone_event(event=event, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), note="Umbau", now=NOW)
    page = EventPage.objects.get(pk=event.page_id)
    assert (page.starts_at, page.registration_closes_at) == (
        starts_at,
        NOW + timedelta(days=6) + (starts_at - event.page.starts_at),
    )
    mail = Mail.objects.get(kind="events/mail/event_postponed", to=has_place.email)
    assert f"{timezone.localtime(starts_at):%d}".lstrip("0") + "." in mail.text
    assert entry(mail)["DTSTART"].dt == starts_at
    apply_publication(page=page, now=NOW)
    assert Event.objects.get(pk=event.pk).sequence == event.sequence + 1  # publishing tells nobody again


def test_postpone_event_keeps_a_draft_from_bringing_the_old_date_back() -> None:
    event = make_event()
    draft = EventPage.objects.get(pk=event.page_id)
    draft.title = "Neuer Titel"
    draft.save_revision()
    starts_at = event.page.starts_at.replace(microsecond=0) + timedelta(days=14)
    postpone_event(event=event, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), note="", now=NOW)
    assert EventPage.objects.get(pk=event.page_id).title == "Unternehmerfrühstück"
    EventPage.objects.get(pk=event.page_id).latest_revision.publish()
    page = EventPage.objects.get(pk=event.page_id)
    assert (page.title, page.starts_at) == ("Neuer Titel", starts_at)


def test_postpone_event_needs_a_time_to_come() -> None:
    with pytest.raises(RegistrationRefused, match="Zukunft"):
        postpone_event(
            event=make_event(), starts_at=NOW - timedelta(days=1), ends_at=NOW + timedelta(days=1), note="", now=NOW
        )


# --- The host ---
def guest() -> Guest:
    return Guest(name="Bernd Dirksen", email="bernd@example.org")


def test_host_hears_at_once() -> None:
    event = make_event(contact_email="host@example.org", notify_host="immediately")
    registration = register(event=event, who=guest(), party=Party(remark="vegetarisch"), now=NOW)
    mail = Mail.objects.get(to="host@example.org")
    assert "Bernd Dirksen" in mail.text
    assert "vegetarisch" in mail.text
    cancel(registration=registration, now=NOW)
    assert Mail.objects.filter(to="host@example.org").count() == 2


@pytest.mark.parametrize("notify", ["daily", "never"])
def test_host_hears_nothing_at_once_otherwise(notify: str) -> None:
    event = make_event(contact_email="host@example.org", notify_host=notify)
    register(event=event, who=guest(), party=Party(), now=NOW)
    assert not Mail.objects.filter(to="host@example.org").exists()


def test_host_hears_once_a_day_what_is_new() -> None:
    host = PersonFactory()
    evening = timezone.localtime(NOW).replace(hour=17, minute=30)
    event = make_event(host=host, starts_at=NOW + timedelta(days=9))
    register(event=event, who=guest(), party=Party(), now=evening - timedelta(hours=2))
    assert send_digests(evening.replace(hour=9)) == 0
    assert send_digests(evening) == 1
    assert send_digests(evening + timedelta(minutes=15)) == 0
    assert "Bernd Dirksen" in Mail.objects.get(to=host.email).text
    assert send_digests(evening + timedelta(days=1)) == 0  # nothing new
    RegistrationFactory(event=event, guest_name="Mia Çelik", created_at=evening + timedelta(days=1, hours=1))
    assert send_digests(evening + timedelta(days=2)) == 1
    second = Mail.objects.filter(to=host.email).order_by("pk")[1]
    assert "Mia Çelik" in second.text
    assert "Bernd Dirksen" not in second.text


# --- Who came ---
def test_mark_attendance_records_who_came() -> None:
    event = make_event(starts_at=NOW - timedelta(hours=1))
    here, away = RegistrationFactory(event=event), RegistrationFactory(event=event)
    waits = RegistrationFactory(event=event, state=Registration.State.WAITING)
    marks = {here.pk: "present", away.pk: "excused", waits.pk: "present"}
    assert mark_attendance(event=event, marks=marks, now=NOW, actor=None) == 2
    assert mark_attendance(event=event, marks=marks, now=NOW, actor=None) == 0
    found = dict(Registration.objects.values_list("pk", "attendance"))
    assert found == {here.pk: "present", away.pk: "excused", waits.pk: ""}
    assert LogEntry.objects.filter(action="events.mark_attendance").count() == 2


def test_mark_attendance_waits_for_the_event() -> None:
    with pytest.raises(RegistrationRefused, match="einer Stunde vor Beginn"):
        mark_attendance(event=make_event(), marks={}, now=NOW, actor=None)


# --- Colleagues ---
def test_member_signs_up_a_colleague_who_is_told_by_whom(member_client: Client) -> None:
    event, colleague = make_event(), MemberFactory(person__first_name="Özlem", person__last_name="Çelik").person
    address = f"/termine/{event.page.slug}/anmelden/mitglied/"
    found = member_client.get(address, {"name": "celik öz"}).content.decode()
    assert "Özlem Çelik" in found
    assert colleague.email not in found
    member_client.post(address, {"person": colleague.pk, "name": "Çelik", "remark": "kommt später"})
    registration = Registration.objects.get()
    assert (registration.person, registration.registered_by) == (colleague, member_client.user)
    mail = Mail.objects.get()
    assert mail.to == colleague.email
    assert f"{member_client.user.get_full_name()} hat Sie angemeldet" in mail.text
    again = member_client.post(address, {"person": colleague.pk, "name": "Çelik", "remark": "nochmal"})
    assert "bereits eine Anmeldung" in again.content.decode()
    assert "nochmal" in again.content.decode()


def test_member_signs_up_only_members_who_show_themselves(member_client: Client) -> None:
    event = make_event()
    address = f"/termine/{event.page.slug}/anmelden/mitglied/"
    hidden = MemberFactory(person__last_name="Verborgen", person__listed="board").person
    former = MemberFactory(person__last_name="Ehemals", period__until_on=date(2025, 1, 1)).person
    for person in (hidden, former, member_client.user.person):
        assert f'value="{person.pk}"' not in member_client.get(address, {"name": person.last_name}).content.decode()
        assert member_client.post(address, {"person": person.pk}).status_code == 404
    assert not Registration.objects.exists()


def test_signing_up_a_colleague_is_for_members(client: Client) -> None:
    address = f"/termine/{make_event().page.slug}/anmelden/mitglied/"
    assert client.get(address, {"name": "a"}).status_code == 302
    former = MemberFactory(period__until_on=date(2025, 1, 1)).person
    assert sign_in(client, former.user).get(address, {"name": "a"})["Location"].startswith("/konto/login/")
    admitted = MemberFactory(period__from_on=date(2199, 1, 1)).person
    assert sign_in(client, admitted.user).get(address, {"name": "a"}).status_code == 403
