"""The journal: every claim and every movement of a time, in order, as bookkeepers read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from heapq import merge

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from members.billing.models import BookkeepingSettings, Invoice, InvoiceLine, Posting

from .balance import arrived, fees_by_day, has_fees

NOBODY = 0  # `Entry.account_id` of what is booked on the account at the payment service itself


class Against(Enum):
    """Where the other side of an entry is booked; NOTHING moves only inside the member's account."""

    DUES = "dues"
    BANK = "bank"
    CASH = "cash"
    ONLINE = "online"
    FEES = "fees"
    LOSSES = "losses"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Entry:
    """One line. `cents` above zero: the member owes more; below zero: less."""

    day: date
    account_id: int
    member_number: str
    name: str
    document: str
    kind: str
    text: str
    cents: int
    against: Against
    way: str = ""
    rate_permille: int = 0
    ref: str = ""
    booked_by: str = ""


_WAYS = {
    Posting.Way.TRANSFER: Against.BANK,
    Posting.Way.DEBIT: Against.BANK,
    Posting.Way.STRIPE: Against.ONLINE,
    Posting.Way.CASH: Against.CASH,
}
_HOLDER = ("account__member__person", "account__member__company")


def entries(from_on: date, until_on: date) -> Iterator[Entry]:
    """Claims and movements with `from_on` <= day < `until_on`, by day; read row by row, so that memory stays small."""
    sources = (_claims(from_on, until_on), _movements(from_on, until_on), _provider(from_on, until_on))
    return merge(*sources, key=lambda entry: entry.day)


def _claims(from_on: date, until_on: date) -> Iterator[Entry]:
    rows = InvoiceLine.objects.filter(invoice__issued_on__gte=from_on, invoice__issued_on__lt=until_on)
    names = [f"invoice__{name}" for name in _HOLDER]
    for line in rows.select_related(*names).order_by("invoice__issued_on", "invoice", "position").iterator(500):
        invoice = line.invoice
        yield Entry(
            day=invoice.issued_on,
            account_id=invoice.account_id,
            member_number=invoice.account.member.number,
            name=invoice.recipient.get("name", ""),
            document=invoice.number,
            kind=invoice.get_kind_display(),
            text=line.text,
            cents=line.gross_cents,
            against=Against.DUES,
            rate_permille=line.rate_permille,
        )


def _movements(from_on: date, until_on: date) -> Iterator[Entry]:
    rows = Posting.objects.filter(booked_on__gte=from_on, booked_on__lt=until_on).select_related(
        "charge__invoice", "actor", *_HOLDER
    )
    for posting in rows.order_by("booked_on", "pk").iterator(500):
        yield Entry(
            day=posting.booked_on,
            account_id=posting.account_id,
            member_number=posting.account.member.number,
            name=str(posting.account.member.holder),
            document=posting.charge.invoice.number if posting.charge else "",
            kind=posting.get_kind_display(),
            text=" ".join(part for part in (posting.note, posting.reason_code) if part),
            cents=-posting.amount_cents,
            against=_against(posting),
            way=posting.get_way_display(),
            ref=posting.ref,
            booked_by=posting.actor.get_full_name() if posting.actor_id and posting.actor else "",
        )


def _provider(from_on: date, until_on: date) -> Iterator[Entry]:
    """What left the account at the payment service: its fees by day, and payouts to the bank. No member's account."""
    name = _("payment service")
    fees = (
        _of_provider(day, name, "", _("fees"), -cents, Against.FEES) for day, cents in fees_by_day(from_on, until_on)
    )
    sent = (
        _of_provider(row.day, name, row.payout_id, _("payout"), -row.amount_cents, Against.BANK)
        for row in arrived(from_on, until_on)
    )
    yield from merge(fees, sent, key=lambda entry: entry.day)


def _of_provider(day: date, name: str, document: str, kind: str, cents: int, against: Against) -> Entry:
    way = str(Posting.Way.STRIPE.label)
    return Entry(day, NOBODY, "", name, document, kind, "", cents, against, way=way)


def _against(posting: Posting) -> Against:
    if posting.kind in (Posting.Kind.WAIVER, Posting.Kind.WRITE_OFF):
        return Against.LOSSES
    if posting.way != Posting.Way.BOOK:
        return _WAYS[Posting.Way(posting.way)]
    # A waiver taken back; what a cancellation invoice settles is told by the invoice itself.
    return Against.LOSSES if posting.ref.startswith("undo:") else Against.NOTHING


def documents_of(from_on: date, last_on: date) -> QuerySet[Invoice]:
    """Invoices of these days, and earlier ones for which something was booked then: by number, with their files."""
    booked = Posting.objects.filter(charge__invoice=OuterRef("pk"), booked_on__gte=from_on, booked_on__lte=last_on)
    mine = Q(issued_on__gte=from_on, issued_on__lte=last_on) | Q(Exists(booked))
    return Invoice.objects.filter(mine).select_related("document").order_by("number")


def missing_for_datev(settings: BookkeepingSettings) -> list[str]:
    """What people call the settings that a DATEV file needs and that are empty."""
    fees = ("fees_account",) if has_fees() else ()
    names = (
        *fees,
        "consultant",
        "client",
        "dues_account",
        "bank_account",
        "cash_account",
        "online_account",
        "losses_account",
    )
    return [str(settings._meta.get_field(name).verbose_name) for name in names if not getattr(settings, name)]
