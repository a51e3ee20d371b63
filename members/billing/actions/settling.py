"""Writes: what the bank has credited of a debit run is booked piece by piece, as a click or a line of the bank told of
it; a piece that is lost is done again, and nothing is booked twice."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django_tasks import task

from members.billing.models import (
    Account,
    BankMatch,
    BankTransaction,
    Charge,
    Debit,
    DebitItem,
    DebitRun,
    Posting,
)
from members.billing.queries.collecting import BY_CLICK
from members.billing.queries.ledger import open_cents_of
from members.billing.rules import Movement
from members.models import User
from verein import audit

from .posting import post
from .refusal import BillingRefused

PIECE = 100  # debits that are booked together
LOST_AFTER = timedelta(minutes=3)
State = BankTransaction.State


@dataclass(frozen=True)
class Settled:
    """How many debits were booked at once, and how many the queue still books; `credit_cents` had been paid otherwise
    meanwhile and is credit now."""

    debits: int
    credit_cents: int
    left: int = 0


@transaction.atomic
def settle_run(run: DebitRun, *, booked_on: date, actor: User | None) -> Settled:
    """By a click, where no statement is taken over: the bank has credited the run. The queue books what is many.

    Raises BillingRefused for what is not with the bank, or credited. Locks the run, then the accounts.
    """
    run = DebitRun.objects.select_for_update().get(pk=run.pk)
    if run.downloaded_at is None or booked_on < run.collect_on or not _to_come(run).exists():
        raise BillingRefused(_("There is nothing to book: the run is not with the bank, or booked, or not due yet."))
    audit.log("billing.settle_debit_run", run, actor=actor)
    _to_come(run).update(credited_on=booked_on, bank_line=None)
    return _begin(run, actor)


def settle_by_line(row: BankTransaction, reference: str, *, actor: User | None) -> bool:
    """A line of the bank is the credit of all that is to come of a run; whether everything is booked at once.

    The line is locked. Raises BillingRefused where it is not that sum any more. Locks the run, then the accounts.
    """
    run = DebitRun.objects.select_for_update().get(reference=reference)
    if _to_come(run).aggregate(sum=Sum("amount_cents"))["sum"] != row.to_book_cents:
        raise BillingRefused(_("Something has changed meanwhile. Please look again."))
    _to_come(run).update(credited_on=row.booked_on, bank_line=row)
    return not _begin(run, actor).left


@task()
def settle_rest(run_pk: int) -> int:
    """One more piece of what was credited; returns how many are left. Locks as the click."""
    with transaction.atomic():
        return _settle_piece(DebitRun.objects.select_for_update().get(pk=run_pk)).left


def take_up_lost_bookings(now: datetime) -> int:
    """Runs whose worker was killed go on; called every minute. Returns how many."""
    credited = Debit.objects.filter(credited_on__isnull=False, settled_on=None).values("run")
    lost = DebitRun.objects.filter(pk__in=credited, touched_at__lt=now - LOST_AFTER)
    pks = list(lost.values_list("pk", flat=True))
    for pk in pks:
        with transaction.atomic():
            DebitRun.objects.filter(pk=pk).update(touched_at=now)
            settle_rest.enqueue(pk)
    return len(pks)


def _to_come(run: DebitRun) -> QuerySet[Debit]:
    return run.debits.filter(left_out="", credited_on=None)


def _credited(run: DebitRun) -> QuerySet[Debit]:
    """With the bank's credit, and not booked yet."""
    return run.debits.filter(credited_on__isnull=False, settled_on=None).order_by("pk")


def _begin(run: DebitRun, actor: User | None) -> Settled:
    """The run is locked."""
    run.booked_by = actor
    run.save(update_fields=["booked_by"])
    return _settle_piece(run)


def _settle_piece(run: DebitRun) -> Settled:
    """The run is locked."""
    debits = list(_credited(run)[:PIECE])
    actor = User.objects.filter(pk=run.booked_by_id).first() if run.booked_by_id else None
    items = DebitItem.objects.filter(debit__in=debits).select_related("charge__account", "debit__bank_line")
    numbers = _numbers({debit.bank_line for debit in debits if debit.bank_line is not None})
    credit = sum(_book_item(item, numbers, actor) for item in items.order_by("charge__account", "pk"))
    Debit.objects.filter(pk__in=[debit.pk for debit in debits]).update(settled_on=F("credited_on"))
    left = _credited(run).count()
    if left:  # the database's clock: who books a line of the bank brings none
        DebitRun.objects.filter(pk=run.pk).update(touched_at=Now())
        settle_rest.enqueue(run.pk)
    _close_lines(list(numbers))
    return Settled(len(debits), credit, left)


def _numbers(lines: Iterable[BankTransaction]) -> dict[int, Iterator[int]]:
    """How the postings of each line are numbered on, by its key; some may have been taken back before."""
    return {line.pk: count(Posting.objects.filter(ref__startswith=f"bank:{line.key}:").count() + 1) for line in lines}


def _close_lines(pks: Iterable[int]) -> None:
    """Lines of the bank of which everything is booked now."""
    unfinished = Debit.objects.filter(bank_line__in=pks, settled_on=None).values("bank_line")
    booking = BankTransaction.objects.filter(pk__in=pks, state=State.BOOKING)
    booking.exclude(pk__in=unfinished).update(state=State.BOOKED)


def _book_item(item: DebitItem, numbers: dict[int, Iterator[int]], actor: User | None) -> int:
    """What a debit brought for one charge; returns what the charge did not need any more. Locks the account."""
    charge, line, day = item.charge, item.debit.bank_line, item.debit.credited_on
    assert day is not None
    account = Account.objects.select_for_update().get(pk=charge.account_id)
    paid, rest = split_debit(item.amount_cents, open_cents_of(charge))
    for target, cents, of_credit in ((charge, paid, ""), (None, rest, ":credit")):
        if not cents:
            continue
        ref = f"bank:{line.key}:{next(numbers[line.pk])}" if line else f"{BY_CLICK}{item.pk}{of_credit}"
        kind, way = Posting.Kind.PAYMENT, Posting.Way.DEBIT
        posting = post(Movement(account, target, kind, way, cents, ref, day), actor=actor)
        if line:
            assert posting is not None  # its reference carries the number
            BankMatch.objects.create(transaction=line, posting=posting)
    return rest


def split_debit(cents: int, open_cents: int) -> tuple[int, int]:
    """What of a debit its charge still needs, and the rest: somebody may have paid meanwhile."""
    paid = min(cents, max(open_cents, 0))
    return paid, cents - paid


def settle(charges: Iterable[int | None], *, on: date) -> None:
    """The bank's statement told of the debits of these charges. The accounts are locked.

    Raises BillingRefused where their credit was told of meanwhile by a click, or by another line.
    """
    handed_over = Debit.objects.filter(credited_on=None, run__downloaded_at__isnull=False, left_out="")
    pks = list(handed_over.filter(items__charge__in=[each for each in charges if each]).values_list("pk", flat=True))
    if not Debit.objects.filter(pk__in=pks, credited_on=None).update(credited_on=on, settled_on=on):
        raise BillingRefused(_("Something has changed meanwhile. Please look again."))


def unsettle(charge: Charge, *, on: date) -> None:
    """What the statement told of that day is taken back: the debit is under way again."""
    rows = Debit.objects.filter(settled_on=on, items__charge=charge)
    pks = list(rows.values_list("pk", flat=True))
    Debit.objects.filter(pk__in=pks).update(settled_on=None, credited_on=None)
