"""Writes: payers are taken out of an announced run, by a click or because nothing is to be collected any more."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from members.billing.models import Account, Debit, DebitItem, DebitRun, Mandate
from members.billing.queries.collecting import debits_of
from members.billing.queries.corrections import Correction, corrections
from members.billing.rules.collecting import why_not_leave_out
from members.models import User
from verein import audit

from .refusal import BillingRefused
from .telling import add_up, tell_these

Tell = Debit.Tell


@transaction.atomic
def leave_out(debit: Debit, *, reason: str, actor: User | None, now: datetime) -> Debit:
    """Out of the run, and told so; what is open is in the next run again unless it is put off. Locks the run.

    Raises BillingRefused without a reason, and once the bank has the file. `reason` is for our books only.
    """
    run = DebitRun.objects.select_for_update().get(debits=debit.pk)
    (debit,) = debits_of(run, of=Debit.objects.filter(pk=debit.pk))
    if why := why_not_leave_out(debit):
        raise BillingRefused(why)
    if not reason.strip():
        raise BillingRefused(_("Please say why."))
    debit.left_out_note = reason.strip()[:200]
    _take_out(debit, Debit.LeftOut.CLICK, now)
    debit.save(update_fields=["left_out", "left_out_at", "left_out_note", "to_tell"])
    audit.log("billing.leave_out_debit", debit, actor=actor, fields=["left_out"])
    if debit.to_tell:
        tell_these([debit], now=now)
    add_up(run)
    return debit


def _take_out(debit: Debit, why: str, now: datetime) -> None:
    debit.left_out, debit.left_out_at = why, now
    # Who was not told of it yet need not hear that it does not come.
    debit.to_tell = Tell.OFF if debit.announced_at else ""


def still_collected(run: DebitRun, *, actor: User | None, now: datetime) -> list[Debit]:
    """What of the run is collected as things stand now; the others are taken out, or lowered, and will hear of it.

    The run is locked; locks its accounts, then its mandates, so that nobody pays or revokes meanwhile.
    """
    ids = list(run.debits.filter(left_out="").values_list("mandate__account", flat=True))
    list(Account.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    list(Mandate.objects.select_for_update().filter(account__in=ids).order_by("pk").values_list("pk"))
    debits = debits_of(run)
    found = corrections(run, debits)
    if found:
        _correct(found, actor=actor, now=now)
        add_up(run)
    return [debit for debit in debits if not debit.left_out]


def _correct(found: Sequence[Correction], *, actor: User | None, now: datetime) -> None:
    for each in found:
        if each.left_out:
            _take_out(each.debit, each.left_out, now)
            continue
        each.debit.amount_cents, each.debit.to_tell = each.cents, Tell.LESS
        for pk, cents in each.items.items():
            item = DebitItem.objects.filter(pk=pk)
            item.update(amount_cents=cents) if cents else item.delete()
    Debit.objects.bulk_update([each.debit for each in found], ["amount_cents", "to_tell", "left_out", "left_out_at"])
    audit.write(
        audit.entry(
            "billing.leave_out_debit" if each.left_out else "billing.lower_debit",
            each.debit,
            actor=actor,
            fields=["left_out" if each.left_out else "amount_cents"],
        )
        for each in found
    )
