"""Writes: refunds go to the bank in a file, made once; one that was not handed over is withdrawn."""

import hashlib
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.billing.models import BillingSettings, Payout, PayoutFile
from members.billing.queries.payouts import payouts_of
from members.billing.rules.target import target_day
from members.billing.writers.pain import Creditor, Transferred, pain_001
from members.models import User
from verein import audit
from verein.models import Association
from verein.sealed import seal, unseal

from .refusal import BillingRefused


@transaction.atomic
def make_payout_file(*, now: datetime, actor: User) -> PayoutFile:
    """All refunds whose account is known and that are in no file yet, for the next banking day. Locks the settings.

    Raises BillingRefused where there is nothing to transfer or the association's account is missing.
    """
    settings = BillingSettings.load()
    BillingSettings.objects.select_for_update().first()
    if not (settings.account_holder and settings.iban):
        raise BillingRefused(_("Account holder and IBAN are missing in the settings."))
    waiting = Payout.objects.select_for_update().filter(posting=None, dropped_at=None, file=None)
    payouts = list(waiting.exclude(iban_sealed="").order_by("pk"))
    if not payouts:
        raise BillingRefused(_("There is nothing to transfer."))
    today = timezone.localdate(now)
    number = PayoutFile.objects.filter(reference__startswith=f"UE-{today.year}-").count() + 1
    reference, execute_on = f"UE-{today.year}-{number:04}", target_day(today)
    content = _content(reference, settings, payouts, execute_on)
    file = PayoutFile.objects.create(
        reference=reference,
        execute_on=execute_on,
        total_cents=sum(payout.amount_cents for payout in payouts),
        file_sealed=seal(content.decode()),
        sha256=hashlib.sha256(content).hexdigest(),
        made_at=now,
        actor=actor,
    )
    Payout.objects.filter(pk__in=[payout.pk for payout in payouts]).update(file=file)
    audit.log("billing.make_payout_file", file, actor=actor)
    return file


def _content(reference: str, settings: BillingSettings, payouts: list[Payout], execute_on: date) -> bytes:
    debtor = Creditor(settings.account_holder, settings.iban, settings.creditor_identifier)
    text = _("Refund %(association)s") % {"association": Association.load().full_name}
    rows = [
        Transferred(
            payout.holder,
            payout.iban(),
            payout.amount_cents,
            payout.end_to_end,
            f"{text} {payout.account.member.number}".strip(),
        )
        for payout in payouts
    ]
    return pain_001(reference, debtor, rows, execute_on=execute_on)


def content_of(file: PayoutFile, *, actor: User) -> bytes:
    """The file for the bank, the same whenever it is asked for. Raises BillingRefused for a withdrawn one."""
    if file.withdrawn_at is not None:
        raise BillingRefused(_("This file is withdrawn."))
    audit.log("billing.download_payout_file", file, actor=actor)
    return unseal(file.file_sealed).encode()


@transaction.atomic
def withdraw_payout_file(file: PayoutFile, *, now: datetime, actor: User) -> None:
    """It was not handed to the bank: its refunds wait again. Raises BillingRefused where one of them is booked."""
    file = PayoutFile.objects.select_for_update().get(pk=file.pk)
    payouts = payouts_of(file)
    if file.withdrawn_at is not None or any(payout.posting_id for payout in payouts):
        raise BillingRefused(_("Transfers of this file are booked already, or it is withdrawn."))
    Payout.objects.filter(file=file).update(file=None)
    file.withdrawn_at = now
    file.save(update_fields=["withdrawn_at"])
    audit.log("billing.withdraw_payout_file", file, actor=actor)
