"""Reads: what the ledger knows about lines of the bank account, for many lines in few statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum

from members.billing.models import (
    Account,
    BankMatch,
    BankTransaction,
    BillingSettings,
    Charge,
    Invoice,
    NumberRange,
    Posting,
)
from members.billing.rules.lines import Booked, Document, Item, Known, Line, Paid, Part, Suggestion, numbers_in
from members.billing.rules.matching import fill, suggest
from verein.sealed import fingerprints

from .collecting import booked_by_click, debits_by_reference, payers_by_mandate, running_totals
from .ledger import with_open
from .payouts import credits_of, refunds, refunds_of_row

TOLD_LATE = timedelta(days=100)  # a statement may come a quarter after the click
MANY = 200  # open charges of one amount that are compared by name


def account_name(account: Account) -> str:
    """What the treasurer calls the account: the different payer and the member, or the member."""
    holder = str(account.member.holder)
    return f"{account.payer_name} ({holder})" if account.payer_name else holder


def accounts() -> QuerySet[Account]:
    """With all that `account_name` reads."""
    return Account.objects.select_related("member__person", "member__company")


def line_of(row: BankTransaction, details: Mapping[str, str]) -> Line:
    """The transaction as the rules see it."""
    return Line(
        row.to_book_cents,
        details["name"],
        details["purpose"],
        row.end_to_end,
        row.mandate,
        row.batch,
        row.is_return,
        row.may_be_double,
    )


def suggestions_for(rows: Sequence[BankTransaction]) -> dict[int, list[Suggestion]]:
    """What each transaction may be, by its id; the number of statements does not grow with the rows."""
    details = {row.pk: row.opened() for row in rows}
    known = _known(rows, details)
    return {row.pk: suggest(line_of(row, details[row.pk]), known[row.pk]) for row in rows}


def suggestion_for_account(row: BankTransaction, account: Account) -> Suggestion:
    """All of it to this account, the oldest claims first: what somebody decided by hand. What went out was credit."""
    if row.to_book_cents < 0:
        return Suggestion((Part(account.pk, None, row.to_book_cents),), "")
    items = [_item(charge) for charge in _open([account.pk])]
    return Suggestion(fill(items, row.to_book_cents, account.pk), "")


def _item(charge: Any) -> Item:
    return Item(charge.account_id, charge.pk, charge.invoice.number, charge.open_cents, charge.due_on)


def _open(account_ids: Iterable[int]) -> Iterable[Charge]:
    rows = with_open(Charge.objects.filter(account__in=list(account_ids))).filter(open_cents__gt=0)
    return rows.select_related("invoice").order_by("due_on", "pk")


def _known(rows: Sequence[BankTransaction], details: Mapping[int, Mapping[str, str]]) -> dict[int, Known]:
    documents = _documents(rows, details)
    payers = _payers(rows, details)
    wanted = {document.account for each in documents.values() for document in each} | set().union(*payers.values())
    items: dict[int, list[Item]] = defaultdict(list)
    for charge in _open(wanted):
        items[charge.account_id].append(_item(charge))
    same_amount = _same_amount([row for row in rows if not documents[row.pk] and not payers[row.pk]])
    names = {
        account.pk: account_name(account)
        for account in accounts().filter(
            pk__in=wanted | {item.account for each in same_amount.values() for item in each}
        )
    }
    paid = _paid(rows, documents, payers)
    runs, booked = running_totals(), _booked(rows)
    gone = [row for row in rows if _went_out(row)]
    back = refunds(min(row.booked_on for row in gone) - TOLD_LATE) if gone else []
    credit = credits_of({account for row in gone for account in payers[row.pk]}) if gone else {}
    known = {}
    for row in rows:
        mine = {document.account for document in documents[row.pk]} | payers[row.pk]
        filled = [
            Document(each.account, each.number, each.is_cancelled, _of(items[each.account], each.number))
            for each in documents[row.pk]
        ]
        known[row.pk] = Known(
            filled,
            frozenset(payers[row.pk]),
            {account: items[account] for account in mine},
            same_amount.get(row.to_book_cents, ()),
            names,
            paid[row.pk],
            runs,
            [each for each in booked if each.cents == row.to_book_cents],
            refunds_of_row(back, -row.to_book_cents, details[row.pk]["iban"]),
            {account: credit[account] for account in payers[row.pk] if account in credit},
        )
    return known


def _went_out(row: BankTransaction) -> bool:
    return row.amount_cents < 0 and not row.is_return


def _booked(rows: Sequence[BankTransaction]) -> list[Booked]:
    """Debits booked by a click, for lines that may tell of them."""
    days = [row.booked_on for row in rows if row.amount_cents > 0]
    return booked_by_click(min(days) - TOLD_LATE) if days else []


def _of(items: Iterable[Item], number: str) -> list[Item]:
    return [item for item in items if item.number == number]


def _documents(rows: Sequence[BankTransaction], details: Mapping[int, Mapping[str, str]]) -> dict[int, list[Document]]:
    """The invoices that a line names and that exist; their items are filled in later."""
    series = {*NumberRange.objects.values_list("series", flat=True).distinct(), BillingSettings.load().series}
    named = {row.pk: numbers_in(f"{details[row.pk]['purpose']} {row.end_to_end}", series) for row in rows}
    reversal = Invoice.objects.filter(reverses=OuterRef("pk"))
    found = {
        number: Document(account, number, is_cancelled, ())
        for number, account, is_cancelled in Invoice.objects.exclude(kind=Invoice.Kind.REVERSAL)
        .filter(number__in={number for each in named.values() for number in each})
        .annotate(is_cancelled=Exists(reversal))
        .values_list("number", "account_id", "is_cancelled")
    }
    return {pk: [found[number] for number in numbers if number in found] for pk, numbers in named.items()}


def _payers(rows: Sequence[BankTransaction], details: Mapping[int, Mapping[str, str]]) -> dict[int, set[int]]:
    """For whom money came from the same IBAN before."""
    hashes = {row.pk: set(fingerprints(details[row.pk]["iban"])) for row in rows if details[row.pk]["iban"]}
    of_hash = accounts_by_hash(set().union(*hashes.values()))
    return {row.pk: set().union(*(of_hash.get(each, set()) for each in hashes.get(row.pk, ()))) for row in rows}


def accounts_by_hash(wanted: set[str]) -> dict[str, set[int]]:
    """Hash of an IBAN -> the accounts it paid for, or has a mandate for; what was taken back teaches nothing."""
    came = (
        BankMatch.objects.filter(transaction__payer_hash__in=wanted, transaction__is_return=False)
        .values("transaction__payer_hash", "posting__account")
        .annotate(sum=Sum("posting__amount_cents"))
        .filter(sum__gt=0)
        .values_list("transaction__payer_hash", "posting__account")
    )
    of_hash: dict[str, set[int]] = defaultdict(set)
    for payer_hash, account in [*came, *payers_by_mandate(wanted)]:
        of_hash[payer_hash].add(account)
    return dict(of_hash)


def _same_amount(rows: Sequence[BankTransaction]) -> dict[int, list[Item]]:
    amounts = {row.to_book_cents for row in rows if row.to_book_cents > 0}
    found: dict[int, list[Item]] = defaultdict(list)
    if amounts:
        same = with_open(Charge.objects.all()).filter(open_cents__in=amounts).select_related("invoice")
        for charge in same.order_by("due_on", "pk")[:MANY]:
            found[charge.open_cents].append(_item(charge))
    return found


def _paid(
    rows: Sequence[BankTransaction], documents: Mapping[int, list[Document]], payers: Mapping[int, set[int]]
) -> dict[int, list[Paid]]:
    """What may come back now: by our own reference in a debit run, else what came before and is not back yet."""
    returned = [row for row in rows if row.is_return]
    debits = debits_by_reference({row.end_to_end for row in rows} - {""})
    found = {row.pk: [debits[row.end_to_end]] if row.end_to_end in debits else [] for row in rows}
    if not returned:
        return found
    wanted = {account for row in returned for account in payers[row.pk]} | {
        document.account for row in returned for document in documents[row.pk]
    }
    came = (
        Posting.objects.filter(account__in=wanted, charge__isnull=False)
        .filter(kind__in=[Posting.Kind.PAYMENT, Posting.Kind.RETURNED], amount_cents__in=_amounts(returned))
        .select_related("charge__invoice")
        .order_by("pk")
    )
    left = _not_back(came)
    for row in returned:
        mine = payers[row.pk] | {document.account for document in documents[row.pk]}
        found[row.pk] += [paid for paid in left if paid.items[0].account in mine]
    return found


def _amounts(rows: Iterable[BankTransaction]) -> set[int]:
    return {cents for row in rows for cents in (row.to_book_cents, -row.to_book_cents)}


def _not_back(postings: Iterable[Posting]) -> list[Paid]:
    """Payments by debit that were not returned since; each returned one answers the payment before it."""
    left: list[Paid] = []
    for posting in postings:
        charge = posting.charge
        assert charge is not None
        item = Item(posting.account_id, charge.pk, charge.invoice.number, abs(posting.amount_cents), charge.due_on)
        if posting.kind == Posting.Kind.PAYMENT:
            left.append(Paid((item,), is_debit=posting.way == Posting.Way.DEBIT))
        else:
            match = next((each for each in reversed(left) if each.items[0] == item), None)
            if match is not None:
                left.remove(match)
    return left


def may_be_refunds(facts: Sequence[tuple[date, int, str]]) -> list[bool]:
    """Of each (day, cents above zero, hash of the account) that went out, whether it may be a refund of ours.

    So where the amount is one of a refund, or the account is a payer's with as much credit.
    """
    amounts = {refund.cents for refund, _hashes in refunds(min(day for day, _cents, _hash in facts) - TOLD_LATE)}
    of_hash = accounts_by_hash({payer_hash for _day, _cents, payer_hash in facts} - {""})
    credit = credits_of(set().union(*of_hash.values()))
    return [
        cents in amounts or any(credit.get(account, 0) >= cents for account in of_hash.get(payer_hash, ()))
        for _day, cents, payer_hash in facts
    ]
