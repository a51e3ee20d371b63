"""`manage.py import_events FILE.ics`: drafts from another program's calendar."""

from argparse import ArgumentParser
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from events.actions.importing import CREATED, SKIPPED, UNCHANGED, UPDATED, Line, import_events
from events.readers.ics import UnreadableCalendar


def day(text: str) -> date:
    return date.fromisoformat(text)


class Command(BaseCommand):
    help = "Makes drafts of event pages from a calendar file (ICS) and says of each entry what it did, or why not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--from", dest="from_on", type=day, help="first day, like 2026-01-31 (today)")
        parser.add_argument("--until", "--to", dest="until_on", type=day, help="last day (a year after the first)")
        parser.add_argument("--dry-run", action="store_true", help="report only, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        from_on = options["from_on"] or timezone.localdate()
        until_on = options["until_on"] or from_on + timedelta(days=365)
        if until_on < from_on:
            raise CommandError(_("--until is before --from."))
        try:
            report = import_events(
                content=options["file"].read_bytes(),
                source=options["file"].name,
                from_on=from_on,
                until_on=until_on,
                now=timezone.now(),
                dry_run=options["dry_run"],
            )
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be read: %(error)s") % {"file": options["file"], "error": error.strerror}
            ) from None
        except UnreadableCalendar as error:
            raise CommandError(f"{options['file']}: {error}") from None
        for line in report.lines:
            self.stdout.write(self._words(line))
        for kind, number in sorted(report.ignored.items()):
            self.stdout.write(_("%(n)s × %(kind)s ignored: no event") % {"n": number, "kind": kind})
        counts = {name: report.count(name) for name in (CREATED, UPDATED, UNCHANGED, SKIPPED)}
        self.stdout.write(", ".join(f"{number} {name}" for name, number in counts.items()))

    def _words(self, line: Line) -> str:
        when = f"{timezone.localtime(line.starts_at):%d.%m.%Y %H:%M}" if line.starts_at else "–"
        text = f"{line.outcome:9}  {when:16}  {line.title}"
        place = _("line %(n)s") % {"n": line.line}
        return f"{text} ({place}){': ' + line.words if line.words else ''}"
