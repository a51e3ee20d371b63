"""What a charge is called: always worked out from its sums, never stored."""

from datetime import date

from django.db import models
from django.utils.translation import pgettext_lazy


class ChargeState(models.TextChoices):
    """In the order in which they are asked: the first that fits is shown."""

    CANCELLED = "cancelled", pgettext_lazy("charge", "cancelled")
    WAIVED = "waived", pgettext_lazy("charge", "waived")
    PAID = "paid", pgettext_lazy("charge", "paid")
    DEBIT_RUNNING = "debit_running", pgettext_lazy("charge", "debit running")
    OVERDUE = "overdue", pgettext_lazy("charge", "overdue")
    PARTLY_PAID = "partly_paid", pgettext_lazy("charge", "partly paid")
    OPEN = "open", pgettext_lazy("charge", "open")


def state_of(
    *,
    amount_cents: int,
    open_cents: int,
    reversed_cents: int,
    forgiven_cents: int,
    due_on: date,
    today: date,
    is_debit_running: bool = False,
) -> ChargeState:
    """The charge's state from its sums. The day it is due on is still in time."""
    if amount_cents and reversed_cents >= amount_cents:
        return ChargeState.CANCELLED
    if open_cents <= 0:
        return ChargeState.WAIVED if forgiven_cents > 0 else ChargeState.PAID
    if is_debit_running:
        return ChargeState.DEBIT_RUNNING
    if due_on < today:
        return ChargeState.OVERDUE
    return ChargeState.PARTLY_PAID if open_cents < amount_cents else ChargeState.OPEN
