"""Writes: what was paid too much pays what is still open."""

from datetime import date

from django.db import transaction

from members.billing.models import Account, Posting
from members.billing.queries.ledger import free_credit_cents, open_charges
from members.billing.rules import allocate
from members.models import User

from .posting import pay_from_credit


@transaction.atomic
def use_credit(account: Account, *, booked_on: date, actor: User | None) -> int:
    """Lay the credit on open charges, the earliest first; returns the cents used.

    What is promised back to the payer stays. Locks the account.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    free = max(free_credit_cents(account), 0)
    parts = allocate(free, [(charge, charge.open_cents) for charge in open_charges(account)])
    used = [(charge, cents) for charge, cents in parts if charge is not None]
    for charge, cents in used:
        pay_from_credit(charge, cents, ref=_ref(account), booked_on=booked_on, actor=actor)
    return sum(cents for _charge, cents in used)


def _ref(account: Account) -> str:
    """A name for the next pair: the account is locked, so the number of its postings is nobody else's."""
    return f"credit:{account.pk}:{Posting.objects.filter(account=account).count()}"
