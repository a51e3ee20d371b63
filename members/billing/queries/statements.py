"""Reads: which lines of the bank account are known already."""

from collections.abc import Iterable, Sequence
from datetime import date

from members.billing.models import BankTransaction, StatementColumns


def known_keys(keys: Iterable[str]) -> set[str]:
    """Those of `keys` that were taken over before."""
    return set(BankTransaction.objects.filter(key__in=list(keys)).values_list("key", flat=True))


def told_by_another_format(facts: Sequence[tuple[date, int, str]], *, format: str) -> set[tuple[date, int, str]]:  # noqa: A002 - the field's name
    """Which of (day, cents, hash of the payer's account) a file of another format told of."""
    rows = BankTransaction.objects.filter(booked_on__in={day for day, _cents, _hash in facts})
    told = rows.exclude(statement__format=format).values_list("booked_on", "amount_cents", "payer_hash")
    return set(told) & set(facts)


def remembered_columns() -> dict[str, dict[int, str]]:
    """Signature of a bank's CSV -> number of a column -> field."""
    rows = StatementColumns.objects.values_list("signature", "columns")
    return {signature: {int(index): name for index, name in columns.items()} for signature, columns in rows}
