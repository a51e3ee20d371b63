"""Reads CSV and XLSX files of any program into lines of text cells; finds encoding and separator by itself."""

import csv
import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_LINES = 50_000
SEPARATORS = (";", ",", "\t", "|")
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
# What old programs on German machines write: Windows, DOS, Mac.
OLD_ENCODINGS = ("cp1252", "cp850", "mac_roman")
USUAL = frozenset("äöüÄÖÜßéèêëáàâåãçñóòôøíîúûšžÉÇŠŽ€§°’‘“”„–—…´·« »\xa0")
GERMAN = frozenset("äöüÄÖÜß")
IN_WORDS = frozenset("’\xa0")  # signs that may stand between two letters


class Unreadable(Exception):  # noqa: N818 - as the refusals of the actions
    """The file cannot be read as a table; the message says why and where."""


@dataclass(frozen=True)
class Line:
    """One record: the number of its first line in the file (or row in the sheet), and its cells, stripped."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    lines: list[Line]
    encoding: str
    separator: str

    @property
    def is_workbook(self) -> bool:
        return self.encoding == "xlsx"


def read_table(content: bytes) -> Table:
    """All lines of a CSV or XLSX file. Raises `Unreadable` with a sentence for people."""
    if len(content) > MAX_BYTES:
        raise Unreadable(_("The file is larger than 20 MB."))
    if not content.strip(b"\x00 \t\r\n"):
        raise Unreadable(_("The file is empty."))
    if content.startswith(b"PK\x03\x04"):
        return Table(list(_workbook_lines(content)), "xlsx", "")
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")):
        raise Unreadable(_("This is neither CSV nor XLSX. Please save the list as XLSX or CSV and try again."))
    text, encoding = decode(content)
    separator, text = _announced_separator(text)
    separator = separator or _sniff_separator(text)
    return Table(_parse(text, separator), encoding, separator)


# --- Workbooks -------------------------------------------------------------------------------------------------------
def _workbook_lines(content: bytes) -> Iterator[Line]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
        rows = _visible_rows(content) if unpacked <= MAX_UNPACKED else None
    except Exception as error:
        raise Unreadable(_("The workbook is damaged or of another kind. Please save it again as XLSX.")) from error
    if rows is None:
        raise Unreadable(_("The workbook is too large or has no visible sheet."))
    for number, row in enumerate(rows, 1):
        yield Line(number, [_cell_text(value) for value in row])


def _visible_rows(content: bytes) -> list[tuple[object, ...]] | None:
    """The rows of the first visible sheet; None without one."""
    from openpyxl import load_workbook  # noqa: PLC0415 - slow and large: every process would load it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # missing styles and unknown extensions do not matter here
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = next((each for each in workbook.worksheets if each.sheet_state == "visible"), None)
        if sheet is None:
            return None
        sheet.reset_dimensions()
        return list(sheet.iter_rows(values_only=True, max_row=MAX_LINES))


def _cell_text(value: object) -> str:
    """A cell as people see it; dates as yyyy-mm-dd, whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))


# --- Text ------------------------------------------------------------------------------------------------------------
def clean(text: str) -> str:
    """Without NUL and other control characters (line breaks and tabs stay), without blanks around it."""
    return "".join(char for char in text if char >= " " or char in "\n\r\t").strip().strip("\ufeff\u200b").strip()


def decode(content: bytes) -> tuple[str, str]:
    """Text and the name of its encoding."""
    if content.startswith(b"\xef\xbb\xbf"):
        return content[3:].decode("utf-8", "replace"), "utf-8-sig"
    if content.startswith(UTF16_BOMS):
        return content.decode("utf-16", "replace"), "utf-16"
    half = len(content) // 2
    if content[:4096].count(0) > len(content[:4096]) // 3:  # UTF-16 without a mark: every other byte is NUL
        encoding = "utf-16-be" if content[0] == 0 else "utf-16-le"
        return content[: half * 2].decode(encoding, "replace"), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode_old(content)


def _decode_old(content: bytes) -> tuple[str, str]:
    """The old encoding in which the letters beyond ASCII are the usual ones; else what charset-normalizer finds."""
    best: tuple[float, str, str] | None = None
    for encoding in OLD_ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        odd = [_fit(*found.groups()) for found in _ODD.finditer(text)]
        share = sum(odd) / len(odd)
        if best is None or share > best[0]:
            best = (share, text, encoding)
    if best and best[0] >= 0.5:
        return best[1], best[2]
    if found := from_bytes(content).best():
        return str(found), found.encoding
    return content.decode("cp1252", "replace"), "cp1252"


_ODD = re.compile(r"(?<=(.))?([^\x00-\x7f])(?=(.))?", re.DOTALL)


def _fit(before: str | None, char: str, after: str | None) -> float:
    """How likely a letter beyond ASCII is where it stands, 0 to 1: the same byte is “ö” for DOS and “”” for Windows."""
    before, after = before or "", after or ""
    if char not in USUAL:
        return 0
    if char in "€§°":
        return float(not (before.isalpha() or after.isalpha()))
    if not char.isalpha():
        return float(char in IN_WORDS or not (before.isalpha() and after.isalpha()))
    if char not in GERMAN:
        return 0.5
    if char == "ß":  # only after a vowel, mostly before one or at the end
        is_sure = not after.isalpha() or after.lower() in "aeiouäöü"
        return (1 if is_sure else 0.5) if before and before.lower() in "aeiouäöüy" else 0
    return float(not (char.isupper() and before.isalpha() and (before.islower() or after.islower())))


def _announced_separator(text: str) -> tuple[str, str]:
    """Excel may write `sep=;` into the first line."""
    first, _line_end, rest = text.lstrip("\ufeff").partition("\n")
    first = first.strip().strip('"').lower()
    if first.startswith("sep=") and len(first) == 5:
        return first[4], "\n" + rest  # the line stays counted
    return "", text


def _sniff_separator(text: str) -> str:
    """The separator with which most lines get the same, largest number of cells."""
    sample = text[:200_000]
    best, best_score = ";", 0.0
    for separator in SEPARATORS:
        widths = Counter(len(row) for row in _rows(sample, separator, limit=200) if any(row))
        if not widths:
            continue
        width, times = max(widths.items(), key=lambda item: (item[1] * (item[0] - 1), item[0]))
        score = times * (width - 1) / widths.total()
        if score > best_score:
            best, best_score = separator, score
    return best


def _rows(text: str, separator: str, limit: int) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(row)
            if len(rows) >= limit:
                break
    except csv.Error:
        pass  # a sample may end inside quotation marks
    return rows


def _parse(text: str, separator: str) -> list[Line]:
    text = text.replace("\x00", "")
    physical = io.StringIO(text, newline=None).read().split("\n")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    lines: list[Line] = []
    start = 1
    try:
        for row in reader:
            if len(lines) >= MAX_LINES:
                raise Unreadable(_("The file has more than %(count)s lines.") % {"count": MAX_LINES})
            lines.append(Line(start, [clean(cell) for cell in row]))
            last_start, start = start, reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(_("Line %(line)s cannot be read as CSV.") % {"line": start}) from error
    if lines and reader.line_num > last_start and "\n".join(physical[last_start - 1 :]).count('"') % 2:
        raise Unreadable(
            _("The quotation mark opened in line %(line)s is never closed. Is the file cut off?") % {"line": last_start}
        )
    return lines
