"""Writes: versions of rules. Drafts change, versions in force never do. Each kind says how its log calls things."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.db import transaction

from members.models import User
from members.models.rulebook import Rules
from members.models.versions import Version
from members.rules.versions import why_not_edit, why_not_take_back
from verein import audit

VersionT = TypeVar("VersionT", bound=Version)


def stored(rules: Rules) -> dict[str, Any]:
    """The form in which a row keeps it: every value spelled out, so that a default of later years changes nothing."""
    return rules.model_dump(mode="json")


@dataclass(frozen=True, kw_only=True)
class Versions(Generic[VersionT]):
    """Those of one `model`. `stay_open`: its fields that may change in force; `created` … are words of the log."""

    model: type[VersionT]
    refused: type[Exception]
    stay_open: frozenset[str]
    created: str
    changed: str
    begun: str
    taken_back: str
    deleted: str

    @transaction.atomic
    def create_draft(
        self, *, actor: User | None, rules: Rules | None = None, copy_of: VersionT | None = None, **facts: Any
    ) -> VersionT:
        """A new draft: of `rules`, as a copy of a version, or empty. `facts` are title, decided_on, decided_by …"""
        if rules is None:
            rules = copy_of.content if copy_of else self.model.schema()
        draft: VersionT = self.model.objects.create(rules=stored(rules), **facts)
        audit.log(self.created, draft, actor=actor, fields=["rules", *facts])
        return draft

    @transaction.atomic
    def change_draft(self, version: VersionT, *, rules: Rules, actor: User | None) -> VersionT:
        """Other rules; refused for a version that has a day of effect."""
        draft = self._locked_draft(version)
        changed = [name for name, part in stored(rules).items() if draft.rules.get(name) != part]
        if changed:
            draft.rules = stored(rules)
            draft.save(update_fields=["rules"])
            audit.log(self.changed, draft, actor=actor, fields=changed)
        return draft

    @transaction.atomic
    def change_facts(self, version: VersionT, *, actor: User | None, **facts: Any) -> VersionT:
        """Title, decision, document … Of a version in force only what stays open may be changed."""
        version = self.locked(version)
        changed = audit.changed_fields(version, facts)
        if set(changed) - self.stay_open:
            self.refuse(why_not_edit(version))
        for name in changed:
            setattr(version, name, facts[name])
        if changed:
            version.save(update_fields=changed)
            audit.log(self.changed, version, actor=actor, fields=changed)
        return version

    def begin(self, draft: VersionT, *, effective_on: date, actor: User | None) -> VersionT:
        """The last step of each kind's own `put_in_force`, which has locked the draft and asked its rule."""
        draft.effective_on = effective_on
        draft.save(update_fields=["effective_on"])
        audit.log(self.begun, draft, actor=actor, fields=["effective_on"])
        return draft

    @transaction.atomic
    def take_back(self, version: VersionT, *, today: date, actor: User | None) -> VersionT:
        """A version whose day has not come becomes a draft again."""
        version = self.locked(version)
        self.refuse(why_not_take_back(version, today=today))
        version.effective_on = None
        version.save(update_fields=["effective_on"])
        audit.log(self.taken_back, version, actor=actor, fields=["effective_on"])
        return version

    @transaction.atomic
    def delete_draft(self, version: VersionT, *, actor: User | None) -> None:
        draft = self._locked_draft(version)
        audit.log(self.deleted, draft, actor=actor)
        if name := draft.document.name:
            transaction.on_commit(lambda: draft.document.storage.delete(name))
        draft.delete()

    def taken(self, effective_on: date) -> bool:
        """Another version takes effect that day."""
        return self.model.objects.filter(effective_on=effective_on).exists()

    def locked(self, version: VersionT) -> VersionT:
        found: VersionT = self.model.objects.select_for_update().get(pk=version.pk)
        return found

    def refuse(self, reason: str | None) -> None:
        """Raise with what a rule answered; None is consent."""
        if reason:
            raise self.refused(reason)

    def _locked_draft(self, version: VersionT) -> VersionT:
        draft = self.locked(version)
        self.refuse(why_not_edit(draft))
        return draft
