"""The section `fee_regulations` of a rules file: all versions; what is in force here must be the same there."""

from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from members.dues.models import FeeRegulations
from members.dues.readers.regulations import FeeVersion, read_fee_versions
from members.dues.rules.contradictions import problems_of
from members.dues.rules.versions import why_not_end
from members.dues.writers.regulations import write_fee_version
from members.models import User
from members.queries.statutes import statutes_on
from members.readers.rules_file import RulesFileUnreadable
from members.rules.contradictions import Level
from members.rules.versions import why_not_from
from members.rules.words import day
from verein import audit

from .regulations import create_draft

KEY = "fee_regulations"


class FeeRegulationsSection:
    key = KEY

    def read(self, content: Any) -> list[FeeVersion]:
        versions = read_fee_versions(content)
        problems = [
            f"{KEY}[{index}].rules.{problem.path}: {problem.text}"
            for index, version in enumerate(versions)
            if version.effective_on
            for problem in problems_of(version.rules, None)
            if problem.level == Level.ERROR
        ]
        problems += [text for index, version in enumerate(versions) for text in _wrong_dates(index, version, versions)]
        if problems:
            raise RulesFileUnreadable(problems)
        return versions

    def store(self, parsed: list[FeeVersion], *, actor: User | None) -> list[str]:
        """The statutes of the same file are there already, so that membership types can be looked up."""
        done = []
        for index, version in enumerate(parsed):
            if text := _store_version(index, version, actor):
                done.append(text)
        return done

    def write(self) -> Any:
        rows = FeeRegulations.objects.order_by(F("effective_on").asc(nulls_last=True), "pk")
        return [write_fee_version(row) for row in rows] or None


def _wrong_dates(index: int, version: FeeVersion, versions: list[FeeVersion]) -> list[str]:
    path, found = f"{KEY}[{index}].effective_on", version.effective_on
    if found is None:
        return []
    if reason := why_not_end(version.ends_on, found):
        return [f"{KEY}[{index}].ends_on: {reason}"]
    taken = any(other.effective_on == found for other in versions[:index])
    reason = why_not_from(found, decided_on=version.decided_on, taken=taken)
    return [f"{path}: {reason}"] if reason else []


def _facts(version: FeeVersion) -> dict[str, Any]:
    return version.model_dump(exclude={"rules", "effective_on"})


def _store_version(index: int, version: FeeVersion, actor: User | None) -> str | None:
    """Create what is new; leave alone what is the same; refuse what differs from a version with a day of effect."""
    same_day = FeeRegulations.objects.filter(effective_on=version.effective_on)
    for row in same_day:
        if row.book == version.rules and all(getattr(row, name) == value for name, value in _facts(version).items()):
            return None
    if version.effective_on is None:
        draft = create_draft(actor=actor, rules=version.rules, **_facts(version))
        return _("New draft of the dues regulations: %(title)s") % {"title": draft}
    if same_day.exists():
        text = _("The version in force from %(day)s differs from this one, and it can no longer be changed.")
        raise RulesFileUnreadable([f"{KEY}[{index}]: " + text % {"day": day(version.effective_on)}])
    statutes = statutes_on(version.effective_on)
    found = problems_of(version.rules, statutes.rulebook if statutes else None)
    if errors := [one for one in found if one.level == Level.ERROR]:
        raise RulesFileUnreadable([f"{KEY}[{index}].rules.{one.path}: {one.text}" for one in errors])
    row = create_draft(actor=actor, rules=version.rules, effective_on=version.effective_on, **_facts(version))
    audit.log("dues.put_regulations_in_force", row, actor=actor, fields=["effective_on"])
    facts = {"day": day(version.effective_on), "title": row}
    return _("New dues regulations, in force from %(day)s: %(title)s") % facts


fee_regulations = FeeRegulationsSection()
