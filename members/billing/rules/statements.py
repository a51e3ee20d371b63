"""What a bank's statement says, whatever its format, and whether it may be taken over."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from verein.search import sort_key

RETURN_CODE = re.compile(r"\b(AC0[146]|AC13|AG0[12]|AM0[45]|BE05|MD0[1267]|MS0[23]|RC01|RR0[1-4]|SL01)\b")


@dataclass(frozen=True)
class StatementLine:
    """One movement. `amount_cents` is signed; `fee_cents` is the part of a return that the bank keeps (positive)."""

    booked_on: date
    valued_on: date
    amount_cents: int
    name: str = ""
    iban: str = ""
    purpose: str = ""
    end_to_end: str = ""
    mandate: str = ""
    batch: str = ""
    is_return: bool = False
    return_code: str = ""
    fee_cents: int = 0


@dataclass(frozen=True)
class ForeignLine:
    """One movement in another currency: our books are in euros, so it is told and not taken over."""

    on: date
    amount: str  # as the bank writes it, with its sign
    currency: str

    def __str__(self) -> str:
        return f"{date_format(self.on, 'SHORT_DATE_FORMAT')}: {self.amount} {self.currency}"


@dataclass(frozen=True)
class Statement:
    """The lines of one file. `account` is the IBAN, or `sort code/account number`, or empty where the file is silent.

    `closing_cents` less `opening_cents` is the sum of the lines; None where the file names none.
    """

    format: str
    account: str
    lines: Sequence[StatementLine]
    opening_cents: int | None = None
    closing_cents: int | None = None
    foreign: Sequence[ForeignLine] = ()


def tidy_iban(text: str) -> str:
    """Without blanks, in capitals."""
    return re.sub(r"\s", "", text).upper()


def shortened(iban: str) -> str:
    """As people are shown it: DE89 … 3000."""
    return f"{iban[:4]} … {iban[-4:]}" if len(iban) > 8 else iban


def is_account(account: str, own_iban: str) -> bool:
    """Whether `account`, as a statement names it, is the account with `own_iban`."""
    account, own = tidy_iban(account), tidy_iban(own_iban)
    if "/" not in account or not own.startswith("DE"):
        return account == own
    sort_code, _slash, number = account.partition("/")
    digits = re.sub(r"\D", "", number)
    return sort_code == own[4:12] and digits.zfill(10) == own[12:22]


def why_not_take(statements: Sequence[Statement], *, own_iban: str) -> str | None:
    """Why this file is not taken over, or None."""
    if not own_iban:
        return _("Please enter the association’s IBAN in the settings first: only its statements are taken over.")
    for statement in statements:
        if statement.account and not is_account(statement.account, own_iban):
            return _("This is the statement of another account (%(account)s).") % {
                "account": shortened(tidy_iban(statement.account))
            }
        if statement.opening_cents is None or statement.closing_cents is None or statement.foreign:
            continue  # what another currency was changed into stands in the balance, and nowhere else
        moved = sum(line.amount_cents for line in statement.lines)
        if statement.opening_cents + moved != statement.closing_cents:
            return _("The lines do not add up to the closing balance: is the file complete?")
    if not any(statement.lines for statement in statements):
        return _("There is no booked line in this file.")
    return None


def keyed_lines(statements: Sequence[Statement], own_iban: str) -> dict[str, StatementLine]:
    """The lines that moved something, by their keys; what statements of one file tell twice is one line.

    Statements with balances follow each other; reports within the day may each repeat the one before.
    """
    different: list[Statement] = []
    for statement in statements:
        if statement not in different:
            different.append(statement)
    final = [line for each in different if each.closing_cents is not None for line in each.lines]
    groups = [final, *(each.lines for each in different if each.closing_cents is None)]
    found: dict[str, StatementLine] = {}
    for group in groups:
        lines = [line for line in group if line.amount_cents]
        found |= dict(zip(keys_of(lines, own_iban), lines, strict=True))
    return found


def keys_of(lines: Sequence[StatementLine], own_iban: str) -> list[str]:
    """What tells each line from all others; equal lines of one day are counted, so that none is lost.

    Blanks, signs and capitals do not count: CAMT and MT940 break the purpose at other places.
    """
    seen: Counter[str] = Counter()
    keys = []
    for line in lines:
        said = re.sub(r"[^a-z0-9]", "", sort_key(line.purpose + line.end_to_end))[:120]
        who = tidy_iban(line.iban) or sort_key(line.name)  # some banks' CSV names no account of the other side
        facts = f"{tidy_iban(own_iban)}|{line.booked_on}|{line.amount_cents}|{who}|{said}"
        seen[facts] += 1
        keys.append(hashlib.sha256(f"{facts}|{seen[facts]}".encode()).hexdigest())
    return keys
