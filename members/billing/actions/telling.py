"""Writes: payers hear what is collected from them, and what is not after all; piece by piece, so that a piece that is
lost is done again and nobody hears anything twice."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from members.billing.mails import mandates as mails
from members.billing.models import BillingSettings, Debit, DebitRun
from members.billing.queries.collecting import debits_of, numbers_of
from members.billing.queries.papers import printed_notices
from members.billing.queries.parties import recipient_of
from members.billing.rules.collecting import hears_nothing
from verein import audit

PIECE = 100  # debits a task looks at, so that mails of others get their turn between two pieces
LOST_AFTER = timedelta(minutes=3)
Tell, LeftOut = Debit.Tell, Debit.LeftOut
FIELDS = ["announced_at", "to_tell", "correct_by_letter", "left_out", "left_out_at"]


def begin_telling(run: DebitRun, *, now: datetime) -> None:
    """The first piece in the caller's transaction, the others by the queue. The run is locked."""
    _tell_piece(run, now)
    _go_on(run, now)


@task()
def tell(run_pk: int) -> int:
    """One piece, then the next one is queued; returns how many payers it looked at. Locks the run."""
    now = timezone.now()
    with transaction.atomic():
        run = DebitRun.objects.select_for_update().get(pk=run_pk)
        told = _tell_piece(run, now)
        _go_on(run, now)
    return told


def take_up_lost_tellings(now: datetime) -> int:
    """Runs whose worker was killed go on; called every minute. Returns how many."""
    waiting = Debit.objects.exclude(to_tell="").values("run")
    lost = DebitRun.objects.filter(pk__in=waiting, touched_at__lt=now - LOST_AFTER)
    pks = list(lost.values_list("pk", flat=True))
    for pk in pks:
        with transaction.atomic():
            DebitRun.objects.filter(pk=pk).update(touched_at=now)
            tell.enqueue(pk)
    return len(pks)


def _go_on(run: DebitRun, now: datetime) -> None:
    run.touched_at = now
    run.save(update_fields=["touched_at"])
    if run.debits.exclude(to_tell="").exists():
        tell.enqueue(run.pk)


def _tell_piece(run: DebitRun, now: datetime) -> int:
    debits = debits_of(run, of=run.debits.exclude(to_tell="").order_by("pk")[:PIECE])
    tell_these(debits, now=now)
    return len(debits)


def tell_these(debits: Sequence[Debit], *, now: datetime) -> None:
    """Each hears what is to be told. Their run is locked; statements: 5, and those of the mails."""
    settings = BillingSettings.load()
    numbers, printed = numbers_of(debits), printed_notices(debits)
    late = timezone.localdate(now) + timedelta(days=settings.notice_days)
    gone = []
    for debit in debits:
        if debit.to_tell != Tell.ANNOUNCED:
            _correct(debit, settings, numbers[debit.pk], is_told=not debit.by_letter or debit.pk in printed)
        elif hears_nothing(debit.mandate.account) or late > debit.run.collect_on:
            debit.left_out, debit.left_out_at = (LeftOut.LATE if late > debit.run.collect_on else LeftOut.DIED), now
            gone.append(audit.entry("billing.leave_out_debit", debit, fields=["left_out"], at=now))
        else:
            debit.announced_at = now
            if not debit.by_letter:
                mails.debit_announced(debit, numbers[debit.pk], settings)
        debit.to_tell = ""
    Debit.objects.bulk_update(debits, FIELDS)
    if gone:
        audit.write(gone)
        add_up(debits[0].run)


def _correct(debit: Debit, settings: BillingSettings, numbers: Sequence[str], *, is_told: bool) -> None:
    """By mail, or by letter where there is no address; who was told nothing, or has died, hears nothing."""
    if not is_told or hears_nothing(debit.mandate.account):
        return
    if not recipient_of(debit.mandate.account)["email"]:
        debit.correct_by_letter = True
    elif debit.to_tell == Tell.LESS:
        mails.debit_lowered(debit, numbers, settings)
    else:
        mails.debit_cancelled(debit, settings)


def add_up(run: DebitRun) -> None:
    """What the run still brings. The run is locked."""
    run.total_cents = sum(run.debits.filter(left_out="").values_list("amount_cents", flat=True))
    run.save(update_fields=["total_cents"])
