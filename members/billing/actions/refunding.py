"""Writes: credit goes back to the payer, first as a line on the treasurer's list, then as a posting."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from members.billing.models import Account, Payout, Posting
from members.billing.queries.ledger import credit_cents, free_credit_cents, open_from
from members.billing.rules import Movement, why_not_book
from members.models import User
from verein import audit

from .posting import post
from .refusal import BillingRefused


@transaction.atomic
def order_payout(account: Account, *, amount_cents: int, note: str, now: datetime, actor: User) -> Payout:
    """Set credit aside for a transfer back. Locks the account; raises BillingRefused for more than is free."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    if not 0 < amount_cents <= free_credit_cents(account):
        raise BillingRefused(_("There is not that much credit."))
    payout = Payout.objects.create(account=account, amount_cents=amount_cents, note=note, ordered_at=now, actor=actor)
    audit.log("billing.order_payout", payout, actor=actor)
    return payout


@transaction.atomic
def make_payout(payout: Payout, *, booked_on: date, today: date, actor: User) -> Posting:
    """The transfer was made: book it. Locks the account; raises BillingRefused where it is done or dropped."""
    account = Account.objects.select_for_update().get(pk=payout.account_id)
    payout = _open(payout)
    if reason := why_not_book(booked_on, today=today, open_from=open_from()):
        raise BillingRefused(reason)
    if payout.amount_cents > credit_cents(account):
        raise BillingRefused(_("There is not that much credit."))
    ref = f"payout:{payout.pk}"
    way = Posting.Way.TRANSFER
    posting = post(
        Movement(account, None, Posting.Kind.REFUND, way, -payout.amount_cents, ref, booked_on, payout.note),
        actor=actor,
    )
    payout.posting = posting
    payout.save(update_fields=["posting"])
    audit.log("billing.make_payout", payout, actor=actor)
    assert posting is not None  # the reference is the payout's own
    return posting


@transaction.atomic
def drop_payout(payout: Payout, *, now: datetime, actor: User) -> None:
    """No transfer after all: the credit is free again. Locks the account."""
    Account.objects.select_for_update().get(pk=payout.account_id)
    payout = _open(payout)
    payout.dropped_at = now
    payout.save(update_fields=["dropped_at"])
    audit.log("billing.drop_payout", payout, actor=actor)


def _open(payout: Payout) -> Payout:
    """The row as it stands now; raises BillingRefused where somebody settled it meanwhile."""
    payout = Payout.objects.select_for_update().get(pk=payout.pk)
    if payout.posting_id or payout.dropped_at:
        raise BillingRefused(_("This refund is settled already."))
    return payout
