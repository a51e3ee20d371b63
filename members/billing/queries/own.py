"""Reads: what a member sees of their own account, and of the company's they represent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from members.billing.models import Account, Charge, Invoice, InvoiceLine, Paper, Posting, Reminder
from members.billing.rules.access import MAY_SEE_MONEY, why_not_see
from members.models import Person, Seat

from .charges import collection_days, running_debits
from .collecting import pays_by_debit
from .ledger import credit_cents, with_open
from .papers import papers_of


@dataclass(frozen=True)
class OpenItem:
    """A charge that is still to be paid, with the document and the lines that explain it."""

    charge: Charge
    invoice: Invoice
    lines: Sequence[InvoiceLine]
    open_cents: int
    is_overdue: bool
    is_running: bool  # a debit is on its way: nothing is to be done
    by_debit: bool  # it will be drawn by the mandate: nothing is to be transferred
    collected_on: date | None  # the day of an announced debit


@dataclass(frozen=True)
class OwnAccount:
    """One account as its holder sees it; `history` the newest first."""

    account: Account
    items: Sequence[OpenItem]
    open_cents: int
    overdue_cents: int
    credit_cents: int
    documents: Sequence[Invoice]
    history: Sequence[Posting]
    reminders: Sequence[Reminder]
    papers: Sequence[Paper]

    @property
    def years(self) -> list[int]:
        """In which something was issued or booked, the latest first."""
        days = [invoice.issued_on for invoice in self.documents] + [posting.booked_on for posting in self.history]
        return sorted({day.year for day in days}, reverse=True)


def accounts_of(person: Person, today: date) -> "QuerySet[Account]":
    """The person's own account, and those of companies that they represent today."""
    seats = Seat.objects.on(today).filter(person=person, role__in=MAY_SEE_MONEY, member=OuterRef("member"))
    own = Account.objects.filter(Q(member__person=person) | Q(Exists(seats)))
    return own.select_related("member__person", "member__company").order_by("pk")


def why_not_see_account(person: Person | None, account: Account, today: date, *, is_office: bool) -> str | None:
    """Why `person` does not see the account and its documents, or None."""
    roles: frozenset[str] = frozenset()
    if person is not None:
        seats = Seat.objects.on(today).filter(person=person, member=account.member_id)
        roles = frozenset(seats.values_list("role", flat=True))
    is_holder = person is not None and account.member.person_id == person.pk
    return why_not_see(is_holder=is_holder, roles=roles, is_office=is_office)


def open_cents_of_person(person: Person, today: date) -> int:
    """What is to be paid on all accounts the person sees, in cents."""
    charges = with_open(Charge.objects.filter(account__in=accounts_of(person, today))).filter(open_cents__gt=0)
    total: int = charges.aggregate(sum=Coalesce(Sum("open_cents"), 0))["sum"]
    return total


def own_account(account: Account, today: date) -> OwnAccount:
    """A fixed number of queries, however much there is."""
    charges = with_open(Charge.objects.filter(account=account)).filter(open_cents__gt=0).order_by("due_on", "pk")
    items = _items(list(charges.select_related("invoice")), today, by_debit=pays_by_debit(account))
    documents = Invoice.objects.filter(account=account).select_related("reverses", "document")
    history = (
        Posting.objects.filter(account=account).exclude(kind=Posting.Kind.OFFSET).select_related("charge__invoice")
    )
    return OwnAccount(
        account=account,
        items=items,
        open_cents=sum(item.open_cents for item in items),
        overdue_cents=sum(item.open_cents for item in items if item.is_overdue),
        credit_cents=credit_cents(account),
        documents=list(documents.order_by("-issued_on", "-pk")),
        history=list(history.order_by("-booked_on", "-pk")),
        reminders=list(Reminder.objects.filter(account=account).select_related("document", "withdrawal")),
        papers=papers_of(account),
    )


def _items(charges: Sequence[Any], today: date, *, by_debit: bool) -> list[OpenItem]:
    lines: dict[int, list[InvoiceLine]] = {}
    for line in InvoiceLine.objects.filter(invoice__in={charge.invoice_id for charge in charges}).order_by("position"):
        lines.setdefault(line.invoice_id, []).append(line)
    running = running_debits(charge.pk for charge in charges)
    days = collection_days(charge.pk for charge in charges)
    return [
        OpenItem(
            charge,
            charge.invoice,
            lines.get(charge.invoice_id, []),
            charge.open_cents,
            is_overdue=charge.due_on < today and charge.pk not in running,
            is_running=charge.pk in running,
            by_debit=by_debit,
            collected_on=days.get(charge.pk),
        )
        for charge in charges
    ]


@dataclass(frozen=True)
class BookedYear:
    """The documents and movements of a calendar year, the oldest first; `before_cents`: what was open when it began."""

    before_cents: int
    invoices: Sequence[Invoice]
    postings: Sequence[Posting]

    @property
    def after_cents(self) -> int:
        """What was open when it ended; below zero: credit."""
        charged = sum(invoice.total_cents for invoice in self.invoices)
        return self.before_cents + charged - sum(posting.amount_cents for posting in self.postings)


def booked_in(account: Account, year: int) -> BookedYear:
    """What cancellation invoices settle is in the documents already; a mistake shows with its undoing."""
    invoices = Invoice.objects.filter(account=account)
    paper = Q(kind=Posting.Kind.OFFSET) | Q(kind=Posting.Kind.REVERSAL, ref__startswith="reversal:")
    postings = Posting.objects.filter(account=account).exclude(paper)
    begin = date(year, 1, 1)
    charged = invoices.filter(issued_on__lt=begin).aggregate(sum=Coalesce(Sum("total_cents"), 0))["sum"]
    settled = postings.filter(booked_on__lt=begin).aggregate(sum=Coalesce(Sum("amount_cents"), 0))["sum"]
    return BookedYear(
        charged - settled,
        list(invoices.filter(issued_on__year=year).order_by("issued_on", "pk")),
        list(postings.filter(booked_on__year=year).order_by("booked_on", "pk")),
    )
