"""Writes: what is left of a payer who asked for erasure, and of what has been kept long enough."""

from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from members.billing.models import Account, BankTransaction, Mandate, Payout, PayoutFile, WaitingLetter
from members.models import Person

PAYER = ("payer_name", "payer_street", "payer_postcode", "payer_city", "payer_email", "payer_vat_id", "pause_reason")
MANDATE = ("holder", "iban_sealed", "iban_hash", "iban_short")


def forget_payer(person: Person) -> int:
    """Who paid for the person; returns how many accounts changed. What was issued keeps its copy."""
    rows = Account.objects.filter(member__person=person).exclude(**dict.fromkeys(PAYER, ""))
    return rows.update(**dict.fromkeys(PAYER, ""))


def forget_letters(person: Person) -> int:
    """What waits to be printed; returns how many letters."""
    return WaitingLetter.objects.filter(member__person=person).delete()[0]


def forget_mandates(*, before: date, person: Person | None = None) -> int:
    """Holder and IBAN of ended mandates that were last used before a day; the reference stays, it is never reused."""
    rows = _kept_mandates(person).annotate(last=Coalesce(F("last_used_on"), F("signed_on")))
    return rows.filter(last__lt=before).exclude(ended_on=None).update(**dict.fromkeys(MANDATE, ""))


def kept_mandates(person: Person) -> int:
    """How many still hold an account number."""
    return _kept_mandates(person).count()


def forget_bank_lines(*, before: date) -> int:
    """Name, IBAN and purpose on lines of the bank account booked before a day; day and amount stay."""
    rows = BankTransaction.objects.filter(booked_on__lt=before).exclude(Q(details="") & Q(payer_hash=""))
    return rows.update(details="", payer_hash="")


def forget_payout_accounts(*, before: date) -> int:
    """Where refunds asked for before a day went; the files that held the accounts, too."""
    PayoutFile.objects.filter(made_at__date__lt=before).exclude(file_sealed="").update(file_sealed="")
    rows = Payout.objects.filter(ordered_at__date__lt=before).exclude(iban_sealed="")
    return rows.update(holder="", iban_sealed="", iban_hash="", iban_short="")


def _kept_mandates(person: Person | None) -> QuerySet[Mandate]:
    rows = Mandate.objects.exclude(iban_sealed="")
    return rows.filter(account__member__person=person) if person else rows
