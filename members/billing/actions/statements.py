"""Writes: statements of the bank are taken over, each line once."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from members.billing.models import BankStatement, BankTransaction, BillingSettings, StatementColumns
from members.billing.queries.matching import may_be_refunds
from members.billing.queries.statements import known_keys, remembered_columns, told_by_another_format
from members.billing.readers import Unreadable, read_statements
from members.billing.rules.statements import ForeignLine, StatementLine, keyed_lines, tidy_iban, why_not_take
from members.models import User
from verein import audit
from verein.sealed import fingerprint, seal

from .refusal import BillingRefused


@dataclass(frozen=True)
class Taken:
    """How many lines of a file were new, how many known already, and how many of the new ones were left out.

    `foreign` are in other currencies: they are told, kept with the statement, and not booked.
    """

    new: int
    known: int
    left_out: int = 0
    foreign: Sequence[ForeignLine] = ()


def take_statement(content: bytes, *, name: str, actor: User | None, today: date) -> Taken:
    """Take over the file of a bank; twice the same, or overlapping files, add only what is new. Nothing is booked.

    Raises BillingRefused with a sentence, and `readers.ColumnsNeeded` where a CSV must be explained first; then nothing
    has changed. Locks the settings, so that two uploads follow each other.
    """
    try:
        statements = read_statements(content, today=today, columns=remembered_columns())
    except Unreadable as error:
        raise BillingRefused(str(error)) from error
    own_iban = BillingSettings.load().iban
    if reason := why_not_take(statements, own_iban=own_iban):
        raise BillingRefused(reason)
    keyed = keyed_lines(statements, own_iban)
    foreign = [line for statement in statements for line in statement.foreign]
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        BillingSettings.objects.select_for_update().first()
        known = known_keys(keyed)
        fresh = {key: line for key, line in keyed.items() if key not in known}
        if not fresh or BankStatement.objects.filter(sha256=sha256).exists():
            return Taken(0, len(keyed), foreign=foreign)
        days = [line.booked_on for line in keyed.values()]
        statement = BankStatement.objects.create(
            sha256=sha256,
            name=name[:200],
            format=statements[0].format,
            from_on=min(days),
            last_on=max(days),
            line_count=len(keyed),
            new_count=len(fresh),
            foreign=[{"on": each.on.isoformat(), "amount": each.amount, "currency": each.currency} for each in foreign],
            actor=actor,
        )
        left_out = _keep(statement, fresh)
        audit.log("billing.take_statement", statement, actor=actor)
    return Taken(len(fresh), len(keyed) - len(fresh), left_out, foreign)


def _keep(statement: BankStatement, lines: Mapping[str, StatementLine]) -> int:
    """Returns how many were left out: money that went out and is no refund of ours."""
    hashes = {key: fingerprint(tidy_iban(line.iban)) if line.iban else "" for key, line in lines.items()}
    facts = [(line.booked_on, line.amount_cents, hashes[key]) for key, line in lines.items()]
    doubles = told_by_another_format(facts, format=statement.format)
    foreign = _foreign(lines, hashes)
    BankTransaction.objects.bulk_create(
        _row(statement, key, line, payer_hash=hashes[key], may_be_double=fact in doubles, is_foreign=key in foreign)
        for (key, line), fact in zip(lines.items(), facts, strict=True)
    )
    return len(foreign)


def _foreign(lines: Mapping[str, StatementLine], hashes: Mapping[str, str]) -> set[str]:
    """Keys of what went out and is neither a returned debit nor perhaps a refund: bills, salaries."""
    gone = {key: line for key, line in lines.items() if line.amount_cents < 0 and not line.is_return}
    if not gone:
        return set()
    may_be = may_be_refunds(
        [(line.booked_on, -line.amount_cents, hashes[key]) for key, line in gone.items()],
    )
    return {key for (key, _line), is_ours in zip(gone.items(), may_be, strict=True) if not is_ours}


def _row(
    statement: BankStatement,
    key: str,
    line: StatementLine,
    *,
    payer_hash: str,
    may_be_double: bool,
    is_foreign: bool,
) -> BankTransaction:
    return BankTransaction(
        statement=statement,
        key=key,
        booked_on=line.booked_on,
        valued_on=line.valued_on,
        amount_cents=line.amount_cents,
        fee_cents=line.fee_cents,
        details=seal(json.dumps({"name": line.name, "iban": tidy_iban(line.iban), "purpose": line.purpose})),
        payer_hash=payer_hash,
        end_to_end=line.end_to_end,
        mandate=line.mandate,
        batch=line.batch,
        is_return=line.is_return,
        return_code=line.return_code,
        may_be_double=may_be_double,
        state=BankTransaction.State.IGNORED if is_foreign else BankTransaction.State.OPEN,
        ignored_because=_("Money that went out, and no refund of ours.") if is_foreign else "",
    )


@transaction.atomic
def remember_columns(signature: str, columns: Mapping[int, str], *, actor: User | None) -> StatementColumns:
    """What the columns of a bank's CSV mean, for this file and those to come."""
    row, _created = StatementColumns.objects.update_or_create(
        signature=signature, defaults={"columns": {str(index): name for index, name in columns.items()}}
    )
    audit.log("billing.remember_columns", row, actor=actor, fields=["columns"])
    return row
