"""Writes: debit runs are announced, handed to the bank once, or cancelled."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.billing.models import Account, BillingSettings, Debit, DebitItem, DebitRun, Mandate
from members.billing.queries.collecting import Planned, numbers_of, planned
from members.billing.queries.papers import unprinted_letters
from members.billing.rules.collecting import why_not_run
from members.billing.writers.pain import Collected, Creditor, pain_008
from members.models import User
from verein import audit
from verein.sealed import seal, unseal

from .correcting import still_collected
from .refusal import BillingRefused
from .telling import begin_telling

BATCH = 1000


@transaction.atomic
def start_run(*, collect_on: date, actor: User | None, now: datetime) -> DebitRun:
    """A run for that day with everybody who is not left out. Locks the settings, the accounts.

    All debits come into being together, in a few statements, so that no charge can get into two runs; their payers are
    told piece by piece (`telling`), the first ones at once. Raises BillingRefused with why not.
    """
    settings = BillingSettings.load()
    BillingSettings.objects.select_for_update().first()
    has_settings = bool(settings.account_holder and settings.iban and settings.creditor_identifier)
    today = timezone.localdate(now)
    if reason := why_not_run(collect_on, today=today, notice_days=settings.notice_days, has_settings=has_settings):
        raise BillingRefused(reason)
    rows = [row for row in planned(collect_on) if row.reason is None]
    if not rows:
        raise BillingRefused(_("There is nothing to collect for that day."))
    list(Account.objects.select_for_update().filter(pk__in=[row.account.pk for row in rows]).order_by("pk"))
    number = DebitRun.objects.filter(reference__startswith=f"LS-{collect_on.year}-").count() + 1
    run = DebitRun.objects.create(
        reference=f"LS-{collect_on.year}-{number:04}",
        collect_on=collect_on,
        total_cents=sum(row.cents for row in rows),
        touched_at=now,
        actor=actor,
    )
    _write_debits(run, rows)
    audit.log("billing.start_debit_run", run, actor=actor)
    begin_telling(run, now=now)
    return run


def _write_debits(run: DebitRun, rows: Sequence[Planned]) -> None:
    debits = Debit.objects.bulk_create(
        (
            Debit(
                run=run,
                mandate=row.mandate,
                end_to_end=f"{run.reference}-{position:05}",
                amount_cents=row.cents,
                announced_cents=row.cents,
                by_letter=row.by_letter,
            )
            for position, row in enumerate(rows, 1)
        ),
        batch_size=BATCH,
    )
    items = (
        DebitItem(debit=debit, charge_id=charge, amount_cents=cents)
        for debit, row in zip(debits, rows, strict=True)
        for charge, _number, cents in row.charges
    )
    DebitItem.objects.bulk_create(items, batch_size=BATCH)


@transaction.atomic
def file_of(run: DebitRun, *, actor: User | None, now: datetime) -> bytes:
    """The run's file for the bank; made at the first download and the same ever after.

    Who is not to be collected from any more is left out of it, or with less, and hears of it. Raises BillingRefused for
    a cancelled run, where its day is past before it was handed over, while payers are not told yet, and where nobody is
    left. Locks the run, its accounts, its mandates.
    """
    run = DebitRun.objects.select_for_update().get(pk=run.pk)
    if run.cancelled_at is not None:
        raise BillingRefused(_("This run is cancelled."))
    if run.downloaded_at is not None:
        return unseal(run.file_sealed).encode()
    if run.collect_on <= timezone.localdate(now):
        raise BillingRefused(_("The day of this run is here: the bank needs the file a day before. Please cancel it."))
    if run.debits.filter(to_tell=Debit.Tell.ANNOUNCED).exists():
        raise BillingRefused(_("Its payers are still being told: the file can be made once everybody knows."))
    debits = still_collected(run, actor=actor, now=now)
    if not debits:
        raise BillingRefused(_("Nothing of this run is to be collected any more. Please cancel it."))
    if letters := unprinted_letters(debits):
        told = ngettext(
            "%(count)d payer of this run is told by letter: please print it first.",
            "%(count)d payers of this run are told by letter: please print these first.",
            letters,
        )
        raise BillingRefused(told % {"count": letters})
    content = _file(run, debits)
    run.file_sealed, run.sha256, run.downloaded_at = seal(content.decode()), hashlib.sha256(content).hexdigest(), now
    run.save(update_fields=["file_sealed", "sha256", "downloaded_at"])
    Mandate.objects.filter(debits__in=debits).update(last_used_on=run.collect_on)
    audit.log("billing.download_debit_run", run, actor=actor)
    begin_telling(run, now=now)
    return content


def _file(run: DebitRun, debits: Sequence[Debit]) -> bytes:
    settings = BillingSettings.load()
    creditor = Creditor(settings.account_holder, settings.iban, settings.creditor_identifier)
    numbers = numbers_of(debits)
    collected = [
        Collected(
            debit.mandate.holder,
            debit.mandate.iban(),
            debit.amount_cents,
            debit.mandate.reference,
            debit.mandate.signed_on,
            debit.end_to_end,
            " ".join(numbers[debit.pk]),
        )
        for debit in debits
    ]
    return pain_008(run.reference, creditor, collected, collect_on=run.collect_on)


@transaction.atomic
def cancel_run(run: DebitRun, *, actor: User | None, now: datetime) -> None:
    """Nothing will be collected; who was told of it hears that, too. Locks the run.

    Raises BillingRefused after the download.
    """
    run = DebitRun.objects.select_for_update().get(pk=run.pk)
    if run.downloaded_at is not None or run.cancelled_at is not None:
        raise BillingRefused(_("This run is with the bank already, or cancelled."))
    run.cancelled_at = now
    run.save(update_fields=["cancelled_at"])
    live = run.debits.filter(left_out="")
    live.filter(announced_at=None).update(to_tell="")
    live.filter(announced_at__isnull=False).update(to_tell=Debit.Tell.OFF)
    audit.log("billing.cancel_debit_run", run, actor=actor)
    begin_telling(run, now=now)
