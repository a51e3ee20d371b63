"""`manage.py export_rules [FILE]`: the association's rules as one YAML file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from members.actions.rules_file import export_rules


class Command(BaseCommand):
    help = "Writes the rules (statutes in all versions) as YAML into FILE, or prints them. See members/README.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")

    def handle(self, *args: Any, **options: Any) -> None:
        text = export_rules()
        path = options["file"]
        if path is None:
            self.stdout.write(text, ending="")
            return
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            facts = {"path": path, "reason": error.strerror}
            raise CommandError(_("%(path)s cannot be written: %(reason)s") % facts) from error
