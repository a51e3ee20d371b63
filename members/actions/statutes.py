"""Writes: versions of the statutes. Drafts change, versions in force never do."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from members.models import MembershipType, Statutes, User
from members.models.rulebook import Rulebook
from members.rules.contradictions import Level, problems_of
from members.rules.versions import why_not_edit, why_not_put_in_force, why_not_take_back
from verein import audit

from .refusal import MemberRefused


def stored(rulebook: Rulebook) -> dict[str, Any]:
    """The form in which a row keeps it: every value spelled out, so that a default of later years changes nothing."""
    return rulebook.model_dump(mode="json")


@transaction.atomic
def create_draft(
    *, actor: User | None, rulebook: Rulebook | None = None, copy_of: Statutes | None = None, **facts: Any
) -> Statutes:
    """A new draft: of `rulebook`, as a copy of a version, or empty. `facts` are title, decided_on, decided_by …"""
    if rulebook is None:
        rulebook = copy_of.rulebook if copy_of else Rulebook()
    draft = Statutes.objects.create(rules=stored(rulebook), **facts)
    audit.log("members.create_statutes", draft, actor=actor, fields=["rules", *facts])
    return draft


def _locked_draft(statutes: Statutes) -> Statutes:
    statutes = Statutes.objects.select_for_update().get(pk=statutes.pk)
    if reason := why_not_edit(statutes):
        raise MemberRefused(reason)
    return statutes


@transaction.atomic
def change_draft(statutes: Statutes, *, rulebook: Rulebook, actor: User | None) -> Statutes:
    """Other rules; refused for a version that has a day of effect."""
    draft = _locked_draft(statutes)
    changed = [name for name, rules in stored(rulebook).items() if draft.rules.get(name) != rules]
    if changed:
        draft.rules = stored(rulebook)
        draft.save(update_fields=["rules"])
        audit.log("members.change_statutes", draft, actor=actor, fields=changed)
    return draft


@transaction.atomic
def change_statutes_facts(statutes: Statutes, *, actor: User | None, **facts: Any) -> Statutes:
    """Title, decision and document. Of a version in force only the document and who may read it may be changed."""
    statutes = Statutes.objects.select_for_update().get(pk=statutes.pk)
    changed = audit.changed_fields(statutes, facts)
    if set(changed) - {"document", "public"} and (reason := why_not_edit(statutes)):
        raise MemberRefused(reason)
    for name in changed:
        setattr(statutes, name, facts[name])
    if changed:
        statutes.save(update_fields=changed)
        audit.log("members.change_statutes", statutes, actor=actor, fields=changed)
    return statutes


@transaction.atomic
def put_in_force(statutes: Statutes, *, effective_on: date, actor: User | None) -> Statutes:
    """From `effective_on` this version counts, and it never changes again; its membership types get their rows."""
    draft = Statutes.objects.select_for_update().get(pk=statutes.pk)
    reason = why_not_put_in_force(
        draft,
        effective_on=effective_on,
        taken=Statutes.objects.filter(effective_on=effective_on).exists(),
        errors=any(problem.level == Level.ERROR for problem in problems_of(draft.rulebook)),
        decided_on=draft.decided_on,
    )
    if reason:
        raise MemberRefused(reason)
    draft.effective_on = effective_on
    draft.save(update_fields=["effective_on"])
    keep_types(draft.rulebook, actor=actor)
    audit.log("members.put_statutes_in_force", draft, actor=actor, fields=["effective_on"])
    return draft


@transaction.atomic
def take_back_statutes(statutes: Statutes, *, today: date, actor: User | None) -> Statutes:
    """A version whose day has not come becomes a draft again."""
    statutes = Statutes.objects.select_for_update().get(pk=statutes.pk)
    if reason := why_not_take_back(statutes, today=today):
        raise MemberRefused(reason)
    statutes.effective_on = None
    statutes.save(update_fields=["effective_on"])
    audit.log("members.take_back_statutes", statutes, actor=actor, fields=["effective_on"])
    return statutes


@transaction.atomic
def delete_draft(statutes: Statutes, *, actor: User | None) -> None:
    draft = _locked_draft(statutes)
    audit.log("members.delete_statutes", draft, actor=actor)
    if name := draft.document.name:
        transaction.on_commit(lambda: draft.document.storage.delete(name))
    draft.delete()


def keep_types(rulebook: Rulebook, *, actor: User | None) -> None:
    """A row for every type of the rules, found by key, else by name where its key is nobody's rule so far."""
    rows = {row.key: row for row in MembershipType.objects.select_for_update()}
    named = {row.name: row for row in rows.values()}
    for rule in rulebook.types:
        row = rows.get(rule.key) or named.get(rule.name) or MembershipType()
        other = named.get(rule.name)
        if other and other.pk != row.pk:
            facts = {"name": rule.name, "key": other.key}
            raise MemberRefused(_("Another membership type (%(key)s) is called “%(name)s” already.") % facts)
        if (row.key, row.name) != (rule.key, rule.name):
            row.key, row.name = rule.key, rule.name
            row.save()
            audit.log("members.save_membership_type", row, actor=actor, fields=["key", "name"])
