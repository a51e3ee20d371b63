"""Parsers of banks' files: any of them becomes a `Statement`, or an `Unreadable` that says why."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from members.billing.rules.statements import Statement
from members.readers.table import MAX_BYTES, Unreadable

from .bank_csv import ColumnsNeeded, read_csv
from .camt import read_camt
from .mt940 import read_mt940

MAX_FILES = 400

__all__ = ["ColumnsNeeded", "Unreadable", "read_statements"]


def read_statements(content: bytes, *, today: date, columns: Mapping[str, Mapping[int, str]]) -> list[Statement]:
    """The statements of a file: CAMT (also many of them in a ZIP), MT940 or CSV, found by what is in it.

    `columns` are those remembered for CSV, by signature. Raises `Unreadable`, and `ColumnsNeeded` where a column of a
    CSV must be named first. Movements in other currencies are told apart; a file of nothing else is unreadable.
    """
    statements = _read(content, today=today, columns=columns)
    foreign = [line for statement in statements for line in statement.foreign]
    if foreign and not any(statement.lines for statement in statements):
        told = _("Only statements in euros are taken over, this one has %(ccy)s.")
        raise Unreadable(told % {"ccy": foreign[0].currency})
    return statements


def _read(content: bytes, *, today: date, columns: Mapping[str, Mapping[int, str]]) -> list[Statement]:
    if len(content) > MAX_BYTES:
        raise Unreadable(_("The file is larger than 20 MB."))
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if content.startswith(b"PK\x03\x04") and (files := _unpacked(content)):
        return [statement for file in files for statement in _read(file, today=today, columns=columns)]
    if start.startswith(b"<"):
        return read_camt(content)
    if b":20:" in start and b":25:" in content[:4000]:
        return read_mt940(content)
    return [read_csv(content, today=today, columns=columns)]


def _unpacked(content: bytes) -> list[bytes]:
    """The files of a ZIP of statements; nothing for a workbook (which is a ZIP, too)."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            items = [
                item for item in archive.infolist() if item.filename.lower().endswith((".xml", ".sta", ".txt", ".csv"))
            ]
            if any(item.filename == "[Content_Types].xml" for item in items):
                return []
            if len(items) > MAX_FILES or sum(item.file_size for item in items) > MAX_BYTES:
                raise Unreadable(_("The file is larger than 20 MB."))
            return [archive.read(item) for item in sorted(items, key=lambda item: item.filename)]
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(_("The ZIP file is damaged or incomplete. Please download it again.")) from error
