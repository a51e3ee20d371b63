"""Writes: versions of the dues regulations."""

from datetime import date

from django.db import transaction

from members.actions.versions import Versions
from members.dues.models import FeeRegulations
from members.dues.queries import fee_book_on
from members.dues.rules.contradictions import problems_of
from members.dues.rules.versions import why_not_put_in_force
from members.models import User
from members.models.rulebook import Rulebook
from members.queries.statutes import statutes_on
from members.rules.contradictions import Level

from .refusal import DuesRefused

fee_versions = Versions(
    model=FeeRegulations,
    refused=DuesRefused,
    stay_open=frozenset({"document"}),
    created="dues.create_regulations",
    changed="dues.change_regulations",
    begun="dues.put_regulations_in_force",
    taken_back="dues.take_back_regulations",
    deleted="dues.delete_regulations",
)
create_draft = fee_versions.create_draft
change_draft = fee_versions.change_draft
change_facts = fee_versions.change_facts
take_back = fee_versions.take_back
delete_draft = fee_versions.delete_draft


@transaction.atomic
def put_in_force(regulations: FeeRegulations, *, effective_on: date, actor: User | None) -> FeeRegulations:
    """From `effective_on` this version counts, and it never changes again."""
    draft = fee_versions.locked(regulations)
    statutes = statutes_on(effective_on)
    rulebook = statutes.rulebook if statutes else None
    reason = why_not_put_in_force(
        draft,
        effective_on=effective_on,
        taken=fee_versions.taken(effective_on),
        errors=any(problem.level == Level.ERROR for problem in problems_of(draft.book, rulebook)),
        before=fee_book_on(effective_on),
        rulebook=rulebook or Rulebook(),
    )
    fee_versions.refuse(reason)
    return fee_versions.begin(draft, effective_on=effective_on, actor=actor)
