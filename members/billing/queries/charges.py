"""Charges as people see them: what is open, in which state, where a debit runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from members.billing.models import Attempt, Charge, DebitItem
from members.billing.rules import ChargeState, state_of

from .ledger import with_state_sums


@dataclass(frozen=True)
class ChargeRow:
    """A charge, what is still to be paid of it in cents and its state."""

    charge: Charge
    open_cents: int
    state: ChargeState


def running_debits(charge_ids: Iterable[int]) -> set[int]:
    """Those of the charges for which a debit is on its way (settings.BILLING_DEBITS_RUNNING knows who to ask).

    One statement for all who answer with a query, none for no charges.
    """
    ids = list(charge_ids)
    if not ids:
        return set()
    found = [import_string(path)(ids) for path in settings.BILLING_DEBITS_RUNNING]
    asked = [each for each in found if isinstance(each, QuerySet)]
    together = asked[0].union(*asked[1:]) if asked else ()
    return {pk for each in (together, *(rest for rest in found if not isinstance(rest, QuerySet))) for pk in each}


def collection_days(charge_ids: Iterable[int]) -> dict[int, date]:
    """The day on which an announced debit draws each of the charges, from here or through Stripe; two statements."""
    ids = list(charge_ids)
    states = (Attempt.State.ANNOUNCED, Attempt.State.PROCESSING)
    online = Attempt.objects.filter(charge__in=ids, state__in=states, collect_on__isnull=False)
    own = DebitItem.objects.filter(
        charge__in=ids, debit__settled_on=None, debit__run__cancelled_at=None, debit__left_out=""
    )
    rows = [*online.values_list("charge", "collect_on"), *own.values_list("charge", "debit__run__collect_on")]
    return {pk: day for pk, day in rows if pk is not None and day is not None}


def charge_rows(charges: QuerySet[Charge], *, today: date) -> list[ChargeRow]:
    """The charges with their states, in the order given; two statements, and those of the debits."""
    found: list[Any] = list(with_state_sums(charges))
    running = running_debits(charge.pk for charge in found if charge.open_cents > 0)
    return [
        ChargeRow(
            charge,
            charge.open_cents,
            state_of(
                amount_cents=charge.amount_cents,
                open_cents=charge.open_cents,
                reversed_cents=charge.reversed_cents,
                forgiven_cents=charge.forgiven_cents,
                due_on=charge.due_on,
                today=today,
                is_debit_running=charge.pk in running,
            ),
        )
        for charge in found
    ]
