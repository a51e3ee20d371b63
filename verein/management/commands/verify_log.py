"""`manage.py verify_log`: proves that no entry of the audit log was changed or deleted; exit code 1 if one was."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from verein.chain import BEGINNING, Verdict, verify

SHOWN = 20


class Command(BaseCommand):
    help = "Checks the chain over the audit log. Note the last line: the next run can be asked whether it still holds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--noted", default="", help="a head printed by an earlier run; it must be in the chain")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify(timezone.now(), options["noted"])
        if not verdict.holds:
            raise CommandError("\n".join(_problems(verdict)), returncode=1)
        count = ngettext(
            "%(count)s entry is sealed and unchanged.", "%(count)s entries are sealed and unchanged.", verdict.sealed
        )
        self.stdout.write(count % {"count": verdict.sealed})
        if verdict.head != BEGINNING:
            self.stdout.write(_("Head: %(head)s") % {"head": verdict.head})


def _problems(verdict: Verdict) -> list[str]:
    sentences = [
        (verdict.changed, _("Entries of the log were changed: %(numbers)s")),
        (verdict.missing, _("Entries of the log were deleted: %(numbers)s")),
        (verdict.broken, _("The chain itself was altered at these entries: %(numbers)s")),
        (verdict.overlooked, _("Entries older than a day are not sealed, the scheduler does not run: %(numbers)s")),
    ]
    found = [text % {"numbers": _numbers(numbers)} for numbers, text in sentences if numbers]
    if not verdict.known:
        found.append(_("The noted head is not part of the chain: its end was cut off or it was made anew."))
    return found


def _numbers(numbers: list[int]) -> str:
    more = len(numbers) - SHOWN
    text = ", ".join(map(str, numbers[:SHOWN]))
    return text if more <= 0 else _("%(numbers)s and %(more)s more") % {"numbers": text, "more": more}
