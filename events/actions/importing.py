"""Writes: dates out of other programs' calendars become drafts of event pages."""

import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.html import strip_tags
from django.utils.text import slugify
from django.utils.translation import gettext as _

from events.models import Event, EventIndexPage, EventPage
from events.readers.ics import Occurrence, Skipped, read
from members.models import User
from verein import audit

CREATED, UPDATED, UNCHANGED, SKIPPED = "created", "updated", "unchanged", "skipped"
LONGEST_BODY = 20_000
_MARKUP = re.compile(r"</?(?:p|br|div|span|a|b|i|strong|em|ul|ol|li|html|body|table|h\d)\b[^>]*>", re.IGNORECASE)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@dataclass(frozen=True)
class Line:
    """What the import did with one date, or why not."""

    outcome: str
    title: str
    starts_at: datetime | None
    line: int
    words: str = ""


@dataclass
class Report:
    lines: list[Line] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)

    def count(self, outcome: str) -> int:
        return sum(line.outcome == outcome for line in self.lines)


def import_events(
    *,
    content: bytes,
    source: str,
    from_on: date,
    until_on: date,
    now: datetime,
    actor: User | None = None,
    dry_run: bool = False,
) -> Report:
    """Make a draft of every date in the calendar file `content` between the two days (inclusive); all or nothing.

    The UID is kept: a second run updates drafts that nobody edited since, and says so of the others. `source` is the
    file's name. With `dry_run` the report is the same and nothing is written. Raises UnreadableCalendar.
    """
    reading = read(content, from_on=from_on, until_on=until_on)
    report = Report(ignored=reading.ignored)
    with transaction.atomic():
        report.lines += _write(reading.occurrences, source=source[:200], now=now, actor=actor)
        if dry_run:
            transaction.set_rollback(True)
    report.lines += [_skipped(entry) for entry in reading.skipped]
    return report


def _write(occurrences: list[Occurrence], *, source: str, now: datetime, actor: User | None) -> list[Line]:
    index = EventIndexPage.objects.get()
    uids = [_uid(occurrence) for occurrence in occurrences]
    known: dict[str, Event] = {}
    for start in range(0, len(uids), 500):  # SQLite takes so many parameters and no more
        rows = Event.objects.filter(uid__in=uids[start : start + 500]).select_related("page")
        known.update({event.uid: event for event in rows})
    slugs = set(EventPage.objects.child_of(index).values_list("slug", flat=True))
    lines = []
    for occurrence, uid in zip(occurrences, uids, strict=True):
        event = known.get(uid)
        if event is not None:
            lines.append(_update(event, occurrence, now=now, actor=actor))
        elif occurrence.cancelled:
            lines.append(_line(SKIPPED, occurrence, _("It is cancelled in the file.")))
        else:
            slug = _free_slug(occurrence, slugs)
            lines.append(_create(index, uid, slug, occurrence, source=source, now=now, actor=actor))
    return lines


def _create(
    index: EventIndexPage,
    uid: str,
    slug: str,
    occurrence: Occurrence,
    *,
    source: str,
    now: datetime,
    actor: User | None,
) -> Line:
    page = EventPage(slug=slug, live=False, has_unpublished_changes=True, **_fields(occurrence))
    index.add_child(instance=page)
    revision = page.save_revision(user=actor, clean=False)
    event = Event.objects.create(
        page=page, uid=uid, source=source, import_hash=_hash(occurrence), import_revision=revision.pk
    )
    audit.log("events.import", event, actor=actor, at=now)
    return _line(CREATED, occurrence)


def _update(event: Event, occurrence: Occurrence, *, now: datetime, actor: User | None) -> Line:
    page, reason = event.page, _why_not_update(event, occurrence)
    if reason:
        return _line(SKIPPED, occurrence, reason)
    if event.import_hash == _hash(occurrence):
        return _line(UNCHANGED, occurrence)
    fields = _fields(occurrence)
    changed = audit.changed_fields(page, fields)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save()
    event.import_hash = _hash(occurrence)
    event.import_revision = page.save_revision(user=actor, clean=False).pk
    event.save(update_fields=["import_hash", "import_revision", "changed_at"])
    audit.log("events.import", event, actor=actor, fields=changed, at=now)
    return _line(UPDATED, occurrence)


def _why_not_update(event: Event, occurrence: Occurrence) -> str | None:
    if event.import_hash == _hash(occurrence):
        return None
    if occurrence.cancelled:
        return _("It is cancelled in the file. If that is so, cancel the event at its desk: then everybody is told.")
    if event.page.live:
        return _("It is published already and has changed in the file. Change the page: then everybody is told.")
    if event.page.latest_revision_id != event.import_revision:
        return _("It was edited here since the last import and stays as it is.")
    return None


def _fields(occurrence: Occurrence) -> dict[str, object]:
    venue, directions = occurrence.location, ""
    if len(venue) > 120:
        venue, directions = "", _cut(occurrence.location, 300)
    return {
        "title": _cut(_one_line(_title(occurrence)), 255),
        "kind": EventPage.Kind.OTHER,
        "starts_at": occurrence.starts_at,
        "ends_at": occurrence.ends_at,
        "venue": _one_line(venue),
        "directions": _one_line(directions),
        "body": _body(occurrence),
    }


def _title(occurrence: Occurrence) -> str:
    return occurrence.title or occurrence.location or _("Event without a title")


def _body(occurrence: Occurrence) -> str:
    """Paragraphs of plain text: markup of the other program is dropped, its words stay."""
    text = occurrence.description
    if _MARKUP.search(text):
        text = re.sub(r"<(?:br|/p|/div|/li|/h\d)\b[^>]*>", "\n", text, flags=re.IGNORECASE)
        text = html.unescape(strip_tags(text))
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", _cut(text, LONGEST_BODY)) if part.strip()]
    result = [f"<p>{html.escape(part).replace(chr(10), '<br/>')}</p>" for part in paragraphs]
    if re.match(r"https?://[^\s\"<>]+$", occurrence.url):
        address = html.escape(occurrence.url)
        result.append(f'<p><a href="{address}">{address}</a></p>')
    return "".join(result)


def _uid(occurrence: Occurrence) -> str:
    """As in the file; one longer than the column keeps its beginning and a hash of the whole."""
    if len(occurrence.uid) <= 255:
        return occurrence.uid
    return f"{occurrence.uid[:180]}-{hashlib.sha256(occurrence.uid.encode()).hexdigest()}"


def _free_slug(occurrence: Occurrence, taken: set[str]) -> str:
    base = slugify(_title(occurrence).translate(_UMLAUTS))[:60].strip("-") or "termin"
    base = f"{base}-{occurrence.starts_at:%Y-%m-%d}"
    slug = next(slug for slug in _numbered(base) if slug not in taken)
    taken.add(slug)
    return slug


def _numbered(base: str) -> Iterable[str]:
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1


def _hash(occurrence: Occurrence) -> str:
    parts = (
        occurrence.title,
        occurrence.starts_at.timestamp(),
        occurrence.ends_at.timestamp(),
        occurrence.location,
        occurrence.description,
        occurrence.url,
        occurrence.cancelled,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _line(outcome: str, occurrence: Occurrence, words: str = "") -> Line:
    notes = " ".join(part for part in (words, *occurrence.notes) if part)
    return Line(outcome, _one_line(_title(occurrence)), occurrence.starts_at, occurrence.line, notes)


def _skipped(entry: Skipped) -> Line:
    return Line(SKIPPED, _one_line(entry.title) or _("Event without a title"), None, entry.line, entry.reason)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 2].rstrip() + " …"
