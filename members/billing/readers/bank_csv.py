"""Reads the CSV of any bank: finds its columns by their names, or by what somebody said about them before."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.billing.rules.statements import RETURN_CODE, ForeignLine, Statement, StatementLine, tidy_iban
from members.readers.columns import key_of
from members.readers.table import Line, Unreadable, read_table
from members.readers.values import BadValue, read_date

# Field -> what people call it, and how banks name its column.
FIELDS = {
    "booked_on": (gettext_lazy("booking day"), "buchungstag buchungsdatum buchung datum bookingdate date"),
    "valued_on": (gettext_lazy("value date"), "valutadatum valuta wertstellung wertstellungstag wert valuedate"),
    "amount": (gettext_lazy("amount"), "betrag betrageur betragineur umsatz betraginwaehrung amount amounteur"),
    "debit": (gettext_lazy("amount that went out"), "soll solleur belastung ausgang"),
    "credit": (gettext_lazy("amount that came in"), "haben habeneur gutschrift eingang"),
    "sign": (gettext_lazy("debit or credit"), "sollhaben sh sollhabenkennzeichen kennzeichen"),
    "name": (
        gettext_lazy("name of the other side"),
        "beguenstigterzahlungspflichtiger namezahlungsbeteiligter auftraggeberbeguenstigter beguenstigterauftraggeber "
        "auftraggeberempfaenger auftraggeberzahlungsempfaenger empfaenger zahlungsempfaenger name zahlungspflichtiger "
        "zahlungsempfaengerin zahlungspflichtiger auftraggeber empfaengerauftraggeber beguenstigterabsender "
        "partnername",
    ),
    "iban": (
        gettext_lazy("IBAN of the other side"),
        "kontonummeriban ibanzahlungsbeteiligter iban kontonummer kontonr ibankontonummer gegenkonto partneriban",
    ),
    "purpose": (
        gettext_lazy("purpose of the transfer"),
        "verwendungszweck vwz zweck verwendung purpose paymentreference",
    ),
    "end_to_end": (gettext_lazy("end-to-end reference"), "kundenreferenzendtoend endtoendreferenz kundenreferenz"),
    "mandate": (gettext_lazy("mandate reference"), "mandatsreferenz"),
    "batch": (gettext_lazy("reference of the bundle"), "sammlerreferenz"),
    "original": (gettext_lazy("original amount of a returned debit"), "lastschriftursprungsbetrag ursprungsbetrag"),
    "currency": (gettext_lazy("currency"), "waehrung wkz waehrungskennzeichen currency"),
    "own_iban": (gettext_lazy("IBAN of the association"), "auftragskonto ibanauftragskonto eigenesiban"),
    "kind": (gettext_lazy("kind of booking"), "buchungstext umsatztyp umsatzart buchungsart"),
    "info": (gettext_lazy("booked or only announced"), "info status"),
}
_SYNONYMS = {synonym: name for name, (_label, synonyms) in FIELDS.items() for synonym in synonyms.split()}
NEEDED = ("booked_on", "amount", "purpose")
HEADER_WITHIN = 30
_PENDING = ("vorgemerkt", "vormerkung", "pending")
_RETURN = re.compile(r"r(ue|ü)ck(lastschrift|gabe|belastung)|retoure|lastschrift.{0,12}zur(ü|ue)ck", re.IGNORECASE)
_IBAN_IN_TEXT = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")


class ColumnsNeeded(Exception):  # noqa: N818 - a question, no error
    """The columns of this CSV must be named first; `signature` is what the answer is kept under.

    `example` are the cells of the first line below the header.
    """

    def __init__(
        self, header: Sequence[str], guessed: Mapping[int, str], signature: str, example: Sequence[str] = ()
    ) -> None:
        super().__init__(_("Please say once what the columns of this bank mean."))
        self.header, self.guessed, self.signature = list(header), dict(guessed), signature
        self.example = list(example)


@dataclass(frozen=True)
class _Columns:
    """Field -> number of its column."""

    of: Mapping[str, int]

    def cell(self, line: Line, name: str) -> str:
        index = self.of.get(name)
        return line.cells[index].strip() if index is not None and index < len(line.cells) else ""


def read_csv(content: bytes, *, today: date, columns: Mapping[str, Mapping[int, str]]) -> Statement:
    """The booked lines of a bank's CSV or workbook. Raises `Unreadable` or `ColumnsNeeded`."""
    lines = [line for line in read_table(content).lines if any(line.cells)]
    header, named = _header(lines, columns)
    missing = [name for name in NEEDED if name not in named.values()]
    if missing == ["amount"] and {"debit", "credit"} <= set(named.values()):
        missing = []
    if missing or len(set(named.values())) != len(named):
        below = lines[lines.index(header) + 1 :]
        raise ColumnsNeeded(header.cells, named, signature_of(header.cells), below[0].cells if below else ())
    found = _Columns({name: index for index, name in named.items()})
    rows = [line for line in lines if line.number > header.number]
    _refuse_if_cut(rows, header, found)
    read = [line for row in rows if (line := _line(row, found, today)) is not None]
    booked = [line for line in read if isinstance(line, StatementLine)]
    foreign = [line for line in read if isinstance(line, ForeignLine)]
    return Statement("csv", _account(lines, header, rows, found), booked, foreign=foreign)


def signature_of(header: Sequence[str]) -> str:
    """The same for every file of one bank."""
    return hashlib.sha256("|".join(key_of(cell) for cell in header).encode()).hexdigest()


