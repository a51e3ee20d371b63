"""Foreign calendars are read: times, series, what is skipped and why."""

import pytest

from events.readers.ics import Reading, UnreadableCalendar, read
from tests.events.test_import_events import BERLIN, FROM, ONE, SHARED, UNTIL, needs_shared, vcalendar, vevent


def reading(text: str | bytes) -> Reading:
    return read(text.encode() if isinstance(text, str) else text, from_on=FROM, until_on=UNTIL)


def times(*lines: str) -> list[tuple[str, str]]:
    found = reading(vcalendar(vevent(*lines))).occurrences
    return [
        (f"{o.starts_at.astimezone(BERLIN):%m-%d %H:%M}", f"{o.ends_at.astimezone(BERLIN):%m-%d %H:%M}") for o in found
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (ONE, [("05-06 07:00", "05-06 08:30")]),
        (("DTSTART:20310506T050000Z", "DTEND:20310506T063000Z"), [("05-06 07:00", "05-06 08:30")]),
        (("DTSTART:20310506T070000", "DTEND:20310506T083000"), [("05-06 07:00", "05-06 08:30")]),
        (("DTSTART:20310506T070000", "DURATION:PT90M"), [("05-06 07:00", "05-06 08:30")]),
        (("DTSTART:20310506T070000",), [("05-06 07:00", "05-06 08:00")]),
        (("DTSTART:20310506T070000", "DTEND:20310506T070000"), [("05-06 07:00", "05-06 08:00")]),
        (("DTSTART;VALUE=DATE:20310506", "DTEND;VALUE=DATE:20310508"), [("05-06 00:00", "05-07 23:59")]),
        (("DTSTART;VALUE=DATE:20310506",), [("05-06 00:00", "05-06 23:59")]),
        (("DTSTART;TZID=W. Europe Standard Time:20310506T070000", "DURATION:PT1H"), [("05-06 07:00", "05-06 08:00")]),
        (("DTSTART;TZID=America/New_York:20310506T070000", "DURATION:PT1H"), [("05-06 13:00", "05-06 14:00")]),
        (("DTSTART;TZID=Mittelerde:20310506T070000", "DURATION:PT1H"), [("05-06 07:00", "05-06 08:00")]),
        ((*ONE, "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15M", "END:VALARM"), [("05-06 07:00", "05-06 08:30")]),
    ],
)
def test_read_understands_times_however_they_are_written(
    lines: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    assert times(*lines) == expected


def test_read_expands_a_series_across_daylight_saving_with_exceptions() -> None:
    text = vcalendar(
        vevent(
            "DTSTART;TZID=Europe/Berlin:20311014T070000",
            "DTEND;TZID=Europe/Berlin:20311014T083000",
            "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4",
            "EXDATE;TZID=Europe/Berlin:20311111T070000",
        ),
        vevent(
            "RECURRENCE-ID;TZID=Europe/Berlin:20311028T070000",
            "DTSTART;TZID=Europe/Berlin:20311029T180000",
            "DTEND;TZID=Europe/Berlin:20311029T190000",
            title="Verlegt",
        ),
    )
    found = reading(text).occurrences
    assert [(o.title, f"{o.starts_at:%m-%d %H:%M}") for o in found] == [
        ("Treffen", "10-14 07:00"),
        ("Verlegt", "10-29 18:00"),
        ("Treffen", "11-25 07:00"),
    ]
    assert [o.uid for o in found] == [
        "a@example.org#20311014T050000Z",
        "a@example.org#20311028T060000Z",
        "a@example.org#20311125T060000Z",
    ]


def test_read_stops_endless_rules_at_the_last_day() -> None:
    found = reading(vcalendar(vevent("DTSTART:20200101T070000", "RRULE:FREQ=DAILY"))).occurrences
    assert len(found) == 365


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("DTSTART:20310506T070000", "RRULE:FREQ=SECONDLY"), "öfter als einmal am Tag"),
        (("DTSTART:20310506T070000", "RRULE:FREQ=DAILY;BYMINUTE=1,2,3"), "öfter als einmal am Tag"),
        (("DTSTART:20310506T070000", "DTEND:20310506T060000"), "Ende liegt vor dem Beginn"),
        (("DTSTART:20110506T070000",), "keinen Termin vom 01.01.2031 bis zum 31.12.2031"),
        ((), "keinen Beginn"),
        (("DTSTART:morgen",), "nicht zu verstehen"),
        (("DTSTART:20310231T070000",), "nicht zu verstehen"),
        (("DTSTART:20310506T070000", "RRULE:FREQ=UNFUG"), "nicht zu verstehen"),
        (("DTSTART:20310506T070000", "DURATION:lange"), "nicht zu verstehen"),
    ],
)
def test_read_skips_what_it_cannot_take_and_says_why(lines: tuple[str, ...], words: str) -> None:
    text = vcalendar(vevent(*lines, uid="bad", title="Schlecht"), vevent(*ONE, uid="good", title="Gut"))
    result = reading(text)
    assert [o.title for o in result.occurrences] == ["Gut"]
    assert [(s.title, s.line) for s in result.skipped] == [("Schlecht", 4)]
    assert words in result.skipped[0].reason


