"""Writes: a line of the bank account is the arrival of a payout of Stripe: so no money appears twice."""

from django.db import transaction
from django.utils.translation import gettext as _

from members.billing.models import BankTransaction, ProviderPayout
from members.billing.queries.balance import certain_arrivals, may_be_arrival
from members.models import User
from verein import audit

from .refusal import BillingRefused

State = BankTransaction.State


@transaction.atomic
def note_arrival(row: BankTransaction, payout: ProviderPayout, *, actor: User | None) -> None:
    """Nothing is posted on any member: the payments in the payout are booked already. Locks line, then payout.

    Raises BillingRefused where one of them is taken, or the amounts differ.
    """
    row = BankTransaction.objects.select_for_update().get(pk=row.pk)
    payout = ProviderPayout.objects.select_for_update().get(pk=payout.pk)
    if row.state != State.OPEN or payout.bank_line_id:
        raise BillingRefused(_("This is not open any more."))
    if not may_be_arrival(row, payout):
        raise BillingRefused(_("The amounts differ."))
    payout.bank_line = row
    payout.save(update_fields=["bank_line"])
    row.state = State.BOOKED
    row.save(update_fields=["state"])
    audit.log("billing.note_arrival", row, actor=actor)


def note_certain_arrivals(*, actor: User | None) -> int:
    """Lines that name Stripe and fit one payout only; returns how many."""
    count = 0
    for row, payout in certain_arrivals():
        note_arrival(row, payout, actor=actor)
        count += 1
    return count
