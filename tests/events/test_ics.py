"""Calendar files: stable identity, right times, what a change and a cancellation look like."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from events.models import Event
from events.writers import ics
from tests.factories import make_event
from verein.models import Association

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 12, tzinfo=BERLIN)
pytestmark = pytest.mark.django_db


def written(*events: Event, **options: Any) -> Calendar:
    return Calendar.from_ical(ics.calendar(events, now=NOW, **options))


def entry_of(event: Event, **options: Any) -> Calendar:
    return written(event, **options).walk("VEVENT")[0]


def test_calendar_keeps_identity_and_counts_changes() -> None:
    event = make_event()
    event.sequence = 3
    first, second = entry_of(event), entry_of(event)
    assert first["uid"] == second["uid"] == event.uid
    assert first["sequence"] == 3


@pytest.mark.parametrize(("day", "offset"), [((2026, 10, 20), 2), ((2026, 10, 27), 1), ((2031, 3, 31), 2)])
def test_calendar_is_right_on_both_sides_of_daylight_saving(day: tuple[int, int, int], offset: int) -> None:
    event = make_event(starts_at=datetime(*day, 7, tzinfo=BERLIN))
    raw = ics.calendar([event], now=NOW)
    assert f"DTSTART;TZID=Europe/Berlin:{day[0]}{day[1]:02}{day[2]:02}T070000".encode() in raw
    # The zone is taken from the file alone, as a program does that knows no zone names.
    renamed = Calendar.from_ical(raw.replace(b"Europe/Berlin", b"Somewhere/Own"))
    start = renamed.walk("VEVENT")[0]["dtstart"].dt
    assert start.utcoffset() == timedelta(hours=offset)
    assert (start.hour, start.replace(tzinfo=None)) == (7, datetime(*day, 7))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("state", "status"), [("planned", "CONFIRMED"), ("postponed", "TENTATIVE"), ("cancelled", "CANCELLED")]
)
def test_calendar_tells_the_state(state: str, status: str) -> None:
    assert entry_of(make_event(state=state))["status"] == status


def test_calendar_with_method_cancel_takes_the_entry_out() -> None:
    event = make_event()
    result = written(event, method="CANCEL")
    assert result["method"] == "CANCEL"
    assert result.walk("VEVENT")[0]["status"] == "CANCELLED"


def test_calendar_tells_place_address_and_organiser_but_not_the_online_link() -> None:
    Association.objects.update_or_create(pk=1, defaults={"name": "Initiative Emsbogen", "email": "post@example.org"})
    event = make_event(street="Münstermauer 12", postcode="48431", online_url="https://meet.example.org/geheim")
    raw = ics.calendar([event], now=NOW)
    entry = Calendar.from_ical(raw).walk("VEVENT")[0]
    assert entry["location"] == "Café am Stadtwall, Münstermauer 12, 48431 Rheine"
    assert entry["url"] == f"http://localhost:8000/termine/{event.page.slug}/"
    assert entry["organizer"] == "MAILTO:post@example.org"
    assert entry["organizer"].params["CN"] == "Initiative Emsbogen"
    assert b"geheim" not in raw


def test_calendar_for_subscribers_has_a_name_and_a_rhythm() -> None:
    raw = ics.calendar([make_event(), make_event()], now=NOW, name="Termine des Emsbogens")
    assert b"X-WR-CALNAME:Termine des Emsbogens\r\n" in raw
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in raw
    assert raw.count(b"BEGIN:VEVENT") == 2
    assert raw.count(b"BEGIN:VTIMEZONE") == 1
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
