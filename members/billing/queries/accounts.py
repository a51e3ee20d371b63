"""Accounts as the treasurer sees them: the list with sums, and one account with everything on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from members.billing.models import Account, Charge, Invoice, InvoiceLine, Paper, Payout, Posting, Reminder
from members.billing.rules import why_not_take_back
from members.billing.rules.failures import reason_in_words
from members.billing.rules.setting_up import method_name
from members.models import Member
from verein.search import sort_key, terms

from .charges import ChargeRow, charge_rows
from .ledger import credit_cents, free_credit_cents
from .papers import papers_of
from .refunds import OrderRow, orders_of
from .reminders import reminders_of

HOLDER = ("member__person", "member__company")
FOUND = 20


def accounts_with_sums(today: date) -> QuerySet[Any]:
    """Every account with `open_cents`, `overdue_cents` (due before `today`) and `credit_cents`; by name."""
    return (
        Account.objects.select_related(*HOLDER)
        .annotate(
            open_cents=_owed(Q(), Q(charge__isnull=False)),
            overdue_cents=_owed(Q(due_on__lt=today), Q(charge__due_on__lt=today)),
            credit_cents=_sum(Posting.objects.filter(charge=None)),
            name_key=Coalesce("member__person__sort_key", "member__company__sort_key"),
        )
        .order_by("name_key", "pk")
    )


def _sum(rows: QuerySet[Any]) -> Coalesce:
    of_account = rows.filter(account=OuterRef("pk")).order_by().values("account")
    return Coalesce(Subquery(of_account.annotate(sum=Sum("amount_cents")).values("sum")), 0)


def _owed(charges: Q, postings: Q) -> Any:
    return _sum(Charge.objects.filter(charges)) - _sum(Posting.objects.filter(postings))


def search_accounts(accounts: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Every word must be in the name, the payer, the number of the member or of a document."""
    for term in terms(text):
        bare = sort_key(term.replace("ae", "a").replace("oe", "o").replace("ue", "u"))
        document = Invoice.objects.filter(account=OuterRef("pk"), number__icontains=term)
        accounts = accounts.filter(
            Q(name_key__contains=term)
            | Q(name_key__contains=bare)
            | Q(payer_name__icontains=term)
            | Q(payer_email__iexact=term)
            | Q(member__person__email__iexact=term)
            | Q(member__company__email__iexact=term)
            | Q(member__number__icontains=term)
            | Q(Exists(document))
        )
    return accounts


def members_without_account(text: str) -> list[Member]:
    """Members whose name or number fits, the first of them by name."""
    found = Member.objects.filter(account=None).select_related("person", "company")
    found = found.annotate(name_key=Coalesce("person__sort_key", "company__sort_key"))
    for term in terms(text):
        bare = sort_key(term.replace("ae", "a").replace("oe", "o").replace("ue", "u"))
        found = found.filter(Q(name_key__contains=term) | Q(name_key__contains=bare) | Q(number__icontains=term))
    return list(found.order_by("name_key", "pk")[:FOUND])


@dataclass(frozen=True)
class Document:
    """An invoice with its lines and, where it is cancelled, the reversal."""

    invoice: Invoice
    lines: Sequence[InvoiceLine]
    reversal: Invoice | None

    @property
    def may_be_reversed(self) -> bool:
        return self.invoice.kind != Invoice.Kind.REVERSAL and self.reversal is None


@dataclass(frozen=True)
class Booking:
    """A posting, and whether it can be taken back."""

    posting: Posting
    may_be_taken_back: bool

    @property
    def may_be_given_back(self) -> bool:
        return self.posting.kind == Posting.Kind.PAYMENT

    @property
    def remark(self) -> str:
        """What was noted, with Stripe's and the bank's codes in words."""
        note = self.posting.note
        said = method_name(note) if self.posting.way == Posting.Way.STRIPE else note
        return " ".join(part for part in (said, reason_in_words(self.posting.reason_code)) if part)


@dataclass(frozen=True)
class AccountSheet:
    """Everything on one account; sums in cents."""

    charges: Sequence[ChargeRow]
    documents: Sequence[Document]
    bookings: Sequence[Booking]
    payouts: Sequence[Payout]
    orders: Sequence[OrderRow]
    reminders: Sequence[Reminder]
    papers: Sequence[Paper]
    credit_cents: int
    free_credit_cents: int

    @property
    def open_cents(self) -> int:
        return sum(row.open_cents for row in self.charges)

    @property
    def has_credit_to_use(self) -> bool:
        return self.open_cents > 0 and self.free_credit_cents > 0


def account_sheet(account: Account, *, today: date) -> AccountSheet:
    """A number of statements that does not depend on how much is on the account."""
    charges = Charge.objects.filter(account=account).select_related("invoice").order_by("-due_on", "-pk")
    return AccountSheet(
        charge_rows(charges, today=today),
        _documents(account),
        _bookings(account),
        list(Payout.objects.filter(account=account, posting=None, dropped_at=None)),
        orders_of(account),
        reminders_of(account),
        papers_of(account),
        credit_cents(account),
        free_credit_cents(account),
    )


def _documents(account: Account) -> list[Document]:
    invoices = Invoice.objects.filter(account=account).order_by("-issued_on", "-pk").select_related("reverses")
    lines: dict[int, list[InvoiceLine]] = {}
    for line in InvoiceLine.objects.filter(invoice__account=account).order_by("invoice", "position"):
        lines.setdefault(line.invoice_id, []).append(line)
    rows = list(invoices)
    reversals = {row.reverses_id: row for row in rows if row.reverses_id}
    return [Document(row, lines.get(row.pk, []), reversals.get(row.pk)) for row in rows]


def _bookings(account: Account) -> list[Booking]:
    rows = list(Posting.objects.filter(account=account).select_related("charge__invoice").order_by("-booked_on", "-pk"))
    undone = {row.ref for row in rows if row.ref.startswith("undo:")}
    return [Booking(row, why_not_take_back(row, is_taken_back=f"undo:{row.pk}" in undone) is None) for row in rows]
