"""Reads: our own debits, under way and collected."""

from collections.abc import Iterable

from members.billing.rules.matching import Paid


def debits_by_reference(references: Iterable[str]) -> dict[str, Paid]:
    """Our own debits by their end-to-end reference."""
    return {}


def running_totals() -> dict[str, Paid]:
    """Debit runs that are under way, by their reference."""
    return {}
