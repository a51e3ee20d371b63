"""Writes: documents are issued, and reversed where they were wrong."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from members.billing.models import (
    Account,
    BillingSettings,
    Charge,
    Invoice,
    InvoiceLine,
    NumberRange,
    Posting,
)
from members.billing.queries.charges import running_debits
from members.billing.queries.ledger import open_from
from members.billing.queries.parties import issuer_of, labels_of, recipient_of
from members.billing.rules import Draft, Movement, why_not_book, why_not_issue
from members.billing.rules.drafts import missing_fields
from members.models import Member, User
from verein import audit

from .crediting import use_credit
from .documents import make_document_of
from .forgiving import forgive_again
from .posting import post
from .refusal import BillingRefused

KEPT_YEARS = 8  # vouchers and invoices, from the end of the calendar year (§ 147 AO, L-TAX-11)


def account_for(member: Member) -> Account:
    """The member's account; made where there is none yet."""
    return Account.objects.get_or_create(member=member)[0]


def _numbered(settings: BillingSettings, issued_on: date) -> dict[str, Any]:
    """The next number of the series and the dates that follow from the day of issue.

    The row of the range stays locked until the transaction ends, so no number is lost or given twice.
    """
    series: dict[str, Any] = {"series": settings.series, "year": issued_on.year}
    NumberRange.objects.get_or_create(**series)
    NumberRange.objects.select_for_update().get(**series)
    last = Invoice.objects.filter(**series).aggregate(last=Max("sequence"))["last"] or 0
    return {
        **series,
        "sequence": last + 1,
        "number": f"{settings.series}-{issued_on.year}-{last + 1:06}",
        "issued_on": issued_on,
        "retain_until": date(issued_on.year + KEPT_YEARS, 12, 31),
    }


def _check_open(issued_on: date) -> None:
    if reason := why_not_book(issued_on, today=issued_on, open_from=open_from()):
        raise BillingRefused(reason)


@transaction.atomic
def issue(
    account: Account, draft: Draft, *, issued_on: date, actor: User | None, forgiven: Sequence[Posting] = ()
) -> Invoice:
    """The document of `draft` with the next number, its lines and charges. Locks the account, then the number range.

    `forgiven`: what was waived or written off of the document that this one corrects, and stays so. Credit of the
    account pays the rest at once, where the association wants that. Raises BillingRefused with what is
    missing, where it is charged already, or into a closed year; then no number is used.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    settings = BillingSettings.load()
    issuer, recipient = issuer_of(settings), recipient_of(account, issued_on)
    _check_open(issued_on)
    missing = labels_of(missing_fields(draft, issuer=issuer, recipient=recipient))
    if reason := why_not_issue(draft, missing=missing):
        raise BillingRefused(reason)
    if Charge.objects.filter(key__in=[charge.key for charge in draft.charges], invoice__reversed_by=None).exists():
        raise BillingRefused(_("This is charged already."))
    invoice = Invoice.objects.create(
        account=account,
        kind=draft.kind,
        from_on=draft.from_on,
        until_on=draft.until_on,
        total_cents=draft.total_cents,
        vat_cents=draft.vat_cents,
        recipient=recipient,
        issuer=issuer,
        language=recipient["language"],
        **_numbered(settings, issued_on),
    )
    lines = [InvoiceLine(invoice=invoice, position=n, **asdict(line)) for n, line in enumerate(draft.lines, 1)]
    InvoiceLine.objects.bulk_create(lines)
    charges = Charge.objects.bulk_create(
        Charge(invoice=invoice, account=account, **asdict(charge)) for charge in draft.charges
    )
    forgive_again(forgiven, charges, booked_on=issued_on, actor=actor)
    audit.log("billing.issue", invoice, actor=actor)
    make_document_of.enqueue(invoice.pk)
    if settings.use_credit_on_issue:
        use_credit(account, booked_on=issued_on, actor=actor)
    return invoice


@transaction.atomic
def reverse(invoice: Invoice, *, issued_on: date, actor: User | None) -> Invoice:
    """The cancellation invoice (Stornorechnung): its charges are settled, what was paid becomes credit.

    Raises BillingRefused for a reversal, for what is reversed already, and while a debit for it is on its way. Locks
    the account, then the number range.
    """
    account = Account.objects.select_for_update().get(pk=invoice.account_id)
    if invoice.kind == Invoice.Kind.REVERSAL or Invoice.objects.filter(reverses=invoice).exists():
        raise BillingRefused(_("This document is cancelled already."))
    if running_debits(Charge.objects.filter(invoice=invoice).values_list("pk", flat=True)):
        raise BillingRefused(_("A debit is running for this: wait for its result."))
    _check_open(issued_on)
    same = {name: getattr(invoice, name) for name in ("from_on", "until_on", "recipient", "issuer", "language")}
    reversal = Invoice.objects.create(
        account=account,
        kind=Invoice.Kind.REVERSAL,
        reverses=invoice,
        total_cents=-invoice.total_cents,
        vat_cents=-invoice.vat_cents,
        **same,
        **_numbered(BillingSettings.load(), issued_on),
    )
    for line in InvoiceLine.objects.filter(invoice=invoice):
        line.pk, line.invoice = None, reversal
        line.gross_cents, line.net_cents, line.vat_cents = -line.gross_cents, -line.net_cents, -line.vat_cents
        line.save(force_insert=True)
    for charge in Charge.objects.filter(invoice=invoice, amount_cents__gt=0):
        _settle(charge, ref=f"reversal:{reversal.pk}:{charge.pk}", booked_on=issued_on, actor=actor)
    audit.log("billing.reverse", invoice, actor=actor)
    make_document_of.enqueue(reversal.pk)
    return reversal


def _settle(charge: Charge, *, ref: str, booked_on: date, actor: User | None) -> None:
    """Nothing is owed on the charge any more; what was paid becomes credit of the account, what was waived does not."""
    account, cents = charge.account, charge.amount_cents
    _take_back_forgiven(charge, booked_on=booked_on, actor=actor)
    post(
        Movement(account, charge, Posting.Kind.REVERSAL, Posting.Way.BOOK, cents, ref, booked_on),
        actor=actor,
    )


def _take_back_forgiven(charge: Charge, *, booked_on: date, actor: User | None) -> None:
    """A waiver or write-off of what is not owed any more was never needed: else it would become money."""
    forgiven = Posting.objects.filter(charge=charge, kind__in=(Posting.Kind.WAIVER, Posting.Kind.WRITE_OFF))
    for posting in forgiven:  # one that was taken back before is booked under this reference already
        ref, cents = f"undo:{posting.pk}", -posting.amount_cents
        post(
            Movement(charge.account, charge, Posting.Kind.REVERSAL, Posting.Way.BOOK, cents, ref, booked_on),
            actor=actor,
        )
