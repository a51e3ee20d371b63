"""Calendars for programs, the news feed and the sitemap."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from events.models import Event
from tests.factories import MemberFactory, PersonFactory, RegistrationFactory, make_event, sign_in
from verein.models import LogEntry

pytestmark = pytest.mark.django_db


def entries(client: Client, path: str) -> dict[str, Calendar]:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return {str(entry["summary"]): entry for entry in Calendar.from_ical(response.content).walk("VEVENT")}


def test_public_calendar_has_the_last_90_days_and_all_to_come(client: Client) -> None:
    now = timezone.now()
    make_event(title="Alt", starts_at=now - timedelta(days=91))
    make_event(title="Neulich", starts_at=now - timedelta(days=89))
    make_event(title="Bald")
    make_event(title="Nächstes Jahr", starts_at=now + timedelta(days=700))
    make_event(title="Entwurf", live=False)
    make_event(title="Abgesagt", state="cancelled")
    found = entries(client, "/termine/kalender.ics")
    assert set(found) == {"Neulich", "Bald", "Nächstes Jahr", "Abgesagt"}
    assert found["Abgesagt"]["status"] == "CANCELLED"


def test_public_calendar_is_not_sent_twice_until_something_changes(client: Client) -> None:
    event = make_event()
    first = client.get("/termine/kalender.ics")
    assert first["Last-Modified"]
    again = client.get("/termine/kalender.ics", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Event.objects.filter(pk=event.pk).update(sequence=1)
    assert client.get("/termine/kalender.ics", headers={"If-None-Match": first["ETag"]}).status_code == 200
    event.page.unpublish()
    changed = client.get("/termine/kalender.ics")
    assert b"BEGIN:VEVENT" not in changed.content


def test_public_calendar_is_offered_for_subscription(client: Client) -> None:
    assert 'href="webcal://localhost:8000/termine/kalender.ics"' in client.get("/termine/").content.decode()


def test_event_calendar_is_a_file_with_one_entry(client: Client) -> None:
    event = make_event(title="Frühstück")
    make_event(title="Anderes")
    assert set(entries(client, f"{event.page.address}termin.ics")) == {"Frühstück"}
    assert "attachment" in client.get(f"{event.page.address}termin.ics")["Content-Disposition"]
    assert client.get("/termine/gibt-es-nicht/termin.ics").status_code == 404


def test_personal_calendar_marks_own_registrations(client: Client) -> None:
    person = MemberFactory().person
    mine, others = make_event(title="Meins"), make_event(title="Anderes")
    RegistrationFactory(event=mine, person=person, guest_name="", guest_email="")
    RegistrationFactory(event=others)
    response = client.get(f"/mein/kalender/{person.feed_token}.ics")
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    found = entries(client, f"/mein/kalender/{person.feed_token}.ics")
    assert (found["Meins"]["transp"], found["Anderes"]["transp"]) == ("OPAQUE", "TRANSPARENT")
    assert "angemeldet" in found["Meins"]["description"]
    assert "angemeldet" not in found["Anderes"]["description"]


def test_personal_calendar_keeps_an_own_event_that_is_not_published_now(client: Client) -> None:
    person = MemberFactory().person
    mine = make_event(title="Meins", live=False)
    make_event(title="Fremder Entwurf", live=False)
    RegistrationFactory(event=mine, person=person, guest_name="", guest_email="")
    assert set(entries(client, f"/mein/kalender/{person.feed_token}.ics")) == {"Meins"}


def test_personal_calendar_of_a_wrong_or_deactivated_address_is_not_found(client: Client) -> None:
    person = MemberFactory().person
    assert client.get("/mein/kalender/falsch.ics").status_code == 404
    person.user.is_active = False
    person.user.save()
    assert client.get(f"/mein/kalender/{person.feed_token}.ics").status_code == 404


def test_renew_personal_calendar_ends_the_old_address(member_client: Client) -> None:
    person = member_client.user.person
    old = person.feed_token
    assert old in member_client.get("/mein/kalender/").content.decode()
    assert member_client.get("/mein/kalender/erneuern/").status_code == 405
    response = member_client.post("/mein/kalender/erneuern/", follow=True)
    person.refresh_from_db()
    assert person.feed_token in response.content.decode()
    assert person.feed_token != old
    assert Client().get(f"/mein/kalender/{old}.ics").status_code == 404
    assert Client().get(f"/mein/kalender/{person.feed_token}.ics").status_code == 200
    entry = LogEntry.objects.get(action="members.renew_feed_token")
    assert (entry.actor, entry.fields) == (member_client.user, ["feed_token"])


def test_personal_calendar_page_is_for_whoever_is_signed_in(client: Client) -> None:
    for method, path in ((client.get, "/mein/kalender/"), (client.post, "/mein/kalender/erneuern/")):
        response = method(path)
        assert response.status_code == 302
        assert response["Location"].startswith("/konto/")
    former = MemberFactory(period__until_on=timezone.localdate()).person
    assert sign_in(Client(), former.user).get("/mein/kalender/")["Location"].startswith("/konto/login/")
    admitted = MemberFactory(period__from_on=timezone.localdate() + timedelta(days=30)).person
    assert sign_in(Client(), admitted.user).get("/mein/kalender/").status_code == 200
    without = PersonFactory(user=None)
    assert client.get(f"/mein/kalender/{without.feed_token}.ics").status_code == 404


def test_feed_lists_what_comes(client: Client) -> None:
    event = make_event(title="Frühstück & Kaffee")
    make_event(title="Vorbei", starts_at=timezone.now() - timedelta(days=2))
    make_event(title="Fest", state="cancelled")
    response = client.get("/termine/feed.xml")
    text = response.content.decode()
    assert response["Content-Type"].startswith("application/rss+xml")
    assert "Frühstück &amp; Kaffee" in text
    assert "abgesagt: " in text
    assert "Vorbei" not in text
    assert f"<link>http://localhost:8000{event.page.address}</link>" in text
    assert event.uid in text


def test_sitemap_names_published_pages_by_the_sites_own_address(client: Client) -> None:
    event, draft = make_event(), make_event(live=False)
    text = client.get("/sitemap.xml", headers={"Host": "127.0.0.1"}).content.decode()
    assert f"<loc>http://localhost:8000{event.page.address}</loc>" in text
    assert "<loc>http://localhost:8000/termine/</loc>" in text
    assert "<loc>http://localhost:8000/</loc>" in text
    assert draft.page.address not in text
