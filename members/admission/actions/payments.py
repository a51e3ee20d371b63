"""Writes: the first payment of a new member, where the statutes let rights begin with it alone."""

from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from members.admission.mails import leaving as mails
from members.models import Member, Membership, Suspension, User
from verein import audit


def hold_rights(membership: Membership, *, actor: User | None, now: datetime) -> Suspension:
    """The membership has begun, its rights wait for the payment: it is dormant until then, without a vote."""
    with translation.override("de"):  # it stands beside clauses of the statutes
        clause = _("Admission: rights only with the payment")
    suspension = Suspension.objects.create(
        member=membership.member, reason=Suspension.Reason.PAYMENT, clause=clause, from_on=membership.from_on
    )
    audit.log("admission.suspend", membership.member, actor=actor, fields=["from_on", "reason"], at=now)
    return suspension


@transaction.atomic
def first_payment(member: Member, *, paid_on: date, actor: User | None, now: datetime) -> bool:
    """The first payment has come: rights that waited for it count from `paid_on`. False where none waited.

    For the office and, by a hook, for whatever receives money. Locks the member.
    """
    Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    waiting = Suspension.objects.filter(member=member, reason=Suspension.Reason.PAYMENT, until_on=None).first()
    if waiting is None:
        return False
    audit.log("admission.resume", member, actor=actor, fields=["until_on"], at=now)
    if paid_on <= waiting.from_on:  # paid before it began: nothing ever rested
        waiting.delete()
        return True
    waiting.until_on = paid_on
    waiting.save(update_fields=["until_on"])
    mails.resumed(waiting)
    return True
