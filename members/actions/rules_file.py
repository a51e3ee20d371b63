"""Takes a rules file over and writes one, section by section: all of it or nothing, and twice changes nothing.

Other rooms add sections through `settings.RULES_SECTIONS`, as dotted paths of objects like those below.
"""

from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from members.models import Statutes, User
from members.readers.rules_file import RulesFileUnreadable, Version, read_sections, read_versions
from members.rules.contradictions import Level, problems_of
from members.rules.versions import why_not_from
from members.rules.words import day
from members.writers.rules_file import write_sections, write_version
from verein import audit
from verein.models import Association

from .statutes import create_draft, keep_types


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


class StatutesSection:
    """The versions of the statutes. What is in force here already must be the same in the file."""

    key = "statutes"

    def read(self, content: Any) -> list[Version]:
        versions = read_versions(content)
        problems = [
            f"statutes[{index}].rules.{problem.path}: {problem.text}"
            for index, version in enumerate(versions)
            if version.effective_on
            for problem in problems_of(version.rules)
            if problem.level == Level.ERROR
        ]
        problems += [text for index, version in enumerate(versions) for text in _wrong_dates(index, version, versions)]
        if problems:
            raise RulesFileUnreadable(problems)
        return versions

    def store(self, parsed: list[Version], *, actor: User | None) -> list[str]:
        done = []
        for index, version in enumerate(parsed):
            if text := _store_version(index, version, actor):
                done.append(text)
        return done

    def write(self) -> Any:
        rows = Statutes.objects.order_by(F("effective_on").asc(nulls_last=True), "pk")
        return [write_version(row) for row in rows] or None


def _wrong_dates(index: int, version: Version, versions: list[Version]) -> list[str]:
    path = f"statutes[{index}].effective_on"
    if version.effective_on is None:
        return []
    taken = any(other.effective_on == version.effective_on for other in versions[:index])
    reason = why_not_from(version.effective_on, decided_on=version.decided_on, taken=taken)
    return [f"{path}: {reason}"] if reason else []


def _facts(version: Version) -> dict[str, Any]:
    return version.model_dump(exclude={"rules", "effective_on"})


def _store_version(index: int, version: Version, actor: User | None) -> str | None:
    """Create what is new; leave alone what is the same; refuse what differs from a version with a day of effect."""
    same_day = Statutes.objects.filter(effective_on=version.effective_on)
    for row in same_day:
        if row.rulebook == version.rules and all(
            getattr(row, name) == value for name, value in _facts(version).items()
        ):
            return None
    if version.effective_on is None:
        draft = create_draft(actor=actor, rules=version.rules, **_facts(version))
        return _("New draft: %(title)s") % {"title": draft}
    if same_day.exists():
        text = _("The version in force from %(day)s differs from this one, and it can no longer be changed.")
        problem = text % {"day": day(version.effective_on)}
        raise RulesFileUnreadable([f"statutes[{index}]: {problem}"])
    row = create_draft(actor=actor, rules=version.rules, effective_on=version.effective_on, **_facts(version))
    keep_types(version.rules, actor=actor)
    audit.log("members.put_statutes_in_force", row, actor=actor, fields=["effective_on"])
    return _("New version, in force from %(day)s: %(title)s") % {"day": day(version.effective_on), "title": row}


association = AssociationSection()
statutes = StatutesSection()
