"""Reads CAMT.053 and the booked lines of CAMT.052, of any version: names without their namespaces."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from members.billing.rules.statements import RETURN_CODE, ForeignLine, Statement, StatementLine, tidy_iban
from members.readers.table import Unreadable

KINDS = {"Stmt", "Rpt"}
OPENING, CLOSING = ("PRCD", "OPBD"), ("CLBD",)
LARGEST = Decimal(10) ** 15  # euros; no bank tells of more


def read_camt(content: bytes) -> list[Statement]:
    """One statement for each in the file. Raises `Unreadable`."""
    root = _parsed(content)
    found = [node for node in root.iter() if isinstance(node.tag, str) and node.tag in KINDS]
    if not found:
        raise Unreadable(_("This XML is no bank statement (CAMT.053 or CAMT.052)."))
    try:
        return [_statement(node) for node in found]
    except (ValueError, ArithmeticError) as error:
        raise Unreadable(_("An amount or a date of this statement cannot be read.")) from error


def _parsed(content: bytes) -> Any:
    from lxml import etree  # noqa: PLC0415 - only who reads statements needs it

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(_("The XML is damaged or cut off. Please download the statement again.")) from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable(_("An XML with definitions of its own (DTD) is not read."))
    for node in root.iter():
        if isinstance(node.tag, str):
            node.tag = etree.QName(node).localname
    return root


def _text(node: Any, *paths: str) -> str:
    """The text at the first path that has one."""
    for path in paths:
        if node is not None and (text := (node.findtext(path) or "").strip()):
            return text
    return ""


def _is_foreign(node: Any) -> bool:
    return node is not None and node.get("Ccy", "EUR") != "EUR"


def _cents(node: Any) -> int:
    """An `Amt` in euros as cents, unsigned."""
    if node is None:
        raise ValueError("no amount")
    cents = Decimal((node.text or "").strip()) * 100
    if not abs(cents) < LARGEST or cents != cents.to_integral_value():
        raise ValueError(node.text)
    return int(cents)


def _signed(node: Any, cents: int) -> int:
    return -cents if _text(node, "CdtDbtInd") == "DBIT" else cents


def _date(node: Any, name: str) -> date | None:
    text = _text(node, f"{name}/Dt", f"{name}/DtTm")
    return date.fromisoformat(text[:10]) if text else None


def _days(entry: Any) -> tuple[date, date]:
    """Day of booking and value date; where the bank names only one, it is both."""
    booked_on, valued_on = _date(entry, "BookgDt"), _date(entry, "ValDt")
    day = booked_on or valued_on
    if day is None:
        raise ValueError("no date")
    return day, valued_on or day


def _statement(node: Any) -> Statement:
    account = _text(node, "Acct/Id/IBAN", "Acct/Id/Othr/Id")
    entries = [entry for entry in node.findall("Ntry") if _text(entry, "Sts/Cd", "Sts") in ("BOOK", "")]
    foreign = [_foreign(entry) for entry in entries if _is_foreign(entry.find("Amt"))]
    ours = [entry for entry in entries if not _is_foreign(entry.find("Amt"))]
    lines = [line for entry in ours for line in _lines(entry, tidy_iban(account))]
    is_final = node.tag == "Stmt"  # the balances of a report within the day are no closing ones
    opening = _balance(node, OPENING) if is_final else None
    return Statement("camt", account, lines, opening, _balance(node, CLOSING) if is_final else None, foreign)


def _foreign(entry: Any) -> ForeignLine:
    amount = entry.find("Amt")
    sign = "-" if _text(entry, "CdtDbtInd") == "DBIT" else ""
    return ForeignLine(_days(entry)[0], f"{sign}{(amount.text or '').strip()}"[:40], str(amount.get("Ccy"))[:3])


def _balance(node: Any, codes: tuple[str, ...]) -> int | None:
    for code in codes:
        for balance in node.findall("Bal"):
            if _text(balance, "Tp/CdOrPrtry/Cd") == code:
                return _signed(balance, _cents(balance.find("Amt")))
    return None


def _lines(entry: Any, own: str) -> Iterator[StatementLine]:
    """One line for each detail, and one for what the details do not tell, so that the sum stays the entry's."""
    days = _days(entry)
    whole = _signed(entry, _cents(entry.find("Amt")))
    details = entry.findall("NtryDtls/TxDtls")
    bundle = _text(entry, "NtryDtls/Btch/PmtInfId")
    if len(details) <= 1:
        yield _line(entry, details[0] if details else entry, days, whole, own, bundle)
        return
    left = whole
    for detail in details:
        amount = next(
            (found for path in ("Amt", "AmtDtls/TxAmt/Amt") if (found := detail.find(path)) is not None), None
        )
        if amount is None or _is_foreign(amount):  # the entry says what it is in euros, its details do not
            break
        cents = _signed(detail if _text(detail, "CdtDbtInd") else entry, _cents(amount))
        left -= cents
        yield _line(entry, detail, days, cents, own, bundle)
    if left:
        yield _line(entry, entry, days, left, own, bundle)


