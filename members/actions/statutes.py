"""Writes: the statutes, and the membership types that they name."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from members.models import MembershipType, Statutes, User
from members.models.rulebook import Rulebook
from members.rules.contradictions import Level, problems_of
from members.rules.versions import why_not_put_in_force
from verein import audit

from .refusal import MemberRefused
from .versions import Versions

statutes_versions = Versions(
    model=Statutes,
    refused=MemberRefused,
    stay_open=frozenset({"document", "public"}),
    created="members.create_statutes",
    changed="members.change_statutes",
    begun="members.put_statutes_in_force",
    taken_back="members.take_back_statutes",
    deleted="members.delete_statutes",
)
create_draft = statutes_versions.create_draft
change_draft = statutes_versions.change_draft
change_facts = statutes_versions.change_facts
take_back = statutes_versions.take_back
delete_draft = statutes_versions.delete_draft


@transaction.atomic
def put_in_force(statutes: Statutes, *, effective_on: date, actor: User | None) -> Statutes:
    """From `effective_on` this version counts, and it never changes again; its membership types get their rows."""
    draft = statutes_versions.locked(statutes)
    errors = any(problem.level == Level.ERROR for problem in problems_of(draft.rulebook))
    taken = statutes_versions.taken(effective_on)
    statutes_versions.refuse(why_not_put_in_force(draft, effective_on=effective_on, taken=taken, errors=errors))
    return begin(draft, effective_on=effective_on, actor=actor)


def begin(draft: Statutes, *, effective_on: date, actor: User | None) -> Statutes:
    """Nothing is asked any more."""
    _keep_types(draft.rulebook, actor=actor)
    return statutes_versions.begin(draft, effective_on=effective_on, actor=actor)


def _keep_types(rulebook: Rulebook, *, actor: User | None) -> None:
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
