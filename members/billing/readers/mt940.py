"""Reads MT940 by the mt-940 library, and splits what it glues together."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from members.billing.rules.statements import RETURN_CODE, ForeignLine, Statement, StatementLine, tidy_iban
from members.readers.table import Unreadable, decode

RETURNS = ("108", "109")  # business codes of returned debits
_IBAN = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$")


def read_mt940(content: bytes) -> list[Statement]:
    """One statement for each of the file. Raises `Unreadable`."""
    text = decode(content)[0].replace("\r\n", "\n").replace("\r", "\n")
    parts = [part for part in re.split(r"(?m)^(?=:20:)", text) if part.startswith(":20:")]
    statements = [_statement(part) for part in parts]
    if not statements:
        raise Unreadable(_("There is no booked line in this file."))
    return statements


def _statement(text: str) -> Statement:
    from mt940 import models, options  # noqa: PLC0415 - only who reads statements needs it

    if not re.search(r"(?m)^:62[FM]:", text):
        raise Unreadable(_("The closing balance is missing: the file seems to be cut off. Please download it again."))
    try:
        parsed = models.Transactions(options=options.Options.all())
        parsed.parse(text)
        data = parsed.data
        account = str(data.get("account_identification") or "").strip()
        found = [each.data for each in parsed.transactions if "amount" in each.data]
        opening = _first(data, "final_opening_balance", "intermediate_opening_balance").amount
        closing = _first(data, "final_closing_balance", "intermediate_closing_balance").amount
        if opening.currency != "EUR":
            return Statement("mt940", account, [], foreign=[_foreign(each) for each in found])
        return Statement("mt940", account, [_line(each) for each in found], _cents(opening), _cents(closing))
    except Exception as error:  # the library raises whatever its patterns meet
        raise Unreadable(_("This MT940 file cannot be read. Please export it again, or choose CAMT.")) from error


def _first(data: Any, *names: str) -> Any:
    return next(data[name] for name in names if data.get(name) is not None)


def _cents(amount: Any) -> int:
    return int(Decimal(amount.amount) * 100)


def _booked(data: dict[str, Any]) -> date:
    booked = data.get("guessed_entry_date") or data.get("entry_date") or data["date"]
    return date(booked.year, booked.month, booked.day)


def _foreign(data: dict[str, Any]) -> ForeignLine:
    return ForeignLine(_booked(data), str(data["amount"].amount), str(data["amount"].currency))


def _line(data: dict[str, Any]) -> StatementLine:
    cents, valued = _cents(data["amount"]), data["date"]
    said = str(data.get("purpose") or data.get("transaction_details") or "") + str(data.get("additional_purpose") or "")
    said = said.replace("\n", "")  # ?20 to ?29, and on in ?60 to ?63
    is_return = cents < 0 and str(data.get("transaction_code") or "") in RETURNS
    more = f"{said} {data.get('posting_text') or ''}"
    code = RETURN_CODE.search(more) if is_return else None
    end_to_end = str(data.get("end_to_end_reference") or "")
    return StatementLine(
        _booked(data),
        date(valued.year, valued.month, valued.day),
        cents,
        *_payer(data),
        said,
        "" if end_to_end == "NOTPROVIDED" else end_to_end[:35],
        str(data.get("additional_position_reference") or "")[:35],
        str(data.get("customer_reference") or "").replace("NONREF", "")[:35],
        is_return,
        code[1] if code else "",
        _fee(data, cents) if is_return else 0,
    )


def _payer(data: dict[str, Any]) -> tuple[str, str]:
    """Name and IBAN; an old account number is no IBAN, and some banks put the IBAN into the purpose."""
    found = (tidy_iban(str(data.get(name) or "")) for name in ("applicant_iban", "gvc_applicant_iban"))
    iban = next((each for each in found if _IBAN.match(each)), "")
    return str(data.get("applicant_name") or data.get("deviate_applicant") or "").strip(), iban


def _fee(data: dict[str, Any], cents: int) -> int:
    """What is more than the original amount of a returned debit (OAMT, in German numbers)."""
    original = re.sub(r"[^\d,]", "", str(data.get("original_amount") or "")).replace(",", ".")
    return max(0, -cents - int(Decimal(original) * 100)) if original else 0
