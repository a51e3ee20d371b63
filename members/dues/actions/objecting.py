"""Writes: a member objects to an estimate, and the treasurer decides; accepted, the right data count."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from members.dues import mails
from members.dues.models import DeclaredNumber, Objection, YearlyDeclaration
from members.dues.queries.declaring import MemberYear, member_years, open_objection
from members.dues.queries.rounds import recipients_of
from members.dues.rules.declaring import Statement
from members.dues.rules.rounds import why_not_decide, why_not_object
from members.models import User
from verein import audit

from .declaring import locked_declaration, take_over
from .refusal import DuesRefused

OFFICE = "/admin/beitraege/angaben/"


@transaction.atomic
def object_to_estimate(
    found: MemberYear, *, statement: Statement, reason: str, actor: User | None, now: datetime
) -> Objection:
    """The right data and why; they count when the treasurer accepts them. Raises DuesRefused. Locks the member."""
    declaration = locked_declaration(found.member, found.year)
    refused = why_not_object(
        is_estimated=declaration.estimated_at is not None and declaration.declared_at is None,
        until=declaration.object_until,
        has_objected=open_objection(declaration) is not None,
        today=timezone.localdate(now),
    )
    if refused:
        raise DuesRefused(refused)
    objection = Objection.objects.create(
        declaration=declaration,
        reason=reason,
        numbers=statement.stored(),
        classes=dict(statement.classes),
        asked_at=now,
        asked_by=actor,
    )
    audit.log("dues.object", objection, actor=actor, fields=["reason", "numbers", "classes"], at=now)
    mails.something_to_decide(f"{OFFICE}widerspruch/{objection.pk}/")
    return objection


@transaction.atomic
def decide_objection(objection: Objection, *, accepted: bool, answer: str, actor: User, now: datetime) -> Objection:
    """The member learns the decision by mail; an invoice that is out already is corrected by the next dues run.

    Raises DuesRefused where it is decided already, or declined without a reason. Locks the member.
    """
    declaration = locked_declaration(objection.declaration.member, objection.declaration.year)
    objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if reason := why_not_decide(is_decided=objection.decided_at is not None, accepted=accepted, answer=answer):
        raise DuesRefused(reason)
    if accepted:
        _accept(objection, declaration, actor=actor, now=now)
    objection.accepted, objection.answer = accepted, answer
    objection.decided_at, objection.decided_by = now, actor
    objection.save(update_fields=["accepted", "answer", "decided_at", "decided_by"])
    action = "dues.accept_objection" if accepted else "dues.decline_objection"
    audit.log(action, objection, actor=actor, fields=["accepted", "answer"], at=now)
    member = declaration.member
    mails.objection_decided(objection, recipients_of([member], timezone.localdate(now))[member.pk])
    return objection


def _accept(objection: Objection, declaration: YearlyDeclaration, *, actor: User, now: datetime) -> None:
    found = member_years([declaration.member], declaration.year)[0]
    statement = Statement.from_stored(objection.numbers, objection.classes)
    take_over(found, statement, source=DeclaredNumber.Source.DECIDED, actor=actor, now=now)
    declaration.declared_at, declaration.declared_by = now, objection.asked_by
    declaration.save(update_fields=["declared_at", "declared_by"])