def test_read_takes_the_newest_of_equal_uids() -> None:
    result = reading(vcalendar(vevent(*ONE, "SEQUENCE:2", title="Neu"), vevent(*ONE, "SEQUENCE:1", title="Alt")))
    assert [o.title for o in result.occurrences] == ["Neu"]
    assert [s.title for s in result.skipped] == ["Alt"]


def test_read_ignores_what_is_no_event_with_a_word() -> None:
    todo = "BEGIN:VTODO\nUID:t\nSUMMARY:Kuchen\nEND:VTODO"
    result = reading(vcalendar(todo, "BEGIN:VFREEBUSY\nUID:f\nEND:VFREEBUSY", vevent(*ONE)))
    assert dict(result.ignored) == {"VTODO": 1, "VFREEBUSY": 1}
    assert len(result.occurrences) == 1


def test_read_takes_several_calendars_in_one_file() -> None:
    text = vcalendar(vevent(*ONE, uid="1")) + vcalendar(vevent(*ONE, uid="2"))
    assert len(reading(text).occurrences) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_read_understands_encodings_and_line_ends(encoding: str, newline: str) -> None:
    text = vcalendar(vevent(*ONE, title="Frühstück für\n  Größen")).replace("\n", newline)
    result = reading(text.encode(encoding))
    assert [o.title for o in result.occurrences] == ["Frühstück für Größen"]


def test_read_gives_an_entry_without_uid_the_same_one_again() -> None:
    text = vcalendar("\n".join(["BEGIN:VEVENT", "SUMMARY:Ohne", *ONE, "END:VEVENT"]))
    assert reading(text).occurrences[0].uid == reading(text).occurrences[0].uid


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "keinen Kalender"),
        (b"<!DOCTYPE html><html></html>", "Zeile 1: Das ist kein Kalender"),
        (b"\x00\xff\xfe\x89PNG", "Zeile 1"),
        (vcalendar(vevent(*ONE))[:120].encode(), "endet zu früh: VEVENT, begonnen in Zeile 4"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", "Zeile 3"),
        (b"BEGIN:VEVENT\nEND:VEVENT\n", "Zeile 1"),
        (b"END:VCALENDAR\n", "Zeile 1"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\nHallo\n", "Zeile 3"),
    ],
)
def test_read_of_a_broken_file_is_one_sentence_with_the_place(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableCalendar) as caught:
        reading(content)
    assert words in str(caught.value)


@needs_shared
@pytest.mark.parametrize("name", ["fablab_cottbus.ics", "machbar_16_feb_2019.ics"])
def test_read_of_a_truncated_calendar_never_fails_otherwise(name: str) -> None:
    content = (SHARED / name).read_bytes()
    for end in range(0, len(content) - 20, 997):
        with pytest.raises(UnreadableCalendar):
            reading(content[:end])
