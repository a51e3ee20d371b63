"""Reads calendar files of other programs (RFC 5545, and what passes for it): dates in, nothing written."""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from .ics_lines import Component, UnreadableCalendar, components_of, decoded

__all__ = ["Occurrence", "Reading", "Skipped", "UnreadableCalendar", "read"]

ZONE = ZoneInfo("Europe/Berlin")
ASSUMED_LENGTH = timedelta(hours=1)
MOST_OCCURRENCES = 5000
_TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")


@dataclass(frozen=True)
class Occurrence:
    """One date; `uid` is unique within the file: that of the entry, for a series with the date's own part."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    location: str = ""
    description: str = ""
    url: str = ""
    cancelled: bool = False
    line: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Skipped:
    title: str
    line: int
    reason: str


@dataclass
class Reading:
    occurrences: list[Occurrence] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)  # kinds of entries that are no events: VTODO …


def read(content: bytes, *, from_on: date, until_on: date) -> Reading:
    """All dates that touch the days from `from_on` to `until_on` (inclusive), series expanded.

    Raises UnreadableCalendar, with the line, if the file as a whole is no calendar or ends too early; an entry that
    cannot be understood is in `skipped` and the others are read.
    """
    reading = Reading()
    zones: list[Component] = []
    groups: dict[str, list[Component]] = defaultdict(list)
    for component in components_of(decoded(content)):
        if component.name == "VTIMEZONE":
            zones.append(component)
        elif component.name == "VEVENT":
            groups[component.value("UID") or _made_up_uid(component)].append(component)
        else:
            reading.ignored[component.name] += 1
    zones = [zone for zone in zones if _understood(zone)]
    for uid, group in groups.items():
        _read_group(reading, uid, group, zones, from_on, until_on)
    reading.occurrences.sort(key=lambda occurrence: (occurrence.starts_at, occurrence.uid))
    return reading


def _read_group(
    reading: Reading, uid: str, group: list[Component], zones: list[Component], from_on: date, until_on: date
) -> None:
    """The entry and its exceptions, which share a UID; whatever is wrong with them stays with them."""
    title, line = group[0].value("SUMMARY"), group[0].line
    kept, doubles = _newest(group)
    for double in doubles:
        words = _("The same UID stands in the file more than once; the newest entry was taken.")
        reading.skipped.append(Skipped(double.value("SUMMARY"), double.line, words))
    reason: str | None
    try:
        reason = _why_not(kept)
        found = [] if reason else _occurrences(uid, kept, zones, from_on, until_on)
    except Exception as error:  # noqa: BLE001 - what the libraries raise on foreign files is not one family
        found, reason = [], _("It cannot be understood: %(error)s") % {"error": _short(error)}
    if not found:
        days = {"from": from_on.strftime("%d.%m.%Y"), "until": until_on.strftime("%d.%m.%Y")}
        reason = reason or _("It has no date from %(from)s to %(until)s.") % days
        reading.skipped.append(Skipped(title, line, reason))
    reading.occurrences += found


def _why_not(group: list[Component]) -> str | None:
    for component in group:
        rule = component.value("RRULE").upper()
        if any(f"FREQ={often}" in rule for often in _TOO_OFTEN) or "BYMINUTE" in rule or "BYSECOND" in rule:
            return _("It repeats more often than once a day.")
        if not component.value("DTSTART"):
            return _("It has no start.")
    return None


def _occurrences(
    uid: str, group: list[Component], zones: list[Component], from_on: date, until_on: date
) -> list[Occurrence]:
    import recurring_ical_events  # noqa: PLC0415 - slow, as icalendar: a start should not wait for them
    from icalendar import Calendar  # noqa: PLC0415
    from icalendar.timezone import tzp  # noqa: PLC0415

    text = "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", *(part.text for part in zones), *(part.text for part in group)]
    )
    calendar = Calendar.from_ical(text + "\r\nEND:VCALENDAR\r\n")
    for entry in calendar.walk("VEVENT"):
        if _end_before_start(entry):
            raise ValueError(_("the end is before the start"))
    series = any(part.value(name) for part in group for name in ("RRULE", "RDATE", "RECURRENCE-ID"))
    entries = recurring_ical_events.of(calendar, skip_bad_series=False).between(
        datetime.combine(from_on, time(), ZONE), datetime.combine(until_on + timedelta(days=1), time(), ZONE)
    )
    if len(entries) > MOST_OCCURRENCES:
        raise ValueError(_("more than %(n)s dates") % {"n": MOST_OCCURRENCES})
    known = {zone.value("TZID") for zone in zones}
    notes = [
        _("The time zone “%(zone)s” is unknown; German time was assumed.") % {"zone": zone}
        for zone in sorted({zone for part in group for zone in part.zones()} - known)
        if tzp.timezone(zone) is None
    ]
    result = {}
    for entry in entries:
        occurrence = _occurrence(uid, entry, series=series, line=group[0].line, notes=notes)
        result[occurrence.uid] = occurrence
    return list(result.values())


def _occurrence(uid: str, entry: Any, *, series: bool, line: int, notes: list[str]) -> Occurrence:
    start, given_end = entry["DTSTART"].dt, entry.get("DTEND")
    end = given_end.dt if given_end is not None else _end_of(entry, start)
    notes = list(notes)
    starts_at, ends_at = _moment(start), _moment(end)
    if not isinstance(start, datetime):
        ends_at = max(ends_at, starts_at + timedelta(days=1)) - timedelta(minutes=1)  # shown: the last day itself
        notes.append(_("all day"))
    elif ends_at <= starts_at:
        ends_at = starts_at + ASSUMED_LENGTH
        notes.append(_("It has no end; one hour was assumed."))
    own = entry.get("RECURRENCE-ID")
    moment = _moment(own.dt) if own is not None else starts_at
    return Occurrence(
        uid=f"{uid}#{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}" if series else uid,
        title=_text(entry, "SUMMARY"),
        starts_at=starts_at,
        ends_at=ends_at,
        location=_text(entry, "LOCATION"),
        description=_text(entry, "DESCRIPTION"),
        url=_text(entry, "URL"),
        cancelled=_text(entry, "STATUS").upper() == "CANCELLED",
        line=line,
        notes=tuple(notes),
    )


def _end_of(entry: Any, start: date) -> date:
    duration = entry.get("DURATION")
    if duration is None:
        return start
    return start + duration.dt


def _moment(value: date) -> datetime:
    """Times without a zone and whole days are the association's; everything is kept in its zone."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), ZONE)
    return value.replace(tzinfo=ZONE) if value.tzinfo is None else value.astimezone(ZONE)


