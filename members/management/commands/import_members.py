"""`manage.py import_members FILE`: takes a member list (CSV, XLSX) of any program over."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from members.actions.importing import OUTCOMES, Options, Report, import_members
from members.readers.columns import FIELDS
from members.readers.members import MemberList, read_members
from members.readers.table import Unreadable


class Command(BaseCommand):
    help = "Imports a member list (CSV or XLSX). All or nothing unless --skip-bad; sends no mail, makes no accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        fields = ", ".join(FIELDS)
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help=f"What a column (heading or number) means; nothing behind = leaves it out. Fields: {fields}",
        )
        parser.add_argument("--dry-run", action="store_true", help="Report what would happen and write nothing.")
        parser.add_argument("--skip-bad", action="store_true", help="Take the good lines over and leave bad ones out.")
        parser.add_argument("--type", default="", help="Membership type of lines that name none.")
        parser.add_argument("--joined", type=_day, help="Day of joining (yyyy-mm-dd) of lines that name none.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = self._read(options["file"], options["map"])
        self._say_how(found)
        if found.columns.questions:
            how = _("Nothing was taken over. Answer with --map COLUMN=FIELD, or --map COLUMN= to leave a column out.")
            raise CommandError("\n".join([*found.columns.questions, how, ", ".join(FIELDS)]))
        chosen = Options(
            skip_bad=options["skip_bad"], dry_run=options["dry_run"], type=options["type"], joined=options["joined"]
        )
        report = import_members(found.entries, options=chosen, actor=None)
        self._say_what(report)
        if not report.written and not options["dry_run"]:
            raise CommandError(_("Nothing was taken over: correct these lines, or leave them out with --skip-bad."))

    def _read(self, path: Path, pairs: list[str]) -> MemberList:
        wanted: dict[str, str] = {}
        for pair in pairs:
            heading, equals, name = pair.rpartition("=")
            if not equals:
                raise CommandError(_("--map expects COLUMN=FIELD, not “%(pair)s”.") % {"pair": pair})
            wanted[heading.strip()] = name.strip()
        try:
            return read_members(path.read_bytes(), today=timezone.localdate(), wanted=wanted)
        except OSError as error:
            raise CommandError(
                _("%(path)s cannot be read: %(reason)s") % {"path": path, "reason": error.strerror}
            ) from error
        except Unreadable as error:
            raise CommandError(str(error)) from error

    def _say_how(self, found: MemberList) -> None:
        how = {"encoding": found.table.encoding, "separator": repr(found.table.separator)}
        if found.table.is_workbook:
            self.stdout.write(_("Read as XLSX."))
        else:
            self.stdout.write(_("Read as %(encoding)s, separator %(separator)s.") % how)
        for index, name in found.columns.fields.items():
            self.stdout.write(f"  {found.columns.header.cells[index]} → {FIELDS[name][0]}")
        if found.columns.not_taken:
            self.stdout.write(_("Not taken over: %(columns)s") % {"columns": ", ".join(found.columns.not_taken)})

    def _say_what(self, report: Report) -> None:
        for result in report.results:
            texts = "; ".join(result.texts)
            line = _("Line %(line)s") % {"line": result.line}
            self.stdout.write(f"{line}: {result.label}: {result.name}{f' ({texts})' if texts else ''}")
        for text, names in (
            (_("New membership types: %(names)s"), report.new_types),
            (_("New industries: %(names)s"), report.new_trades),
        ):
            if names:
                self.stdout.write(text % {"names": ", ".join(names)})
        self.stdout.write(", ".join(f"{label}: {report.counts[outcome]}" for outcome, label in OUTCOMES.items()))


def _day(text: str) -> date:
    return date.fromisoformat(text)
