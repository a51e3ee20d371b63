"""Reads: payments that can be receipted, and letters that wait to be printed."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from members.billing.models import (
    Account,
    Debit,
    InvoiceDocument,
    Paper,
    Posting,
    PostItem,
    PostRun,
    WaitingLetter,
)

from .parties import member_as_recipient, recipient_of

_BACK = (Posting.Kind.RETURNED, Posting.Kind.DISPUTE)


def receipt_key(posting: Posting) -> str:
    """Names the payment of which `posting` is a part."""
    return f"receipt:{posting.account_id}:{_stem(posting.ref)}"


def _stem(ref: str) -> str:
    """Of parts of one payment ("hand:<id>:1", "hand:<id>:2") what they share."""
    return ref.rpartition(":")[0] if ref.startswith(("hand:", "bank:")) else ref


def payment_of(posting: Posting) -> list[Posting]:
    """The parts of the payment to which `posting` belongs that still stand: not taken back, returned or disputed."""
    stem = _stem(posting.ref)
    rows = Posting.objects.filter(account=posting.account_id, kind=Posting.Kind.PAYMENT)
    parts = rows.filter(ref__startswith=f"{stem}:") if stem != posting.ref else rows.filter(ref=stem)
    found = list(parts.select_related("charge__invoice").order_by("pk"))
    gone = _gone(found)
    return [part for part in found if part.pk not in gone]


def _gone(parts: Sequence[Posting]) -> set[int]:
    refs = {part.ref: part.pk for part in parts}
    undone = {f"undo:{part.pk}": part.pk for part in parts}
    counters = Posting.objects.filter(ref__in=undone).values_list("ref", flat=True)
    noted = Posting.objects.filter(kind=Posting.Kind.REVERSAL, note__in=refs).values_list("note", flat=True)
    gone = {undone[ref] for ref in counters} | {refs[note] for note in noted}
    for part in parts:
        back = Posting.objects.filter(charge=part.charge_id, kind__in=_BACK, amount_cents=-part.amount_cents)
        if part.charge_id and back.filter(pk__gt=part.pk).exists():
            gone.add(part.pk)
    return gone


def papers_of(account: Account) -> list[Paper]:
    return list(Paper.objects.filter(account=account))


# --- Letters to print ------------------------------------------------------------------------------------------------
def invoices_to_print() -> QuerySet[InvoiceDocument]:
    """Of payers without an e-mail address, not printed yet; the fee of a reminder goes into the reminder's envelope."""
    rows = InvoiceDocument.objects.filter(invoice__recipient__email="", invoice__reminder=None, post_item=None)
    return rows.select_related("invoice").order_by("invoice__number")


def papers_to_print() -> QuerySet[Paper]:
    """Made and not printed; not what announces a debit that does not come any more, nor what other rooms print."""
    waited = Q(kind=Paper.Kind.LETTER, key__startswith="letter:")
    about_debits = Q(kind__in=(Paper.Kind.NOTICE, Paper.Kind.CHANGE))
    rows = Paper.objects.filter(about_debits | waited, post_item=None)
    made = [int(key.split(":")[1]) for key in rows.filter(kind=Paper.Kind.NOTICE).values_list("key", flat=True)]
    off = Debit.objects.filter(~Q(left_out="") | Q(run__cancelled_at__isnull=False), pk__in=made)
    rows = rows.exclude(key__in=[notice_key(debit) for debit in off])
    return rows.select_related("account__member__person", "account__member__company").order_by("pk")


def waiting_letters() -> QuerySet[WaitingLetter]:
    """Nothing goes to the dead by itself, nor to their families (L-DUES-14)."""
    rows = WaitingLetter.objects.exclude(member__person__died_on__isnull=False)
    return rows.select_related("member__account", "member__person", "member__company").order_by("pk")


def addressed(letter: WaitingLetter, on: date | None = None) -> dict[str, str]:
    """Who gets it, by the address of today."""
    account = getattr(letter.member, "account", None)
    return member_as_recipient(letter.member, on) if letter.to_member or account is None else recipient_of(account, on)


_NAMES = ("run", "mandate__account__member__person", "mandate__account__member__company")


def debits_without_letter() -> list[Debit]:
    """To be announced by a letter that is not made yet."""
    rows = Debit.objects.filter(by_letter=True, run__cancelled_at=None, run__downloaded_at=None, left_out="")
    return _without(rows.filter(announced_at__isnull=False), notice_key)


def changes_without_letter() -> list[Debit]:
    """Announced, and now less or nothing is collected: whose payers hear it by a letter that is not made yet."""
    return _without(Debit.objects.filter(correct_by_letter=True), change_key)


def _without(rows: QuerySet[Debit], key: Callable[[Debit], str]) -> list[Debit]:
    debits = {key(debit): debit for debit in rows.select_related(*_NAMES).order_by("pk")}
    made = set(Paper.objects.filter(key__in=debits).values_list("key", flat=True))
    return [debit for key, debit in debits.items() if key not in made]


def printed_notices(debits: Iterable[Debit]) -> set[int]:
    """Those of the debits whose announcement went by post."""
    keys = {notice_key(debit): debit.pk for debit in debits if debit.by_letter}
    found = PostItem.objects.filter(paper__key__in=keys).values_list("paper__key", flat=True) if keys else []
    return {keys[key] for key in found}


def unprinted_letters(debits: Iterable[Debit]) -> int:
    """How many of the debits that are announced by letter have none printed."""
    waiting = [debit for debit in debits if debit.by_letter and not debit.is_off]
    return len(waiting) - len(printed_notices(waiting))


def change_key(debit: Debit) -> str:
    return f"debit-change:{debit.pk}"


def notice_key(debit: Debit) -> str:
    return f"debit:{debit.pk}"


def post_runs() -> QuerySet[PostRun]:
    return PostRun.objects.prefetch_related(
        "items__reminder__reminder",
        "items__document__invoice",
        "items__paper__account__member__person",
        "items__paper__account__member__company",
    )
