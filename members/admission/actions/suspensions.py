"""Writes: a membership is put to rest under a clause of the statutes, and goes on again."""

from datetime import date, datetime

from django.db import transaction

from members.actions.refusal import MemberRefused
from members.admission.mails import leaving as mails
from members.admission.rules.leaving import clause_for, why_not_resume, why_not_suspend
from members.models import Member, Suspension, User
from members.queries.statutes import rulebook_on
from verein import audit


@transaction.atomic
def suspend(
    member: Member, *, reason: str, from_on: date, until_on: date | None, actor: User, now: datetime
) -> Suspension:
    """Put the membership to rest (`reason`: `Suspension.Reason`) from `from_on`; the clause is kept with it.

    Locks the member. What rests stands in the clause: the vote, a part of the fee.
    """
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    rulebook = rulebook_on(from_on)
    taken = member.suspensions.overlapping(from_on, until_on).exists()
    if why_not := why_not_suspend(rulebook, reason, from_on=from_on, until_on=until_on, taken=taken):
        raise MemberRefused(why_not)
    clause = clause_for(rulebook, reason)
    assert clause is not None  # the rule above
    suspension = Suspension.objects.create(
        member=member, reason=reason, clause=clause.clause, from_on=from_on, until_on=until_on
    )
    audit.log("admission.suspend", member, actor=actor, fields=["from_on", "until_on", "reason"], at=now)
    mails.suspended(suspension)
    return suspension


@transaction.atomic
def resume(suspension: Suspension, *, from_on: date, actor: User, now: datetime) -> Suspension:
    """The membership goes on: `from_on` is the first day with all rights again."""
    Member.objects.select_for_update(of=("self",)).get(pk=suspension.member_id)
    suspension = Suspension.objects.select_related("member").get(pk=suspension.pk)
    if why_not := why_not_resume(suspension, from_on):
        raise MemberRefused(why_not)
    suspension.until_on = from_on
    suspension.save(update_fields=["until_on"])
    audit.log("admission.resume", suspension.member, actor=actor, fields=["until_on"], at=now)
    mails.resumed(suspension)
    return suspension
