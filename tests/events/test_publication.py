"""Publishing an event's page: what its own row takes over, and what it never does."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from events.actions.publication import fingerprint_of, refresh_sequence
from events.models import Event, EventIndexPage, EventPage
from tests.factories import RegistrationFactory
from verein.models import Mail

pytestmark = pytest.mark.django_db

START = datetime(2027, 3, 9, 7, 0, tzinfo=timezone.get_default_timezone())


def draft(**fields: object) -> EventPage:
    """A page never published, as the admin makes it: not live, with a first revision."""
    values = {
        "title": "Frühstück",
        "starts_at": START,
        "ends_at": START + timedelta(hours=2),
        "venue": "Café",
        **fields,
    }
    page = EventPage(live=False, **values)
    EventIndexPage.objects.get().add_child(instance=page)
    page.save_revision()
    return page


def publish(page: EventPage) -> Event:
    page.save_revision().publish()
    return Event.objects.get(page=page)


def test_publish_makes_the_event_with_the_capacity_of_the_page() -> None:
    page = draft(capacity=40)
    assert not Event.objects.filter(page=page).exists()
    event = publish(page)
    assert (event.capacity, event.state, event.sequence) == (40, Event.State.PLANNED, 0)
    assert event.fingerprint == fingerprint_of(event)


def test_publish_again_without_a_change_leaves_the_sequence() -> None:
    page = draft()
    publish(page)
    page.recap = "<p>Schön war es.</p>"
    assert publish(page).sequence == 0


@pytest.mark.parametrize(
    "change", [{"title": "Abend"}, {"ends_at": START + timedelta(hours=3)}, {"venue": "Rathaus"}, {"street": "Ring 4"}]
)
def test_publish_raises_the_sequence_when_calendars_show_something_else(change: dict[str, object]) -> None:
    page = draft()
    uid = publish(page).uid
    for name, value in change.items():
        setattr(page, name, value)
    event = publish(page)
    assert (event.sequence, event.uid) == (1, uid)


def test_publish_an_old_draft_takes_nothing_back() -> None:
    """State, capacity, UID stay and SEQUENCE rises although the page's fields are as they were at first."""
    page = draft(capacity=40)
    old = page.save_revision()
    event = publish(page)
    page.venue, page.capacity = "Rathaus", 99
    publish(page)
    Event.objects.filter(pk=event.pk).update(state=Event.State.CANCELLED, capacity=12)
    old.publish()
    again = Event.objects.get(page=page)
    assert again.page.venue == "Café"
    assert (again.state, again.capacity, again.uid) == (Event.State.CANCELLED, 12, event.uid)
    assert again.sequence == 2


def test_publish_an_imported_draft_keeps_uid_and_takes_the_capacity() -> None:
    page = draft(capacity=25)
    Event.objects.create(page=page, uid="abc@example.org", sequence=3)
    event = publish(page)
    assert (event.uid, event.sequence, event.capacity) == ("abc@example.org", 3, 25)


def test_scheduled_publishing_makes_the_event_too() -> None:
    page = draft(capacity=10, go_live_at=timezone.now() - timedelta(minutes=1))
    page.save_revision(approved_go_live_at=page.go_live_at)
    call_command("publish_scheduled")
    assert Event.objects.get(page=page).capacity == 10


def test_unpublish_and_publish_keeps_the_event() -> None:
    page = draft(capacity=10)
    event = publish(page)
    page.unpublish()
    page.refresh_from_db()
    assert publish(page).uid == event.uid


def test_copy_of_a_page_gets_an_event_of_its_own() -> None:
    page = draft(capacity=10)
    event = publish(page)
    copy = page.copy(update_attrs={"slug": "neu"}, keep_live=False)
    assert not Event.objects.filter(page=copy).exists()
    assert publish(copy).uid != event.uid


def test_refresh_sequence_tells_what_is_different() -> None:
    event = publish(draft())
    assert refresh_sequence(event) == set()
    event.page.starts_at -= timedelta(hours=1)
    event.page.city = "Greven"
    event.state = Event.State.POSTPONED
    assert refresh_sequence(event) == {"time", "place", "rest"}
    assert Event.objects.get(pk=event.pk).sequence == 1


def published(**fields: object) -> tuple[EventPage, Event]:
    page = draft(starts_at=timezone.now() + timedelta(days=5), ends_at=timezone.now() + timedelta(days=6), **fields)
    return page, publish(page)


def test_publish_another_time_or_place_tells_who_is_registered() -> None:
    page, event = published()
    coming = RegistrationFactory(event=event)
    waiting = RegistrationFactory(event=event, state="waiting")
    RegistrationFactory(event=event, state="cancelled")
    page.venue = "Rathaus"
    publish(page)
    mails = {mail.to: mail for mail in Mail.objects.filter(kind="events/mail/event_changed")}
    assert set(mails) == {coming.guest_email, waiting.guest_email}
    mail = mails[coming.guest_email]
    assert "Rathaus" in mail.text
    assert "Neuer Ort" in mail.subject
    calendar = bytes(mail.attachments.get().content).decode()
    assert "SEQUENCE:1" in calendar
    assert not mails[waiting.guest_email].attachments.exists()
    assert "Warteliste" in mails[waiting.guest_email].text


def test_publish_again_or_another_text_tells_nobody() -> None:
    page, event = published()
    RegistrationFactory(event=event)
    page.title, page.body = "Anderer Titel", "<p>Neu</p>"
    publish(page)
    publish(page)
    assert not Mail.objects.filter(kind="events/mail/event_changed").exists()


def test_publish_another_time_of_what_is_over_or_called_off_tells_nobody() -> None:
    page, event = published()
    RegistrationFactory(event=event)
    Event.objects.filter(pk=event.pk).update(state=Event.State.CANCELLED)
    page.starts_at -= timedelta(hours=1)
    publish(page)
    Event.objects.filter(pk=event.pk).update(state=Event.State.PLANNED)
    page.starts_at, page.ends_at = START - timedelta(days=900), START - timedelta(days=899)
    publish(page)
    assert not Mail.objects.filter(kind="events/mail/event_changed").exists()


def test_publish_fills_what_the_search_looks_through() -> None:
    page = draft(title="Unternehmerfrühstück")
    publish(page)
    page.refresh_from_db()
    assert "fruehstueck" in page.search_text
    assert "fruhstuck" in page.search_text
