"""`manage.py import_events`: calendars of other programs become drafts, again and again, broken ones a sentence."""

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from events.actions.importing import Report, import_events
from events.models import Event, EventPage
from tests.factories import UserFactory
from verein.models import LogEntry

BERLIN = ZoneInfo("Europe/Berlin")
SHARED = Path(__file__).resolve().parents[2].parent.parent / "shared" / "data" / "ics"
if not SHARED.exists():
    SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "ics"
FROM, UNTIL = date(2031, 1, 1), date(2031, 12, 31)


def vevent(*lines: str, uid: str = "a@example.org", title: str = "Treffen") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", *lines, "END:VEVENT"])


def vcalendar(*parts: str) -> str:
    return "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//DE", *parts, "END:VCALENDAR", ""])


def run(text: str, **options: Any) -> Report:
    return import_events(
        content=text.encode(), source="x.ics", from_on=FROM, until_on=UNTIL, now=timezone.now(), **options
    )


ONE = "DTSTART;TZID=Europe/Berlin:20310506T070000", "DTEND;TZID=Europe/Berlin:20310506T083000"


@pytest.mark.django_db
def test_import_makes_drafts_with_their_uid() -> None:
    actor = UserFactory()
    report = run(
        vcalendar(
            vevent(
                *ONE,
                "LOCATION:Café am Stadtwall\\, Rheine",
                "DESCRIPTION:<p>Erst <b>Kaffee</b></p><p>dann &amp; Gespräch</p><script>x()</script>",
                "URL:https://example.org/fruehstueck",
                title="Frühstück; groß",
            )
        ),
        actor=actor,
    )
    assert [(line.outcome, line.title, line.line) for line in report.lines] == [("created", "Frühstück; groß", 4)]
    page = EventPage.objects.get()
    assert (page.live, page.slug, page.venue) == (False, "fruehstueck-gross-2031-05-06", "Café am Stadtwall, Rheine")
    assert page.starts_at == datetime(2031, 5, 6, 7, tzinfo=BERLIN)
    assert "<script" not in page.body
    assert "dann &amp; Gespräch" in page.body
    assert 'href="https://example.org/fruehstueck"' in page.body
    assert page.event.uid == "a@example.org"
    assert page.event.source == "x.ics"
    assert LogEntry.objects.get(action="events.import").actor == actor


@pytest.mark.django_db
def test_import_again_changes_nothing_and_then_only_what_changed() -> None:
    first = vcalendar(vevent(*ONE, uid="1"), vevent(*ONE, uid="2"))
    run(first)
    assert [line.outcome for line in run(first).lines] == ["unchanged", "unchanged"]
    again = run(first.replace("SUMMARY:Treffen", "SUMMARY:Neu", 1))
    assert sorted(line.outcome for line in again.lines) == ["unchanged", "updated"]
    assert sorted(EventPage.objects.values_list("title", flat=True)) == ["Neu", "Treffen"]
    assert Event.objects.count() == 2


@pytest.mark.django_db
def test_import_leaves_pages_alone_that_people_edited_or_published() -> None:
    first = vcalendar(vevent(*ONE, uid="1", title="Eins"), vevent(*ONE, uid="2", title="Zwei"))
    run(first)
    edited, published = (EventPage.objects.get(title=title) for title in ("Eins", "Zwei"))
    edited.title = "Von Hand"
    edited.save_revision()
    published.save_revision().publish()
    report = run(first.replace("T083000", "T090000"))
    assert [line.outcome for line in report.lines] == ["skipped", "skipped"]
    assert "hier bearbeitet" in report.lines[0].words
    assert "schon veröffentlicht" in report.lines[1].words
    published.refresh_from_db()
    assert published.ends_at == datetime(2031, 5, 6, 8, 30, tzinfo=BERLIN)


@pytest.mark.django_db
def test_import_of_a_cancelled_entry_makes_no_draft_and_says_so() -> None:
    report = run(vcalendar(vevent(*ONE, "STATUS:CANCELLED")))
    assert [line.outcome for line in report.lines] == ["skipped"]
    assert "abgesagt" in report.lines[0].words
    assert not EventPage.objects.exists()


@pytest.mark.django_db
def test_import_takes_long_and_empty_texts() -> None:
    long = "x" * 5000
    run(
        vcalendar(
            vevent(*ONE, f"LOCATION:{long}", f"DESCRIPTION:{long * 10}", uid="u" * 400, title=long),
            vevent(*ONE, uid="leer", title=""),
        )
    )
    assert EventPage.objects.count() == 2
    assert EventPage.objects.filter(title="Termin ohne Titel").exists()
    assert max(len(uid) for uid in Event.objects.values_list("uid", flat=True)) <= 255


@pytest.mark.django_db
def test_import_as_a_trial_writes_nothing() -> None:
    assert [line.outcome for line in run(vcalendar(vevent(*ONE)), dry_run=True).lines] == ["created"]
    assert not EventPage.objects.exists()


@pytest.mark.django_db
def test_import_command_reports_each_entry_and_the_counts(tmp_path: Path) -> None:
    file = tmp_path / "k.ics"
    file.write_text(vcalendar(vevent(*ONE), "BEGIN:VTODO\nUID:t\nEND:VTODO"))
    out = io.StringIO()
    call_command("import_events", str(file), "--from", "2031-01-01", stdout=out)
    lines = out.getvalue().splitlines()
    assert "06.05.2031 07:00" in lines[0]
    assert "Treffen (Zeile 4)" in lines[0]
    assert "VTODO" in lines[1]
    assert lines[2] == "1 created, 0 updated, 0 unchanged, 0 skipped"


@pytest.mark.django_db
def test_import_command_of_a_broken_or_missing_file_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "k.ics"
    file.write_text(vcalendar(vevent(*ONE)).removesuffix("END:VCALENDAR\n"))
    with pytest.raises(CommandError, match="endet zu früh"):
        call_command("import_events", str(file))
    with pytest.raises(CommandError, match="nicht lesen"):
        call_command("import_events", str(tmp_path / "nichts.ics"))
    with pytest.raises(CommandError, match="nicht lesen"):
        call_command("import_events", str(tmp_path))
    assert not EventPage.objects.exists()


needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared calendars lie beside the repository only")


@needs_shared
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "first", "created", "skipped", "unchanged"),
    [("fablab_cottbus.ics", date(2017, 1, 1), 50, 1, 50), ("machbar_16_feb_2019.ics", date(2019, 7, 1), 156, 51, 156)],
)
def test_import_of_the_shared_calendars_with_the_counts_of_each_outcome(
    name: str, first: date, created: int, skipped: int, unchanged: int
) -> None:
    def again() -> Report:
        content = (SHARED / name).read_bytes()
        until = date(2019, 12, 31)
        return import_events(content=content, source=name, from_on=first, until_on=until, now=timezone.now())

    report = again()
    assert [report.count(outcome) for outcome in ("created", "updated", "unchanged", "skipped")] == [
        created,
        0,
        0,
        skipped,
    ]
    report = again()
    assert [report.count(outcome) for outcome in ("created", "updated", "unchanged", "skipped")] == [
        0,
        0,
        unchanged,
        skipped,
    ]
