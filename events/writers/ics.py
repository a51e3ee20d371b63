"""Calendar files (RFC 5545): one event or many, right across daylight saving time."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.html import strip_tags

from events.models import Event, EventPage
from verein.models import Association

if TYPE_CHECKING:
    from icalendar import Event as Entry

ZONE = ZoneInfo("Europe/Berlin")
# Written out with its rules instead of a list of days: stays right for events of any year.
_TIMEZONE = b"""BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE
""".replace(b"\n", b"\r\n")
_STATUS = {
    Event.State.PLANNED: "CONFIRMED",
    Event.State.POSTPONED: "TENTATIVE",
    Event.State.CANCELLED: "CANCELLED",
}
REFRESH = timedelta(hours=6)


def calendar(
    events: Iterable[Event],
    *,
    method: str = "PUBLISH",
    now: datetime,
    name: str = "",
    own: Mapping[int, str] | None = None,
) -> bytes:
    """The events as one calendar file; `method` CANCEL takes them out of people's calendars.

    Needs `event.page` (select_related). `name` is what programs call a subscribed calendar. `own` is for a person's
    calendar: event id -> words like "angemeldet"; only those events make the person busy. The online link is never
    in it: the file is passed on.
    """
    from icalendar import Calendar, Timezone, vText  # noqa: PLC0415 - slow: a start should not wait for it

    association = Association.load()
    result = Calendar()
    result.add("prodid", "-//Verein//Verein//DE")
    result.add("version", "2.0")
    result.add("calscale", "GREGORIAN")
    result.add("method", method)
    if name:
        result.add("x-wr-calname", name)
        result.add("name", name)
        result.add("x-wr-timezone", ZONE.key)
        result.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        result.add("x-published-ttl", vText("PT6H"))
    result.add_component(Timezone.from_ical(_TIMEZONE))
    for event in events:
        entry = _entry(event, association, method=method, now=now)
        if own is not None:
            entry.add("transp", "OPAQUE" if event.pk in own else "TRANSPARENT")
            if event.pk in own:
                entry["description"] = vText(f"{own[event.pk]}\n\n{entry['description']}")
        result.add_component(entry)
    return result.to_ical()


def _entry(event: Event, association: Association, *, method: str, now: datetime) -> "Entry":
    from icalendar import Event as Entry  # noqa: PLC0415 - as above
    from icalendar import vCalAddress, vText  # noqa: PLC0415

    page = event.page
    entry = Entry()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("last-modified", max(event.changed_at, page.last_published_at or event.changed_at).astimezone(UTC))
    entry.add("dtstart", page.starts_at.astimezone(ZONE))
    entry.add("dtend", page.ends_at.astimezone(ZONE))
    entry.add("summary", page.title)
    entry.add("status", "CANCELLED" if method == "CANCEL" else _STATUS[Event.State(event.state)])
    entry.add("url", settings.BASE_URL + page.address)
    entry.add("description", _description(event))
    if page.place:
        entry.add("location", page.place)
    if association.email:
        organizer = vCalAddress(f"MAILTO:{association.email}")
        if association.name:
            organizer.params["CN"] = vText(association.name)
        entry["organizer"] = organizer
    return entry


def _description(event: Event) -> str:
    page: EventPage = event.page
    parts = [event.state_note, page.summary or strip_tags(page.body), settings.BASE_URL + page.address]
    return "\n\n".join(part.strip() for part in parts if part.strip())
