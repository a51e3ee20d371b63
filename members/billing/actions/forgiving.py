"""Writes: what is no longer asked for, because the board waived it or nobody will pay it any more."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from members.billing.models import Account, Charge, Posting
from members.billing.queries.charges import running_debits
from members.billing.queries.ledger import open_cents_of, open_from
from members.billing.rules import Movement, why_not_book, why_not_forgive
from members.models import User
from verein import audit

from .posting import post
from .refusal import BillingRefused


def waive(charge: Charge, *, amount_cents: int, reason: str, booked_on: date, today: date, actor: User) -> Posting:
    """The member need not pay it (Erlass, by decision); raises BillingRefused for more than is open."""
    posting = _forgive(charge, Posting.Kind.WAIVER, amount_cents, reason, booked_on, today, actor)
    audit.log("billing.waive", posting, actor=actor)
    return posting


def write_off(charge: Charge, *, amount_cents: int, reason: str, booked_on: date, today: date, actor: User) -> Posting:
    """Nobody will pay it any more (lapsed, unknown address, insolvency); raises BillingRefused as `waive`."""
    posting = _forgive(charge, Posting.Kind.WRITE_OFF, amount_cents, reason, booked_on, today, actor)
    audit.log("billing.write_off", posting, actor=actor)
    return posting


@transaction.atomic
def forgive_again(old: Sequence[Posting], charges: Sequence[Charge], *, booked_on: date, actor: User | None) -> None:
    """What was waived or written off of a document stays so on the one that corrects it, as far as that asks for.

    First on the charge of the same instalment, then on the others. The account is locked.
    """
    for posting in old:
        assert posting.charge is not None
        left, part = posting.amount_cents, posting.charge.part
        for charge in sorted(charges, key=lambda charge: (charge.part != part, charge.part)):
            cents = min(left, open_cents_of(charge))
            if cents <= 0:
                continue
            ref, kind = f"again:{posting.pk}:{charge.pk}", posting.kind
            movement = Movement(
                charge.account, charge, kind, Posting.Way.BOOK, cents, ref, booked_on, posting.note, posting.reason_code
            )
            post(movement, actor=actor)
            left -= cents


@transaction.atomic
def _forgive(
    charge: Charge, kind: Posting.Kind, amount_cents: int, reason: str, booked_on: date, today: date, actor: User
) -> Posting:
    account = Account.objects.select_for_update().get(pk=charge.account_id)
    why = why_not_forgive(
        amount_cents, open_cents=open_cents_of(charge), is_debit_running=bool(running_debits([charge.pk]))
    ) or why_not_book(booked_on, today=today, open_from=open_from())
    if why:
        raise BillingRefused(why)
    number = Posting.objects.filter(charge=charge).count()  # nobody else's: the account is locked
    ref = f"{kind.value}:{charge.pk}:{number}"
    posting = post(Movement(account, charge, kind, Posting.Way.BOOK, amount_cents, ref, booked_on, reason), actor=actor)
    if posting is None:
        raise BillingRefused(_("This is booked already."))
    return posting