def _header(lines: Sequence[Line], columns: Mapping[str, Mapping[int, str]]) -> tuple[Line, dict[int, str]]:
    """The line with the names of the columns, and what they mean; a remembered one wins."""
    first = lines[:HEADER_WITHIN]
    for line in first:
        if remembered := columns.get(signature_of(line.cells)):
            return line, {int(index): name for index, name in remembered.items()}
    best = max(first, key=lambda line: len(set(_guess(line).values())), default=None)
    if best is None or len(best.cells) < 3:
        raise Unreadable(_("This is no bank statement that is known here (CAMT, MT940 or CSV)."))
    return best, _guess(best)


def _guess(line: Line) -> dict[int, str]:
    """The first column with a name wins: the second "Betrag" of a bank is a fee."""
    guessed: dict[int, str] = {}
    for index, cell in enumerate(line.cells):
        name = _SYNONYMS.get(re.sub(r"(ineur|eur)$", "", key_of(cell)) or key_of(cell)) or _SYNONYMS.get(key_of(cell))
        if name and name not in guessed.values():
            guessed[index] = name
    return guessed


def _refuse_if_cut(rows: Sequence[Line], header: Line, found: _Columns) -> None:
    """A file cut in half ends inside a line; a short line below the table that begins with a word is a balance."""
    if rows and len(rows[-1].cells) <= max(found.of.values()) and _has_digit(found.cell(rows[-1], "booked_on")):
        raise Unreadable(_("Line %(line)s ends too early: is the file cut off?") % {"line": rows[-1].number})


def _has_digit(text: str) -> bool:
    return bool(re.search(r"\d", text))


def _account(lines: Sequence[Line], header: Line, rows: Sequence[Line], found: _Columns) -> str:
    """The association's account: a column of its own, or a line above the header; empty where nothing says it."""
    named = {tidy_iban(found.cell(row, "own_iban")) for row in rows} - {""}
    if len(named) > 1:
        raise Unreadable(_("This file mixes several accounts. Please export the association’s alone."))
    if named:
        return named.pop()
    above = " ".join(cell for line in lines if line.number < header.number for cell in line.cells)
    match = _IBAN_IN_TEXT.search(above)
    return tidy_iban(match[0]) if match else ""


def _line(row: Line, found: _Columns, today: date) -> StatementLine | ForeignLine | None:
    """None for what is no booked movement: blank lines, sums, announced ones."""
    day, info = found.cell(row, "booked_on"), found.cell(row, "info")
    if not _has_digit(day) or any(word in info.casefold() for word in _PENDING):
        return None
    if (currency := found.cell(row, "currency").upper() or "EUR") not in ("EUR", "€"):
        return ForeignLine(_day(row, day, today), _said_amount(row, found), currency)
    try:
        booked_on = read_date(day, today=today)
        valued_on = read_date(found.cell(row, "valued_on") or day, today=today)
        cents = _amount(row, found)
        original = cents_of(found.cell(row, "original") or "0")
    except (BadValue, ValueError) as error:
        raise Unreadable(
            _("Line %(line)s: a date or an amount cannot be read (%(cells)s).")
            % {"line": row.number, "cells": f"{day}, {found.cell(row, 'amount')}"}
        ) from error
    if booked_on is None:
        return None
    said = found.cell(row, "purpose").replace("\n", "")
    kind = f"{found.cell(row, 'kind')} {said}"
    is_return = cents < 0 and bool(_RETURN.search(kind))
    code = RETURN_CODE.search(kind) if is_return else None
    return StatementLine(
        booked_on,
        valued_on or booked_on,
        cents,
        found.cell(row, "name"),
        tidy_iban(found.cell(row, "iban")),
        said,
        found.cell(row, "end_to_end").replace("NOTPROVIDED", "")[:35],
        found.cell(row, "mandate")[:35],
        found.cell(row, "batch")[:35],
        is_return,
        code[1] if code else "",
        max(0, -cents - abs(original)) if is_return and original else 0,
    )


def _day(row: Line, day: str, today: date) -> date:
    try:
        found = read_date(day, today=today)
    except (BadValue, ValueError):
        found = None
    if found is None:
        told = _("Line %(line)s: a date or an amount cannot be read (%(cells)s).")
        raise Unreadable(told % {"line": row.number, "cells": day})
    return found


def _said_amount(row: Line, found: _Columns) -> str:
    """As the bank writes it; in columns of their own what went out has no sign."""
    said, out = found.cell(row, "amount") or found.cell(row, "credit"), found.cell(row, "debit")
    return (said or f"-{out.lstrip('-')}")[:40]


def _amount(row: Line, found: _Columns) -> int:
    """Signed cents: one column with a sign, one with a letter beside it, or one for each direction.

    Some banks have all of them and leave the first empty.
    """
    debit, credit = found.cell(row, "debit"), found.cell(row, "credit")
    if "amount" not in found.of or (not found.cell(row, "amount") and (debit or credit)):
        return abs(cents_of(credit or "0")) - abs(cents_of(debit or "0"))
    cents = cents_of(found.cell(row, "amount"))
    if found.cell(row, "sign").strip().upper()[:1] in ("S", "D"):
        return -abs(cents)
    return cents


def cents_of(text: str) -> int:
    """ "-1.234,56 €", "1,234.56", "60,00-", "60,00 S", "1.234" as cents: the last sign is decimal before 1 or 2 digits.

    Raises ValueError, also for letters and brackets that may mean a sign.
    """
    bare = re.sub(r"[\s'’€]|EURO?", "", text.replace("−", "-").upper())
    match = re.fullmatch(r"([+-]?)(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](\d{1,2}))?([+-]?|[SDHC]|DR|CR)", bare)
    if match is None:
        raise ValueError(text)
    sign = -1 if match[1] == "-" or match[4] in ("-", "S", "D", "DR") else 1
    euros = int(re.sub(r"[.,]", "", match[2]))
    return sign * (euros * 100 + int((match[3] or "0").ljust(2, "0")))
