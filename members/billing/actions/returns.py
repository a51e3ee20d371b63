"""Writes: the member bears what the bank took for a debit that came back, where the regulations say so."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.billing.models import BankTransaction, BillingSettings, Invoice, Posting
from members.billing.queries.parties import recipient_of
from members.billing.queries.returns import key_of, may_charge_costs
from members.billing.rules import Draft, DraftCharge, DraftLine
from members.models import User
from verein import audit

from .invoicing import issue
from .refusal import BillingRefused


@transaction.atomic
def charge_return_costs(row: BankTransaction, *, today: date, actor: User | None) -> Invoice:
    """At cost, never a lump sum (L-DUES-11): damages, so no VAT. Locks the line, then account and number range."""
    row = BankTransaction.objects.select_for_update().get(pk=row.pk)
    posting = Posting.objects.filter(bank_match__transaction=row, kind=Posting.Kind.RETURNED).last()
    if posting is None or not may_charge_costs(row):
        raise BillingRefused(_("There is nothing to charge."))
    with translation.override(recipient_of(posting.account)["language"]):
        day = date_format(row.booked_on, "SHORT_DATE_FORMAT")
        text = _("Bank’s cost of the debit returned on %(day)s") % {"day": day}
    cents = row.fee_cents
    line = DraftLine("return_costs", text, cents, cents, explanation=[{"text": text, "cents": cents}])
    due_on = today + timedelta(days=BillingSettings.load().payment_days)
    until = row.booked_on + timedelta(days=1)
    draft = Draft(row.booked_on, until, (line,), (DraftCharge(key_of(row), cents, due_on),), Invoice.Kind.INVOICE.value)
    invoice = issue(posting.account, draft, issued_on=today, actor=actor)
    audit.log("billing.charge_return_costs", row, actor=actor)
    return invoice
