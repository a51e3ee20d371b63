"""Writes: what a line of the bank account brought is taken back by counter postings, a debit run piece by piece."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django_tasks import task

from members.billing.models import Account, BankMatch, BankTransaction, DebitRun, Posting, ProviderPayout
from members.billing.queries.ledger import credit_cents
from members.billing.rules import Movement
from members.models import User
from verein import audit

from .mandates import revive_after_return
from .posting import post
from .refunding import unmake
from .refusal import BillingRefused
from .settling import LOST_AFTER, unsettle

PIECE = 100  # postings that are taken back together
State = BankTransaction.State


@transaction.atomic
def take_back(row: BankTransaction, *, actor: User | None) -> None:
    """Open again: what was ignored at once, what was booked by counter postings; the queue does the rest of a run.

    Locks transaction and accounts. Raises BillingRefused where the credit that came of it has been used.
    """
    row = BankTransaction.objects.select_for_update().get(pk=row.pk)
    if row.state == State.OPEN:
        raise BillingRefused(_("This is open already."))
    if row.state in (State.BOOKING, State.UNBOOKING):
        raise BillingRefused(_("This line is still being booked. Please wait a moment."))
    ProviderPayout.objects.filter(bank_line=row).update(bank_line=None)
    row.matches.exclude(posting__ref__startswith=_own(row)).delete()  # what it only ticked off stays booked
    DebitRun.objects.filter(debits__bank_line=row).update(booked_by=actor)
    row.state, row.ignored_because = State.UNBOOKING, ""
    _take_back_piece(row, actor)
    audit.log("billing.take_back_transaction", row, actor=actor)


@task()
def take_back_rest(row_pk: int) -> int:
    """One more piece of what a click takes back; returns how many postings are left. Locks as the click."""
    with transaction.atomic():
        row = BankTransaction.objects.select_for_update().get(pk=row_pk)
        if row.state != State.UNBOOKING:
            return 0
        run = DebitRun.objects.filter(debits__bank_line=row).first()
        actor = User.objects.filter(pk=run.booked_by_id).first() if run and run.booked_by_id else None
        return _take_back_piece(row, actor)


def take_up_lost_takings_back(now: datetime) -> int:
    """Lines whose worker was killed go on; called every minute. Returns how many."""
    lost = BankTransaction.objects.filter(state=State.UNBOOKING, debits__run__touched_at__lt=now - LOST_AFTER)
    pks = list(lost.distinct().values_list("pk", flat=True))
    for pk in pks:
        with transaction.atomic():
            DebitRun.objects.filter(debits__bank_line=pk).update(touched_at=now)
            take_back_rest.enqueue(pk)
    return len(pks)


def _own(row: BankTransaction) -> str:
    """How references of its own postings begin."""
    return f"bank:{row.key}:"


def _take_back_piece(row: BankTransaction, actor: User | None) -> int:
    """First all that became credit, so that nothing is refused later on. The line is locked."""
    standing = _standing(row)
    is_run = row.debits.exists()
    credit = [posting for posting in standing if posting.charge_id is None]
    others = [posting for posting in standing if posting.charge_id is not None]
    left = others[PIECE:] if is_run else []
    _counter_all(row, [*credit, *others[: len(others) - len(left)]], actor)
    row.state = State.UNBOOKING if left else State.OPEN
    row.save(update_fields=["state", "ignored_because"])
    if left:  # the database's clock, as where it is booked
        DebitRun.objects.filter(debits__bank_line=row).update(touched_at=Now())
        take_back_rest.enqueue(row.pk)
    else:
        row.debits.update(bank_line=None)
    return len(left)


def _standing(row: BankTransaction) -> list[Posting]:
    """Its postings that were not taken back before: a counter posting names the one that it cancels."""
    standing: dict[str, Posting] = {}
    for match in row.matches.select_related("posting__charge").order_by("pk"):
        posting = match.posting
        if posting.kind == Posting.Kind.REVERSAL:
            standing.pop(posting.note, None)
        else:
            standing[posting.ref] = posting
    return list(standing.values())


def _counter_all(row: BankTransaction, postings: Sequence[Posting], actor: User | None) -> None:
    accounts = Account.objects.select_for_update().order_by("pk").in_bulk({each.account_id for each in postings})
    numbers = count(Posting.objects.filter(ref__startswith=_own(row)).count() + 1)
    for posting in postings:
        account = accounts[posting.account_id]
        if posting.charge_id is None and posting.amount_cents > credit_cents(account):
            raise BillingRefused(_("The credit that came of it has been used. Please free it first."))
        counter = post(_counter(row, posting, account, next(numbers)), actor=actor)
        assert counter is not None  # its reference carries the number
        BankMatch.objects.create(transaction=row, posting=counter)
        unmake(posting)
        if posting.way == Posting.Way.DEBIT and posting.amount_cents > 0 and posting.charge is not None:
            unsettle(posting.charge, on=row.booked_on)
    if row.is_return:
        revive_after_return(set(accounts), row.return_code, on=row.booked_on, actor=actor)


def _counter(row: BankTransaction, posting: Posting, account: Account, number: int) -> Movement:
    kind, ref = Posting.Kind.REVERSAL, f"{_own(row)}{number}"
    cents = -posting.amount_cents
    return Movement(account, posting.charge, kind, posting.way, cents, ref, row.booked_on, note=posting.ref)
