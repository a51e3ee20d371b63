"""The versions of one kind of rules in a rules file: what is in force here must be the same there."""

from datetime import date
from typing import Any, ClassVar, Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from members.models import User
from members.models.versions import Version
from members.readers import rules_file
from members.readers.rules_file import RulesFileUnreadable, read_versions
from members.rules.contradictions import Level, Problem
from members.rules.versions import why_not_from
from members.rules.words import day
from members.writers.rules_file import write_version

from .versions import Versions

VersionT = TypeVar("VersionT", bound=Version)
EntryT = TypeVar("EntryT", bound=rules_file.Version)


class VersionsSection(Generic[VersionT, EntryT]):
    """One section of the file; `drafted` and `begun` tell what was new."""

    key: ClassVar[str]
    schema: type[EntryT]
    versions: Versions[VersionT]
    drafted: ClassVar[Promise]
    begun: ClassVar[Promise]

    def problems(self, rules: Any, on: date | None) -> list[Problem]:
        """Contradictions, with what else is in force `on` a day where that is known."""
        raise NotImplementedError

    def begin(self, draft: VersionT, *, effective_on: date, actor: User | None) -> VersionT:
        return self.versions.begin(draft, effective_on=effective_on, actor=actor)

    def read(self, content: Any) -> list[EntryT]:
        found = read_versions(content, self.key, self.schema)
        problems = [
            f"{self.key}[{index}].{text}"
            for index, entry in enumerate(found)
            if entry.effective_on
            for text in (*self._errors(entry, None), *self.wrong_days(entry, entry.effective_on, found[:index]))
        ]
        if problems:
            raise RulesFileUnreadable(problems)
        return found

    def _errors(self, entry: EntryT, on: date | None) -> list[str]:
        found = self.problems(entry.rules, on)
        return [f"rules.{one.path}: {one.text}" for one in found if one.level == Level.ERROR]

    def wrong_days(self, entry: EntryT, effective_on: date, earlier: list[EntryT]) -> list[str]:
        taken = any(other.effective_on == effective_on for other in earlier)
        reason = why_not_from(effective_on, decided_on=entry.decided_on, taken=taken)
        return [f"effective_on: {reason}"] if reason else []

    def store(self, parsed: list[EntryT], *, actor: User | None) -> list[str]:
        """What other sections of the same file say is there already where it comes before this one."""
        return [text for index, entry in enumerate(parsed) if (text := self._store(index, entry, actor))]

    def _store(self, index: int, entry: EntryT, actor: User | None) -> str | None:
        """Create what is new; leave alone what is the same; refuse what differs from a version with a day of effect."""
        facts, effective_on = entry.facts(), entry.effective_on
        same_day = self.versions.model.objects.filter(effective_on=effective_on)
        for row in same_day:
            if row.content == entry.rules and all(getattr(row, name) == value for name, value in facts.items()):
                return None
        if effective_on is None:
            draft = self.versions.create_draft(actor=actor, rules=entry.rules, **facts)
            return str(self.drafted) % {"title": draft}
        if same_day.exists():
            text = _("The version in force from %(day)s differs from this one, and it can no longer be changed.")
            raise RulesFileUnreadable([f"{self.key}[{index}]: " + text % {"day": day(effective_on)}])
        if errors := self._errors(entry, effective_on):
            raise RulesFileUnreadable([f"{self.key}[{index}].{text}" for text in errors])
        draft = self.versions.create_draft(actor=actor, rules=entry.rules, **facts)
        row = self.begin(draft, effective_on=effective_on, actor=actor)
        return str(self.begun) % {"day": day(effective_on), "title": row}

    def write(self) -> Any:
        facts = [name for name in self.schema.model_fields if name != "rules"]
        return [write_version(row, facts) for row in self.versions.model.objects.drafts_last()] or None
