"""Writes: money that came in is laid on what is open; what was entered by hand can be taken back."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from members.billing.models import Account, Charge, Posting
from members.billing.queries.ledger import free_credit_cents, open_charges, open_from, with_open
from members.billing.rules import Movement, Receipt, allocate, why_not_book, why_not_take_back
from members.models import User
from verein import audit

from .posting import post
from .refusal import BillingRefused


@transaction.atomic
def receive(account: Account, receipt: Receipt, *, charge: Charge | None = None, actor: User | None) -> list[Posting]:
    """Lay money on `charge`, then on the oldest open charges; the rest is credit. Locks the account.

    The same receipt again is not booked: then the list is empty.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    if receipt.amount_cents <= 0:
        raise BillingRefused(_("The amount must be above zero."))
    if Posting.objects.filter(ref=f"{receipt.ref}:1").exists():
        return []
    rows = list(open_charges(account))
    if charge is not None:
        rows = [*with_open(Charge.objects.filter(pk=charge.pk)), *(row for row in rows if row.pk != charge.pk)]
    parts = allocate(receipt.amount_cents, [(row, row.open_cents) for row in rows])
    movements = [
        Movement(
            account,
            target,
            Posting.Kind.PAYMENT,
            receipt.way,
            cents,
            f"{receipt.ref}:{n}",
            receipt.booked_on,
            receipt.note,
        )
        for n, (target, cents) in enumerate(parts, 1)
    ]
    return [posting for movement in movements if (posting := post(movement, actor=actor))]


def enter_payment(
    account: Account, receipt: Receipt, *, charge: Charge | None, today: date, actor: User
) -> list[Posting]:
    """A payment the treasurer saw, in cash or on the statement. Raises BillingRefused for days that are not open."""
    if reason := why_not_book(receipt.booked_on, today=today, open_from=open_from()):
        raise BillingRefused(reason)
    return receive(account, receipt, charge=charge, actor=actor)


@transaction.atomic
def take_back(posting: Posting, *, reason: str, booked_on: date, today: date, actor: User) -> Posting:
    """Book the opposite of a payment, waiver or write-off that was a mistake; both stay in the books.

    Raises BillingRefused where it was taken back before, or the credit it made is used. Locks the account.
    """
    account = Account.objects.select_for_update().get(pk=posting.account_id)
    ref = f"undo:{posting.pk}"
    why = why_not_take_back(posting, is_taken_back=Posting.objects.filter(ref=ref).exists()) or why_not_book(
        booked_on, today=today, open_from=open_from()
    )
    if why is None and posting.charge_id is None and free_credit_cents(account) < posting.amount_cents:
        why = _("The credit of this payment is used already: cancel that first.")
    if why:
        raise BillingRefused(why)
    movement = Movement(
        account, posting.charge, Posting.Kind.REVERSAL, posting.way, -posting.amount_cents, ref, booked_on, reason
    )
    undone = post(movement, actor=actor)
    assert undone is not None  # the account is locked, and the reference was free
    audit.log("billing.take_back", posting, actor=actor)
    return undone
