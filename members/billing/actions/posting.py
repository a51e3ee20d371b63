"""Writes: postings. Each has a reference that exists once, so that the same news twice is booked once."""

from dataclasses import fields, replace
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from members.billing.models import Account, Charge, Posting
from members.billing.queries.ledger import credit_cents, open_cents_of, open_from
from members.billing.rules import Movement
from members.models import User
from verein import audit

from .refusal import BillingRefused

_FIELDS = [field.name for field in fields(Movement)]
# What pays a charge, or leaves nothing to pay; a cancelled or written-off one was never paid.
_PAYING = (Posting.Kind.PAYMENT, Posting.Kind.OFFSET, Posting.Kind.DISPUTE_WON, Posting.Kind.WAIVER)


@transaction.atomic
def post(movement: Movement, *, actor: User | None) -> Posting | None:
    """Book one movement; None where its reference is booked already. Locks the account.

    Who waits for a charge to be paid (settings.ON_PAID) hears of it in the same transaction.
    What is more than the charge stays on it as a negative open amount until `move_credit` frees it. What belongs into
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
    _tell_of_payment(posting, actor)
    return posting


def _tell_of_payment(posting: Posting, actor: User | None) -> None:
    charge = posting.charge
    if charge is None or posting.kind not in _PAYING or posting.amount_cents < 0 or open_cents_of(charge) > 0:
        return
    for path in settings.ON_PAID:
        import_string(path)(charge, paid_on=posting.booked_on, actor=actor)


@transaction.atomic
def move_credit(
    account: Account,
    *,
    from_charge: Charge | None,
    to_charge: Charge | None,
    amount_cents: int,
    ref: str,
    booked_on: date,
    actor: User | None,
) -> None:
    """Move money inside the account: from a charge's overpayment, or the free credit (None), to a charge or the credit.

    A pair of postings, together zero. Locks the account. Raises BillingRefused where there is less than `amount_cents`.
    """
    Account.objects.select_for_update().get(pk=account.pk)
    there = credit_cents(account) if from_charge is None else -open_cents_of(from_charge)
    if not 0 < amount_cents <= there:
        raise BillingRefused(_("There is not that much credit."))
    for charge, cents, end in ((from_charge, -amount_cents, "from"), (to_charge, amount_cents, "to")):
        post(
            Movement(account, charge, Posting.Kind.OFFSET, Posting.Way.BOOK, cents, f"{ref}:{end}", booked_on),
            actor=actor,
        )