def _end_before_start(entry: Any) -> bool:
    start, end = entry.get("DTSTART"), entry.get("DTEND")
    if start is None or end is None:
        return False
    return _moment(end.dt) < _moment(start.dt)


def _newest(group: list[Component]) -> tuple[list[Component], list[Component]]:
    """Of entries for the same date the one with the highest SEQUENCE, of equal ones the last."""
    best: dict[str, Component] = {}
    for component in group:
        key = component.value("RECURRENCE-ID")
        if key not in best or component.sequence() >= best[key].sequence():
            best[key] = component
    kept = list(best.values())
    return kept, [component for component in group if component not in kept]


def _made_up_uid(component: Component) -> str:
    """The same entry gets the same one again."""
    text = "|".join(component.value(name) for name in ("DTSTART", "SUMMARY", "LOCATION", "RECURRENCE-ID"))
    return f"{hashlib.sha256(text.encode()).hexdigest()[:32]}@import"


def _understood(zone: Component) -> bool:
    from icalendar import Calendar  # noqa: PLC0415 - as above

    try:
        Calendar.from_ical(f"BEGIN:VCALENDAR\r\n{zone.text}\r\nEND:VCALENDAR\r\n").walk("VTIMEZONE")[0].to_tz()
    except Exception:  # noqa: BLE001 - a zone nobody understands is left out: its events are read as German time
        return False
    return True


def _text(entry: Any, name: str) -> str:
    value = entry.get(name)
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value or "").replace("\x00", "").strip()


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:160] or type(error).__name__
