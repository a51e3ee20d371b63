"""`manage.py retention`: erases what has been kept long enough; `--dry-run` only tells what would go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from verein.privacy import retain, retention_report


class Command(BaseCommand):
    help = "Erases personal data whose time is over, as the scheduler does every night. --dry-run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="tell what would be erased, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        work = retention_report if options["dry_run"] else retain
        outcomes = work(timezone.now())
        for outcome in outcomes:
            self.stdout.write(f"{outcome.count:6}  {outcome.what}")
        if not outcomes:
            self.stdout.write(_("Nothing is due."))
