"""Writes: credit goes back to the payer, first as a line on the treasurer's list, then as a posting."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from members.billing.models import Account, Payout, Posting
from members.billing.models.checks import validate_iban
from members.billing.queries.ledger import credit_cents, free_credit_cents, open_from
from members.billing.queries.payouts import BOOKED, known_account
from members.billing.rules import Movement, why_not_book
from members.billing.rules.statements import shortened, tidy_iban
from members.models import User
from verein import audit
from verein.sealed import fingerprint, seal

from .posting import post
from .refusal import BillingRefused


@transaction.atomic
def order_payout(
    account: Account, *, amount_cents: int, note: str, now: datetime, actor: User, holder: str = "", iban: str = ""
) -> Payout:
    """Set credit aside for a transfer back, to `iban`, or to where the payer's money came from last.

    Locks the account; raises BillingRefused for more than is free, and where the IBAN is wrong.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    if not 0 < amount_cents <= free_credit_cents(account):
        raise BillingRefused(_("There is not that much credit."))
    holder, iban = (holder, iban) if iban else known_account(account)
    target = _target(holder or account.payer_name or str(account.member.holder), iban) if iban else {}
    payout = Payout.objects.create(
        account=account, amount_cents=amount_cents, note=note, ordered_at=now, actor=actor, **target
    )
    audit.log("billing.order_payout", payout, actor=actor)
    return payout


def _target(holder: str, iban: str) -> dict[str, str]:
    iban = tidy_iban(iban)
    try:
        validate_iban(iban)
    except ValidationError as error:
        raise BillingRefused(error.messages[0]) from error
    return {
        "holder": holder.strip()[:70],
        "iban_sealed": seal(iban),
        "iban_hash": fingerprint(iban),
        "iban_short": shortened(iban),
    }


@transaction.atomic
def send_payout_to(payout: Payout, *, holder: str, iban: str, actor: User) -> None:
    """Another account for the transfer. Raises BillingRefused where the IBAN is wrong or it is with the bank."""
    payout = _open(payout)
    if payout.file_id:
        raise BillingRefused(_("This refund is with the bank already: withdraw its file first."))
    for name, value in _target(holder, iban).items():
        setattr(payout, name, value)
    payout.save(update_fields=["holder", "iban_sealed", "iban_hash", "iban_short"])
    audit.log("billing.send_payout_to", payout, actor=actor, fields=["iban"])


@transaction.atomic
def make_payout(payout: Payout, *, booked_on: date, today: date, actor: User) -> Posting:
    """The transfer was made: book it. Locks the account; raises BillingRefused where it is done or dropped."""
    account = Account.objects.select_for_update().get(pk=payout.account_id)
    payout = _open(payout)
    if reason := why_not_book(booked_on, today=today, open_from=open_from()):
        raise BillingRefused(reason)
    if payout.amount_cents > credit_cents(account):
        raise BillingRefused(_("There is not that much credit."))
    # Taken back before, it is another posting.
    ref = f"{BOOKED}{payout.pk}:{Posting.objects.filter(ref__startswith=f'{BOOKED}{payout.pk}:').count() + 1}"
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
    if payout.file_id:
        raise BillingRefused(_("This refund is with the bank already: withdraw its file first."))
    payout.dropped_at = now
    payout.save(update_fields=["dropped_at"])
    audit.log("billing.drop_payout", payout, actor=actor)


def note_made(payout_id: int, posting: Posting) -> None:
    """The bank's statement shows the transfer. Raises BillingRefused where it is done or dropped."""
    payout = _open(Payout(pk=payout_id))
    payout.posting = posting
    payout.save(update_fields=["posting"])


def unmake(posting: Posting) -> None:
    """The posting was a mistake: its refund, if it has one, is to be made again."""
    Payout.objects.filter(posting=posting).update(posting=None)


def _open(payout: Payout) -> Payout:
    """The row as it stands now; raises BillingRefused where somebody settled it meanwhile."""
    payout = Payout.objects.select_for_update().get(pk=payout.pk)
    if payout.posting_id or payout.dropped_at:
        raise BillingRefused(_("This refund is settled already."))
    return payout
