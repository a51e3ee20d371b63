"""Copying an old event as a new one with the dates moved."""

from datetime import datetime, time, timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from events.actions.copying import copy_event
from events.models import Event, EventImage, EventPage, EventSpeaker, ProgrammeItem
from events.panels.copying import next_start
from tests.factories import PersonFactory, RegistrationFactory, UserFactory, make_event
from verein.models import LogEntry, SiteImage

pytestmark = pytest.mark.django_db
BERLIN = timezone.get_default_timezone()
OLD = datetime(2026, 10, 13, 7, 0, tzinfo=BERLIN)  # summer time
NOW = datetime(2026, 10, 20, 12, 0, tzinfo=BERLIN)


def picture() -> SiteImage:
    image = SiteImage(title="Bild", width=2, height=2)
    content = ContentFile(b"", name="bild.png")
    Image.new("RGB", (2, 2)).save(content, "PNG")
    image.file.save("bild.png", content)
    return image


def old_event() -> EventPage:
    page = make_event(
        starts_at=OLD,
        slug="fruehstueck-2026-10-13",
        capacity=20,
        registration_closes_at=OLD - timedelta(days=1),
        cancel_until=OLD - timedelta(hours=12),
        recap="<p>Gut.</p>",
        attendance_count=17,
    ).page
    ProgrammeItem.objects.create(page=page, title="Ankommen", starts_at=time(7, 0))
    EventSpeaker.objects.create(page=page, person=PersonFactory(), topic="Holz")
    EventImage.objects.create(page=page, image=picture())
    RegistrationFactory(event=page.event)
    return EventPage.objects.get(pk=page.pk)


def test_copy_event_moves_all_times_by_the_clock_on_the_wall() -> None:
    """Two weeks later is winter time: seven o'clock stays seven o'clock."""
    new = datetime(2026, 10, 27, 7, 0, tzinfo=BERLIN)
    [copy] = copy_event(page=old_event(), starts=[new], title="Frühstück", by=UserFactory(), now=NOW)
    assert timezone.localtime(copy.starts_at).hour == 7
    assert timezone.localtime(copy.ends_at) == new + timedelta(hours=2)
    assert timezone.localtime(copy.registration_closes_at).replace(tzinfo=None) == datetime(2026, 10, 26, 7)  # noqa: DTZ001
    assert copy.cancel_until == copy.starts_at - timedelta(hours=12)
    assert copy.registration_opens_at is None


def test_copy_event_takes_what_invites_and_leaves_what_happened() -> None:
    page = old_event()
    new = OLD + timedelta(days=28, hours=2)
    [copy] = copy_event(page=page, starts=[new], title="Spätes Frühstück", by=UserFactory(), now=NOW)
    assert (copy.title, copy.slug, copy.live) == ("Spätes Frühstück", "fruehstueck-2026-11-10", False)
    assert (copy.capacity, copy.venue) == (20, page.venue)
    assert [item.starts_at for item in copy.programme_items.all()] == [time(9, 0)]
    assert copy.speakers.get().topic == "Holz"
    assert (copy.recap, copy.attendance_count, copy.gallery.count()) == ("", None, 0)
    assert not Event.objects.filter(page=copy).exists()
    page.refresh_from_db()
    assert (page.recap, page.gallery.count(), page.event.registrations.count()) == ("<p>Gut.</p>", 1, 1)
    assert LogEntry.objects.filter(action="events.copy", object_id=str(copy.pk)).exists()


def test_copy_event_is_published_from_its_draft_with_its_own_dates() -> None:
    [copy] = copy_event(page=old_event(), starts=[OLD + timedelta(days=700)], title="Neu", by=UserFactory(), now=NOW)
    copy.get_latest_revision_as_object().save_revision().publish()
    copy.refresh_from_db()
    assert (copy.live, copy.title, copy.starts_at) == (True, "Neu", OLD + timedelta(days=700))
    assert copy.event.sequence == 0


def test_copy_event_as_a_series_gives_every_date_its_own_address() -> None:
    page = old_event()
    starts = [OLD + timedelta(days=364), OLD + timedelta(days=378)]
    copies = copy_event(page=page, starts=[*starts, starts[0]], title="F", by=UserFactory(), now=NOW)
    assert [copy.slug for copy in copies] == [
        "fruehstueck-2027-10-12",
        "fruehstueck-2027-10-26",
        "fruehstueck-2027-10-12-2",
    ]


def test_next_start_is_the_same_weekday_and_time_in_the_future() -> None:
    start = timezone.localtime(next_start(OLD, datetime(2027, 1, 1, tzinfo=BERLIN)))
    assert (start.isoweekday(), start.hour) == (2, 7)
    assert start > datetime(2027, 1, 1, tzinfo=BERLIN)
    assert next_start(NOW + timedelta(days=60), NOW) == NOW + timedelta(days=74)


def test_copy_form_makes_a_series_of_drafts(event_editor_client: Client) -> None:
    page = old_event()
    url = reverse("event_copy", args=[page.pk])
    assert "fruehstueck" not in event_editor_client.get(url).content.decode()
    first = timezone.localtime(timezone.now() + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
    data = {"title": "Reihe", "starts_at": first.strftime("%Y-%m-%dT%H:%M"), "count": 3, "every": 14}
    response = event_editor_client.post(url, data, follow=True)
    assert "3 neue Termine" in response.content.decode()
    drafts = EventPage.objects.filter(title="Reihe").order_by("starts_at")
    assert [timezone.localtime(draft.starts_at).hour for draft in drafts] == [first.hour] * 3
    assert (drafts[2].starts_at - drafts[0].starts_at).days in {27, 28}


def test_copy_form_refuses_a_date_in_the_past_and_keeps_the_rest(event_editor_client: Client) -> None:
    page = old_event()
    data = {"title": "Anders", "starts_at": "2020-01-01T07:00", "count": 2, "every": 7}
    response = event_editor_client.post(reverse("event_copy", args=[page.pk]), data)
    assert "in der Zukunft" in response.content.decode()
    assert 'value="Anders"' in response.content.decode()
    assert EventPage.objects.count() == 1


def test_wagtails_copy_leads_to_the_form_with_the_new_date(event_editor_client: Client) -> None:
    page = old_event()
    response = event_editor_client.get(reverse("wagtailadmin_pages:copy", args=[page.pk]))
    assert response["Location"] == reverse("event_copy", args=[page.pk])


def test_copy_is_for_event_editors(editor_client: Client, treasurer_client: Client) -> None:
    url = reverse("event_copy", args=[old_event().pk])
    for client in (editor_client, treasurer_client):
        assert client.get(url).status_code in {302, 403}  # Wagtail leads to its start page with a message
        client.post(url, {"title": "x", "starts_at": "2030-01-01T07:00", "count": 1, "every": 7})
    assert EventPage.objects.count() == 1
