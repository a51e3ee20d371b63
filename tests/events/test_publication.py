"""Publishing an event's page: what its own row takes over, and what it never does."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from events.actions.publication import fingerprint_of, refresh_sequence
from events.models import Event, EventIndexPage, EventPage

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
