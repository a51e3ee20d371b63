"""Reads: refunds to be made, where they go, and what the bank's statement may say of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Prefetch, QuerySet, Sum

from members.billing.models import Account, BankTransaction, Mandate, Payout, PayoutFile, Posting
from members.billing.rules.lines import Part, Refund
from verein.sealed import fingerprints

BOOKED = "payout:"  # how references of refunds begin that somebody booked without a statement
_NAMES = ("account__member__person", "account__member__company", "file")


def payout_queue() -> QuerySet[Payout]:
    """Neither made nor dropped, nor with the bank."""
    return Payout.objects.filter(posting=None, dropped_at=None, file=None).select_related(*_NAMES)


def payout_files() -> QuerySet[PayoutFile]:
    """The latest first, each with its refunds."""
    rows = Payout.objects.select_related(*_NAMES).order_by("pk")
    return PayoutFile.objects.prefetch_related(Prefetch("payouts", rows)).order_by("-made_at", "-pk")


def payouts_of(file: PayoutFile) -> list[Payout]:
    return list(Payout.objects.filter(file=file).order_by("pk"))


def known_account(account: Account) -> tuple[str, str]:
    """Holder and IBAN the payer's money came from last: a transfer, else the mandate; empty where none is known."""
    came = BankTransaction.objects.filter(
        matches__posting__account=account, amount_cents__gt=0, payer_hash__gt="", state=BankTransaction.State.BOOKED
    )
    for row in came.order_by("-booked_on", "-pk")[:5]:
        details = row.opened()
        if details["iban"]:
            return details["name"][:70], details["iban"]
    mandate = Mandate.objects.filter(account=account).exclude(iban_sealed="").order_by("ended_on", "-pk").first()
    return (mandate.holder, mandate.iban()) if mandate else ("", "")


def refunds(since: date) -> list[tuple[Refund, frozenset[str]]]:
    """What may have gone out since a day and no line has told of: (refund, hashes of the accounts it went to)."""
    waiting = Payout.objects.filter(posting=None, dropped_at=None).select_related("file")
    clicked = Payout.objects.filter(
        posting__ref__startswith=BOOKED, posting__bank_match=None, posting__booked_on__gte=since
    ).select_related("file")
    found = []
    files: dict[str, list[Payout]] = defaultdict(list)
    for payout in [*waiting, *clicked]:
        found.append((_refund([payout]), frozenset([payout.iban_hash]) - {""}))
        if payout.file is not None and payout.posting_id is None:
            files[payout.file.reference].append(payout)
    for reference, payouts in files.items():
        if len(payouts) > 1:
            found.append((replace(_refund(payouts), references=(reference,)), frozenset()))
    return found


def _refund(payouts: Sequence[Payout]) -> Refund:
    return Refund(
        tuple(payout.end_to_end for payout in payouts),
        tuple(Part(payout.account_id, None, -payout.amount_cents, payout.end_to_end) for payout in payouts),
        tuple(payout.pk for payout in payouts if payout.posting_id is None),
        tuple(payout.posting_id for payout in payouts if payout.posting_id is not None),
    )


def refunds_of_row(all_refunds: Iterable[tuple[Refund, frozenset[str]]], cents: int, iban: str) -> list[Refund]:
    """Those of this amount (above zero), with whether they went to this IBAN."""
    hashes = set(fingerprints(iban)) if iban else set()
    return [
        replace(refund, to_same_account=bool(hashes & accounts))
        for refund, accounts in all_refunds
        if refund.cents == cents
    ]


def credits_of(account_ids: Iterable[int]) -> Mapping[int, int]:
    """Credit of each of the accounts in cents, where there is some."""
    rows = Posting.objects.filter(account__in=list(account_ids), charge=None).values("account")
    return dict(rows.annotate(sum=Sum("amount_cents")).filter(sum__gt=0).values_list("account", "sum"))
