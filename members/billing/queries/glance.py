"""One look at all of which the desk asks whether it is there; what went wrong is read only where the look saw it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.module_loading import import_string

from members.billing.models import BillingSettings, ClosedYear, LedgerCheck
from members.billing.rules.failures import Failure

from .bank import open_rows
from .failures.watch import Watch

Source = Callable[[date], list[Failure]]


@dataclass(frozen=True)
class Glance:
    """`closed_before`: the books are closed before that day; `sources`: who has something to tell that went wrong."""

    is_small_business: bool
    bank_lines: int
    closed_before: date | None
    checked_at: datetime | None
    sources: Sequence[Source]


def glance(today: date) -> Glance:
    """One statement: the settings' row, and beside it what each source of failures looks for."""
    sources: list[Source] = [import_string(path) for path in settings.BILLING_FAILURES]
    signs = {f"sign_{n}": source.sign(today) for n, source in enumerate(sources) if isinstance(source, Watch)}
    row = _settings_with(
        bank_lines=Coalesce(Subquery(_one(open_rows(), Count("pk"))), 0),
        closed_before=Subquery(_one(ClosedYear.objects.all(), Max("until_on"))),
        checked_at=Subquery(_one(LedgerCheck.objects.all(), Max("checked_at"))),
        **signs,
    )
    asked = [source for n, source in enumerate(sources) if getattr(row, f"sign_{n}", True)]
    return Glance(row.is_small_business, row.bank_lines, row.closed_before, row.checked_at, asked)


def _one(rows: QuerySet[Any], of: Any) -> QuerySet[Any, Any]:
    """A single value over all rows, as a subquery."""
    return rows.order_by().annotate(nothing=Value(1)).values("nothing").annotate(value=of).values("value")


def _settings_with(**columns: Any) -> Any:
    rows = BillingSettings.objects.annotate(**columns)
    if (row := rows.first()) is None:
        BillingSettings.load()
        row = rows.get()
    return row


def failures(today: date, kind: str = "", sources: Sequence[Source] | None = None) -> list[Failure]:
    """What went wrong and is not solved, from those who move money (settings.BILLING_FAILURES); the newest first."""
    sources = glance(today).sources if sources is None else sources
    found = [failure for source in sources for failure in source(today)]
    wanted = [failure for failure in found if kind in {"", failure.kind}]
    return sorted(wanted, key=lambda failure: failure.on or today, reverse=True)
