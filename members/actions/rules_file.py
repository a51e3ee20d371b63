"""Takes a rules file over and writes one, section by section: all of it or nothing, and twice changes nothing.

Other rooms add sections through `settings.RULES_SECTIONS`, as dotted paths of objects like those below.
"""

from datetime import date
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Statutes, User
from members.models.rulebook import Rulebook
from members.readers.rules_file import RulesFileUnreadable, StatutesVersion, read_sections
from members.rules.contradictions import Problem, problems_of
from members.writers.rules_file import write_sections
from verein.models import Association

from .statutes import begin, statutes_versions
from .versions_file import VersionsSection


class Section(Protocol):
    """One part of a rules file."""

    key: str

    def read(self, content: Any) -> Any:
        """Check the plain data; raises RulesFileUnreadable with a path and a sentence for everything wrong."""

    def store(self, parsed: Any, *, actor: User | None) -> list[str]:
        """Write what `read` returned; says in sentences what was new. Refuses with RulesFileUnreadable."""

    def write(self) -> Any:
        """What an export holds, as plain data; None leaves the section out."""


def sections() -> list[Section]:
    return [import_string(path) for path in settings.RULES_SECTIONS]


def export_rules() -> str:
    """Everything as one YAML text."""
    return write_sections({section.key: data for section in sections() if (data := section.write()) is not None})


@transaction.atomic
def import_rules(content: bytes | str, *, actor: User | None, dry_run: bool = False) -> list[str]:
    """Take a file over; returns what was done in sentences, none where all of it was there already.

    Raises RulesFileUnreadable with every problem found, and then nothing was written.
    """
    found = read_sections(content)
    known = {section.key: section for section in sections()}
    problems = []
    parsed: dict[str, Any] = {}
    for key, data in found.items():
        if key not in known:
            names = ", ".join(known)
            text = _("There is no such section. Known are: %(names)s.") % {"names": names}
            problems.append(f"{key}: {text}")
            continue
        try:
            parsed[key] = known[key].read(data)
        except RulesFileUnreadable as error:
            problems += error.problems
    if problems:
        raise RulesFileUnreadable(problems)
    done = [text for key, section in known.items() if key in parsed for text in section.store(parsed[key], actor=actor)]
    if dry_run:
        transaction.set_rollback(True)
    return done


class AssociationSection:
    """Whose rules these are. It is told, never taken over: rules are shared between associations, names are not."""

    key = "association"

    def read(self, content: Any) -> Any:
        if not isinstance(content, str | dict):
            raise RulesFileUnreadable(["association: " + _("Write a name here.")])
        return content

    def store(self, parsed: Any, *, actor: User | None) -> list[str]:
        return []

    def write(self) -> Any:
        return Association.load().name or None


class StatutesSection(VersionsSection[Statutes, StatutesVersion]):
    key = "statutes"
    schema = StatutesVersion
    versions = statutes_versions
    drafted = gettext_lazy("New draft: %(title)s")
    begun = gettext_lazy("New version, in force from %(day)s: %(title)s")

    def problems(self, rules: Rulebook, on: date | None) -> list[Problem]:
        return problems_of(rules)

    def begin(self, draft: Statutes, *, effective_on: date, actor: User | None) -> Statutes:
        return begin(draft, effective_on=effective_on, actor=actor)


association = AssociationSection()
statutes = StatutesSection()
