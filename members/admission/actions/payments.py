"""Writes: the first payment of a new member, where the statutes let rights begin with it alone."""

from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from members.admission.mails import leaving as mails
from members.billing.models import Charge
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


def charge_paid(charge: Charge, *, paid_on: date, actor: User | None) -> None:
    """Hung on ON_PAID: the first charge of a membership that waits for it is paid, in whatever way.

    What is owed for a time before, of an earlier membership, awakens nothing. A debit that comes back later makes the
    charge open again and no more: a membership once begun rests for arrears only where a clause of the statutes says
    so, and then the office puts it to rest (`suspensions`).
    """
    member = charge.account.member
    waiting = _waiting(member)
    if waiting is not None and charge.invoice.until_on > waiting.from_on:
        first_payment(member, paid_on=paid_on, actor=actor)


@transaction.atomic
def first_payment(member: Member, *, paid_on: date, actor: User | None, now: datetime | None = None) -> bool:
    """The first payment has come: rights that waited for it count from `paid_on`. False where none waited.

    For the office and for the ledger, which does not know the time (`now` None: the log’s own). Locks the member.
    """
    Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    waiting = _waiting(member)
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


def _waiting(member: Member) -> Suspension | None:
    return Suspension.objects.filter(member=member, reason=Suspension.Reason.PAYMENT, until_on=None).first()
