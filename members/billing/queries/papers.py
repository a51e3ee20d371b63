"""Reads: payments that can be receipted, and letters that wait to be printed."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from members.billing.models import Account, Debit, InvoiceDocument, Paper, Posting, PostItem, PostRun

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
    """Of payers without an e-mail address, not printed yet."""
    rows = InvoiceDocument.objects.filter(invoice__recipient__email="", post_item=None)
    return rows.select_related("invoice").order_by("invoice__number")


def papers_to_print() -> QuerySet[Paper]:
    rows = Paper.objects.filter(kind=Paper.Kind.NOTICE, post_item=None)
    return rows.select_related("account__member__person", "account__member__company").order_by("pk")


def debits_without_letter() -> list[Debit]:
    """To be announced by a letter that is not made yet."""
    rows = Debit.objects.filter(by_letter=True, run__cancelled_at=None, run__downloaded_at=None)
    names = ("run", "mandate__account__member__person", "mandate__account__member__company")
    debits = {notice_key(debit): debit for debit in rows.select_related(*names).order_by("pk")}
    made = set(Paper.objects.filter(key__in=debits).values_list("key", flat=True))
    return [debit for key, debit in debits.items() if key not in made]


def unprinted_letters(debits: Iterable[Debit]) -> int:
    """How many of the debits that are announced by letter have none printed."""
    keys = {notice_key(debit) for debit in debits if debit.by_letter}
    return len(keys) - PostItem.objects.filter(paper__key__in=keys).count()


def notice_key(debit: Debit) -> str:
    return f"debit:{debit.pk}"


def post_runs() -> QuerySet[PostRun]:
    return PostRun.objects.prefetch_related(
        "items__document__invoice", "items__paper__account__member__person", "items__paper__account__member__company"
    )
