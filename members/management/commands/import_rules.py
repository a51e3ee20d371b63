"""`manage.py import_rules FILE`: takes the rules of a YAML file over."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from members.actions.rules_file import import_rules
from members.readers.rules_file import RulesFileUnreadable


class Command(BaseCommand):
    help = "Takes the rules of a YAML file over, all or nothing. See members/README.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Report what would happen and write nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"]
        try:
            done = import_rules(path.read_bytes(), actor=None, dry_run=options["dry_run"])
        except OSError as error:
            facts = {"path": path, "reason": error.strerror}
            raise CommandError(_("%(path)s cannot be read: %(reason)s") % facts) from error
        except RulesFileUnreadable as error:
            raise CommandError("\n".join([*error.problems, str(_("Nothing was taken over."))])) from error
        for text in done or [_("All of it is here already.")]:
            self.stdout.write(text)
