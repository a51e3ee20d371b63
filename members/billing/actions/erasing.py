"""Writes: what is left of a payer who asked for erasure."""

from members.billing.models import Account
from members.models import Person

PAYER = ("payer_name", "payer_street", "payer_postcode", "payer_city", "payer_email", "payer_vat_id", "pause_reason")


def forget_payer(person: Person) -> int:
    """Who paid for the person; returns how many accounts changed. What was issued keeps its copy."""
    rows = Account.objects.filter(member__person=person).exclude(**dict.fromkeys(PAYER, ""))
    return rows.update(**dict.fromkeys(PAYER, ""))
