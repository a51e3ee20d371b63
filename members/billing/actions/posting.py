"""Writes: postings. Each has a reference that exists once, so that the same news twice is booked once."""

from dataclasses import fields, replace
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from members.billing.models import Account, Charge, Invoice, Posting
from members.billing.queries.ledger import (
    credit_cents,
    free_credit_cents,
    open_cents_of,
    open_from,
    paid_by_credit,
    surplus_cents,
)
from members.billing.rules import SURPLUS, Movement
from members.models import User
from verein import audit

from .refusal import BillingRefused

_FIELDS = [field.name for field in fields(Movement)]
# What pays a charge, or leaves nothing to pay; a cancelled or written-off one was never paid.
_PAYING = (Posting.Kind.PAYMENT, Posting.Kind.OFFSET, Posting.Kind.DISPUTE_WON, Posting.Kind.WAIVER)


@transaction.atomic
def post(movement: Movement, *, actor: User | None) -> Posting | None:
    """Book one movement; None where its reference is booked already. Locks the account.

    No charge keeps more than it asked for: the rest becomes credit, and returns where money is taken from the charge
    again. Who waits for a charge to be paid (settings.ON_PAID) hears of it in the same transaction. What belongs into
    a closed year is booked on the first open day, and says so: news from a bank are never lost.
    """
    Account.objects.select_for_update().get(pk=movement.account.pk)
    if Posting.objects.filter(ref=movement.ref).exists():
        return None
    first = open_from()
    if first and movement.booked_on < first:
        said = _("of %(day)s") % {"day": date_format(movement.booked_on, "SHORT_DATE_FORMAT")}
        movement = replace(movement, booked_on=first, note=f"{movement.note} ({said})".strip()[-200:])
    posting = Posting.objects.create(actor=actor, **{name: getattr(movement, name) for name in _FIELDS})
    audit.log("billing.post", posting, actor=actor)
    if movement.charge is not None:
        open_cents = open_cents_of(movement.charge)
        if posting.kind != Posting.Kind.OFFSET:
            _even_out(posting, movement.charge, open_cents, actor)
        if posting.kind in _PAYING and posting.amount_cents > 0 and open_cents <= 0:
            _tell_of_payment(posting, movement.charge, actor)
    return posting


def _even_out(posting: Posting, charge: Charge, open_cents: int, actor: User | None) -> None:
    if open_cents < 0:
        _offset(charge, open_cents, ref=f"{posting.ref}{SURPLUS}", booked_on=posting.booked_on, actor=actor)
    elif posting.amount_cents < 0:
        wanted = min(open_cents, surplus_cents(charge))
        if Invoice.objects.filter(reverses=charge.invoice_id).exists():
            _free_credit(posting, wanted, actor)
        back = min(wanted, free_credit_cents(posting.account))
        if back > 0:
            _offset(charge, back, ref=f"{posting.ref}{SURPLUS}", booked_on=posting.booked_on, actor=actor)


def _free_credit(posting: Posting, wanted: int, actor: User | None) -> None:
    """Nobody owes on a cancelled document: what its money has paid since then is open again instead."""
    missing = wanted - free_credit_cents(posting.account)
    for paid, cents in paid_by_credit(posting.account):
        if (part := min(missing, cents)) > 0:
            _offset(paid, -part, ref=f"{posting.ref}:freed:{paid.pk}", booked_on=posting.booked_on, actor=actor)
            missing -= part


def _tell_of_payment(posting: Posting, charge: Charge, actor: User | None) -> None:
    for path in settings.ON_PAID:
        import_string(path)(charge, paid_on=posting.booked_on, actor=actor)


@transaction.atomic
def pay_from_credit(charge: Charge, cents: int, *, ref: str, booked_on: date, actor: User | None) -> None:
    """The account's credit pays `cents` of a charge. Locks the account; raises BillingRefused where there is less."""
    account = Account.objects.select_for_update().get(pk=charge.account_id)
    if not 0 < cents <= min(credit_cents(account), open_cents_of(charge)):
        raise BillingRefused(_("There is not that much credit."))
    _offset(charge, cents, ref=ref, booked_on=booked_on, actor=actor)


def _offset(charge: Charge, cents: int, *, ref: str, booked_on: date, actor: User | None) -> None:
    """From the credit to the charge, below zero the other way round: a pair of postings, together zero."""
    for target, part, end in ((None, -cents, "from"), (charge, cents, "to")):
        post(
            Movement(charge.account, target, Posting.Kind.OFFSET, Posting.Way.BOOK, part, f"{ref}:{end}", booked_on),
            actor=actor,
        )