def _line(entry: Any, detail: Any, days: tuple[date, date], cents: int, own: str, bundle: str) -> StatementLine:
    code = _text(detail, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry")
    notes = " ".join(filter(None, (_text(detail, "RtrInf/AddtlInf"), _text(entry, "AddtlNtryInf"))))
    said = "".join(part.text or "" for part in detail.findall("RmtInf/Ustrd"))
    structured = _text(detail, "RmtInf/Strd/CdtrRefInf/Ref")
    is_return = bool(code) or detail.find("RtrInf") is not None or _is_return_by_kind(entry, detail)
    if is_return and not code and (found := RETURN_CODE.search(f"{said} {notes}")):
        code = found[1]
    name, iban = _other_side(detail, own, came_in=cents > 0 or is_return)
    end_to_end = _text(detail, "Refs/EndToEndId")
    return StatementLine(
        *days,
        cents,
        name,
        iban,
        " ".join(filter(None, (said or _text(entry, "AddtlNtryInf"), structured))),
        "" if end_to_end == "NOTPROVIDED" else end_to_end[:35],
        _text(detail, "Refs/MndtId")[:35],
        (_text(detail, "Refs/PmtInfId") or bundle)[:35],
        is_return and cents < 0,
        code[:4] if cents < 0 else "",
        _fee(detail, cents) if is_return else 0,
    )


def _is_return_by_kind(entry: Any, detail: Any) -> bool:
    """German banks write the business code: NTRF+109 is a returned debit (108 for companies).

    A credit that the bank takes back as its own mistake is treated alike: what it paid is open again.
    """
    if _text(entry, "RvslInd") in ("true", "1"):
        return True
    kind = _text(detail, "BkTxCd/Prtry/Cd") or _text(entry, "BkTxCd/Prtry/Cd")
    family = _text(detail, "BkTxCd/Domn/Fmly/SubFmlyCd") or _text(entry, "BkTxCd/Domn/Fmly/SubFmlyCd")
    return any(part in ("108", "109") for part in kind.split("+")) or family in ("UPDD", "PRDD")


def _fee(detail: Any, cents: int) -> int:
    """What is more than the original amount of a returned debit."""
    original = next(
        (found for path in ("AmtDtls/InstdAmt/Amt", "AmtDtls/TxAmt/Amt") if (found := detail.find(path)) is not None),
        None,
    )
    is_known = original is not None and cents < 0 and not _is_foreign(original)
    return max(0, -cents - _cents(original)) if is_known else 0


def _other_side(detail: Any, own: str, *, came_in: bool) -> tuple[str, str]:
    """Name and IBAN of the one who is not the association; of a returned debit the payer of the original one."""
    parties = detail.find("RltdPties")
    sides = ("Dbtr", "Cdtr") if came_in else ("Cdtr", "Dbtr")
    for side in sides:
        iban = tidy_iban(_text(parties, f"{side}Acct/Id/IBAN"))
        name = _text(parties, f"{side}/Pty/Nm", f"{side}/Nm")
        if (iban or name) and iban != own:
            return name, iban
    return "", ""
