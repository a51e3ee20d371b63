"""Writes: the nightly check of the ledger, kept and told to the treasurer."""

from datetime import datetime

from django.db import transaction

from members.billing.mails.treasurer import ledger_wrong
from members.billing.models import LedgerCheck
from members.billing.queries.checking import problems
from members.billing.queries.people import treasurers_addresses
from members.billing.queries.stored import damaged_files

KEPT = 400  # more than a year of nights


@transaction.atomic
def check(now: datetime) -> LedgerCheck:
    """Look through the whole ledger and all kept files, note what was found, mail the treasurer what does not agree."""
    found = [*problems(), *damaged_files()]
    done = LedgerCheck.objects.create(checked_at=now, problems=found)
    old = LedgerCheck.objects.order_by("-checked_at", "-pk").values("pk")[KEPT:]
    LedgerCheck.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    if found:
        for address in treasurers_addresses():
            ledger_wrong(to=address, problems=found)
    return done
