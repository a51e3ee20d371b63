"""Writes: versions of the dues regulations. Drafts change, versions in force never do."""

from datetime import date
from typing import Any

from django.db import transaction

from members.dues.models import FeeBook, FeeRegulations
from members.dues.queries import fee_book_on
from members.dues.rules.contradictions import problems_of
from members.dues.rules.versions import why_not_edit, why_not_put_in_force, why_not_take_back
from members.models import User
from members.models.rulebook import Rulebook
from members.queries.statutes import statutes_on
from members.rules.contradictions import Level
from verein import audit

from .refusal import DuesRefused


def stored(book: FeeBook) -> dict[str, Any]:
    """The form in which a row keeps it: every value spelled out, so that a default of later years changes nothing."""
    return book.model_dump(mode="json")


@transaction.atomic
def create_draft(
    *, actor: User | None, book: FeeBook | None = None, copy_of: FeeRegulations | None = None, **facts: Any
) -> FeeRegulations:
    """A new draft: of `book`, as a copy of a version, or empty. `facts` are title, decided_on, decided_by …"""
    if book is None:
        book = copy_of.book if copy_of else FeeBook()
    draft = FeeRegulations.objects.create(rules=stored(book), **facts)
    audit.log("dues.create_regulations", draft, actor=actor, fields=["rules", *facts])
    return draft


def _locked_draft(regulations: FeeRegulations) -> FeeRegulations:
    regulations = FeeRegulations.objects.select_for_update().get(pk=regulations.pk)
    if reason := why_not_edit(regulations):
        raise DuesRefused(reason)
    return regulations


@transaction.atomic
def change_draft(regulations: FeeRegulations, *, book: FeeBook, actor: User | None) -> FeeRegulations:
    """Other rules; refused for a version that has a day of effect."""
    draft = _locked_draft(regulations)
    changed = [name for name, rules in stored(book).items() if draft.rules.get(name) != rules]
    if changed:
        draft.rules = stored(book)
        draft.save(update_fields=["rules"])
        audit.log("dues.change_regulations", draft, actor=actor, fields=changed)
    return draft


@transaction.atomic
def change_facts(regulations: FeeRegulations, *, actor: User | None, **facts: Any) -> FeeRegulations:
    """Title, decision, end and document. Of a version in force only the document may be changed."""
    regulations = FeeRegulations.objects.select_for_update().get(pk=regulations.pk)
    changed = audit.changed_fields(regulations, facts)
    if set(changed) - {"document"} and (reason := why_not_edit(regulations)):
        raise DuesRefused(reason)
    for name in changed:
        setattr(regulations, name, facts[name])
    if changed:
        regulations.save(update_fields=changed)
        audit.log("dues.change_regulations", regulations, actor=actor, fields=changed)
    return regulations


@transaction.atomic
def put_in_force(regulations: FeeRegulations, *, effective_on: date, actor: User | None) -> FeeRegulations:
    """From `effective_on` this version counts, and it never changes again."""
    draft = FeeRegulations.objects.select_for_update().get(pk=regulations.pk)
    statutes = statutes_on(effective_on)
    rulebook = statutes.rulebook if statutes else None
    reason = why_not_put_in_force(
        draft,
        effective_on=effective_on,
        taken=FeeRegulations.objects.filter(effective_on=effective_on).exists(),
        errors=any(problem.level == Level.ERROR for problem in problems_of(draft.book, rulebook)),
        before=fee_book_on(effective_on),
        rulebook=rulebook or Rulebook(),
    )
    if reason:
        raise DuesRefused(reason)
    draft.effective_on = effective_on
    draft.save(update_fields=["effective_on"])
    audit.log("dues.put_regulations_in_force", draft, actor=actor, fields=["effective_on"])
    return draft


@transaction.atomic
def take_back(regulations: FeeRegulations, *, today: date, actor: User | None) -> FeeRegulations:
    """A version whose day has not come becomes a draft again."""
    regulations = FeeRegulations.objects.select_for_update().get(pk=regulations.pk)
    if reason := why_not_take_back(regulations, today=today):
        raise DuesRefused(reason)
    regulations.effective_on = None
    regulations.save(update_fields=["effective_on"])
    audit.log("dues.take_back_regulations", regulations, actor=actor, fields=["effective_on"])
    return regulations


@transaction.atomic
def delete_draft(regulations: FeeRegulations, *, actor: User | None) -> None:
    draft = _locked_draft(regulations)
    audit.log("dues.delete_regulations", draft, actor=actor)
    if name := draft.document.name:
        transaction.on_commit(lambda: draft.document.storage.delete(name))
    draft.delete()
