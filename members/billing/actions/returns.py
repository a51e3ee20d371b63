"""Writes: the member bears what a debit cost that came back, where the regulations say so, or the association does."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.billing.models import Account, BillingSettings, Invoice, WaivedCost
from members.billing.queries.parties import recipient_of
from members.billing.queries.returns import ReturnCost, return_cost
from members.billing.rules import Draft, DraftCharge, DraftLine
from members.billing.rules.returns import why_not_charge
from members.models import User
from verein import audit

from .invoicing import issue
from .refusal import BillingRefused


def _locked(key: str) -> ReturnCost:
    """What may be decided on now. Locks the account, so that of two clicks one counts."""
    found = return_cost(key)
    if found is not None:
        Account.objects.select_for_update().get(pk=found.account.pk)
        found = return_cost(key)
    if found is None:
        raise BillingRefused(_("There is nothing to charge."))
    if reason := why_not_charge(may_pass_on=found.may_charge, is_waived=bool(found.waived)):
        raise BillingRefused(reason)
    return found


@transaction.atomic
def charge_return_costs(key: str, *, today: date, actor: User | None) -> Invoice:
    """At cost, never a lump sum (L-DUES-11): damages, so no VAT. Locks the account, then the number range.

    `key` is that of `queries.returns`. Raises BillingRefused with why not.
    """
    cost = _locked(key)
    with translation.override(recipient_of(cost.account)["language"]):
        day = {"day": date_format(cost.on, "SHORT_DATE_FORMAT")}
        if cost.is_online:
            text = _("Payment service’s cost of the debit returned on %(day)s") % day
        else:
            text = _("Bank’s cost of the debit returned on %(day)s") % day
    line = DraftLine("return_costs", text, cost.cents, cost.cents, explanation=[{"text": text, "cents": cost.cents}])
    due_on = today + timedelta(days=BillingSettings.load().payment_days)
    charges = (DraftCharge(cost.key, cost.cents, due_on),)
    draft = Draft(cost.on, cost.on + timedelta(days=1), (line,), charges, Invoice.Kind.INVOICE.value)
    invoice = issue(cost.account, draft, issued_on=today, actor=actor)
    audit.log("billing.charge_return_costs", invoice, actor=actor)
    return invoice


@transaction.atomic
def waive_return_costs(key: str, *, today: date, actor: User | None) -> WaivedCost:
    """The association bears it. Locks the account. Raises BillingRefused where that was decided, or charged."""
    cost = _locked(key)
    waived = WaivedCost.objects.create(
        key=key, account=cost.account, amount_cents=cost.cents, waived_on=today, actor=actor
    )
    audit.log("billing.waive_return_costs", waived, actor=actor)
    return waived


@transaction.atomic
def reconsider_return_costs(waived: WaivedCost, *, now: datetime, actor: User | None) -> None:
    """It is to be decided on again; that it was waived, and by whom, stays on record. Locks the account.

    Raises BillingRefused where somebody has taken the waiver back before.
    """
    Account.objects.select_for_update().get(pk=waived.account_id)
    waived = WaivedCost.objects.get(pk=waived.pk)
    if waived.reconsidered_at is not None:
        raise BillingRefused(_("This waiver is taken back already."))
    waived.reconsidered_at, waived.reconsidered_by = now, actor
    waived.save(update_fields=["reconsidered_at", "reconsidered_by"])
    audit.log("billing.reconsider_return_costs", waived, actor=actor)
