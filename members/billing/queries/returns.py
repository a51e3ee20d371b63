"""Reads: what the bank took for debits that came back, and nobody has been charged for yet."""

from django.conf import settings
from django.utils.module_loading import import_string

from members.billing.models import BankTransaction, Charge


def key_of(row: BankTransaction) -> str:
    """The cost of one returned debit is charged once under this key."""
    return f"return:{row.pk}"


def may_charge_costs(row: BankTransaction) -> bool:
    """Whether this line is a booked return whose cost the regulations of its day pass on, and nobody was charged."""
    if not (row.is_return and row.fee_cents and row.state == BankTransaction.State.BOOKED):
        return False
    if not import_string(settings.BILLING_RETURN_COSTS)(row.booked_on):
        return False
    return not Charge.objects.filter(key=key_of(row), invoice__reversed_by=None).exists()
