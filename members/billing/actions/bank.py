"""Writes: lines of the bank account become postings, to the last cent; a mistake is taken back by a counter posting."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from members.billing.models import Account, BankMatch, BankTransaction, Charge, Posting
from members.billing.queries.balance import arrivals_for, names_provider
from members.billing.queries.ledger import credit_cents, open_cents_of
from members.billing.queries.matching import suggestion_for_account, suggestions_for
from members.billing.rules import Movement
from members.billing.rules.lines import Part, Suggestion
from members.models import User
from verein import audit

from .mandates import stop_after_return
from .posting import post
from .refunding import note_made
from .refusal import BillingRefused
from .settling import settle, settle_by_line, split_debit

State = BankTransaction.State
CHUNK = 200


def _locked(pk: int) -> BankTransaction:
    return BankTransaction.objects.select_for_update().get(pk=pk)


@transaction.atomic
def book(row: BankTransaction, suggestion: Suggestion, *, actor: User | None) -> None:
    """Post what the suggestion says; a debit run of many payers is booked on by the queue. Locks the transaction, the
    run, then the accounts in the order of their ids.

    Raises BillingRefused where it is booked already, or a claim was paid meanwhile.
    """
    row = _locked(row.pk)
    parts = [part for part in suggestion.parts if part.cents]
    if row.state != State.OPEN:
        raise BillingRefused(_("This is not open any more."))
    if not parts or sum(part.cents for part in parts) != row.to_book_cents:
        raise BillingRefused(_("The parts do not add up to the amount."))
    if suggestion.run:
        row.state = State.BOOKED if settle_by_line(row, suggestion.run, actor=actor) else State.BOOKING
    else:
        _book_parts(row, suggestion, parts, actor=actor)
        row.state = State.BOOKED
    row.save(update_fields=["state"])
    audit.log("billing.book_transaction", row, actor=actor)


def _book_parts(row: BankTransaction, suggestion: Suggestion, parts: Sequence[Part], *, actor: User | None) -> None:
    locked = Account.objects.select_for_update().order_by("pk").in_bulk({part.account for part in parts})
    if suggestion.postings:
        _tick_off(row, suggestion.postings)
    else:
        _post(row, suggestion, locked, actor=actor)
        if suggestion.is_debit and not row.is_return:
            settle([part.charge for part in parts], on=row.booked_on)
    if row.is_return:
        stop_after_return(
            set(locked),
            row.return_code,
            on=row.booked_on,
            actor=actor,
            end_to_end=row.end_to_end,
            reference=row.mandate,
        )


def _tick_off(row: BankTransaction, postings: Sequence[int]) -> None:
    """The line tells of what was booked by a click: nothing is booked again. The accounts are locked."""
    if BankMatch.objects.filter(posting__in=postings).exists():
        raise BillingRefused(_("Something has changed meanwhile. Please look again."))
    BankMatch.objects.bulk_create(BankMatch(transaction=row, posting_id=pk) for pk in postings)


def _post(row: BankTransaction, suggestion: Suggestion, locked: Mapping[int, Account], *, actor: User | None) -> None:
    parts = [part for part in suggestion.parts if part.cents]
    if suggestion.is_debit and not row.is_return:
        parts = [each for part in parts for each in _as_far_as_open(part)]
    # References go on where the line was booked and taken back before.
    count = Posting.objects.filter(ref__startswith=f"bank:{row.key}:").count()
    for number, part in enumerate(parts, count + 1):
        posting = post(_movement(row, part, locked[part.account], suggestion, number), actor=actor)
        assert posting is not None  # its reference carries the number
        BankMatch.objects.create(transaction=row, posting=posting)
        if suggestion.payouts:
            note_made(suggestion.payouts[number - count - 1], posting)


def _as_far_as_open(part: Part) -> list[Part]:
    """Of a debit the money is here, whatever was paid meanwhile: what the claim does not need is credit."""
    if part.charge is None:
        return [part]
    paid, rest = split_debit(part.cents, open_cents_of(Charge.objects.get(pk=part.charge)))
    parts = [replace(part, cents=paid), replace(part, charge=None, cents=rest)]
    return [each for each in parts if each.cents]


def _movement(row: BankTransaction, part: Part, account: Account, suggestion: Suggestion, number: int) -> Movement:
    charge = Charge.objects.get(pk=part.charge, account=account) if part.charge else None
    if charge is not None and part.cents > 0 and part.cents > open_cents_of(charge):
        raise BillingRefused(_("One of the claims was paid meanwhile. Please look again."))
    if charge is not None and row.is_return and open_cents_of(charge) - part.cents > charge.amount_cents:
        raise BillingRefused(_("So much was not paid for this: is the return booked already, or the payment not yet?"))
    if charge is None and part.cents < 0 and -part.cents > credit_cents(account):
        raise BillingRefused(_("There is not that much credit."))
    return Movement(
        account,
        charge,
        _kind(row, part),
        Posting.Way.DEBIT if suggestion.is_debit or row.is_return else Posting.Way.TRANSFER,
        part.cents,
        f"bank:{row.key}:{number}",
        row.booked_on,
        reason_code=(row.return_code or "MS03") if row.is_return else "",
    )


def _kind(row: BankTransaction, part: Part) -> str:
    if part.cents > 0:
        return Posting.Kind.PAYMENT
    return Posting.Kind.RETURNED if row.is_return else Posting.Kind.REFUND


def book_suggested(row: BankTransaction, key: str, *, actor: User | None) -> None:
    """Book the suggestion that was shown under `key`. Raises BillingRefused where it does not hold any more."""
    found = next((each for each in suggestions_for([row])[row.pk] if each.key == key), None)
    if found is None:
        raise BillingRefused(_("Something has changed meanwhile. Please look again."))
    book(row, found, actor=actor)


def book_for_account(row: BankTransaction, account: Account, *, actor: User | None) -> None:
    """By hand: the account's oldest claims first, what is left becomes credit.

    Raises BillingRefused for the arrival of a payout of Stripe: its payments are booked already.
    """
    if arrivals_for([row]).get(row.pk) and names_provider(row):
        raise BillingRefused(_("This is a payout of Stripe: what is in it is booked already."))
    book(row, suggestion_for_account(row, account), actor=actor)


def book_return_of(row: BankTransaction, posting: Posting, *, actor: User | None) -> None:
    """By hand: this payment came back."""
    if not row.is_return or posting.amount_cents != -row.to_book_cents or posting.kind != Posting.Kind.PAYMENT:
        raise BillingRefused(_("The amounts differ."))
    part = Part(posting.account_id, posting.charge_id, -posting.amount_cents)
    book(row, Suggestion((part,), "", is_debit=True), actor=actor)


def book_certain(*, actor: User | None) -> int:
    """All that is certain, each in its own transaction; returns how many were booked.

    Where two lines pay the same claim, the second is left for a human.
    """
    ids = list(
        BankTransaction.objects.filter(state=State.OPEN).order_by("booked_on", "pk").values_list("pk", flat=True)
    )
    booked = 0
    for start in range(0, len(ids), CHUNK):
        rows = BankTransaction.objects.in_bulk(ids[start : start + CHUNK])
        found = suggestions_for(list(rows.values()))
        for pk in ids[start : start + CHUNK]:
            certain = [each for each in found[pk] if each.is_certain]
            booked += bool(certain) and _tried(rows[pk], certain[0], actor=actor)
    return booked


def _tried(row: BankTransaction, suggestion: Suggestion, *, actor: User | None) -> bool:
    try:
        book(row, suggestion, actor=actor)
    except BillingRefused:
        return False
    return True


@transaction.atomic
def ignore(row: BankTransaction, *, reason: str, actor: User | None) -> None:
    """This line is nothing of the members', and why. Raises BillingRefused without a reason, or where it is booked."""
    row = _locked(row.pk)
    if not reason.strip():
        raise BillingRefused(_("Please say why."))
    if row.state != State.OPEN:
        raise BillingRefused(_("This is not open any more."))
    row.state, row.ignored_because = State.IGNORED, reason.strip()[:200]
    row.save(update_fields=["state", "ignored_because"])
    audit.log("billing.ignore_transaction", row, actor=actor)
