"""Reads a member list of any program into entries: checked values, remarks and errors for each line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from . import values
from .columns import FIELDS, Columns, find_header, map_columns
from .table import Line, Table, Unreadable, read_table

LIMITS = {
    "number": 20, "title": 40, "first_name": 80, "last_name": 80, "company": 160, "position": 120, "trade": 80,
    "street": 120, "postcode": 10, "city": 80, "phone": 40, "mobile": 40, "email": 254, "website": 200, "type": 80,
}  # fmt: skip
NAMES = frozenset({"first_name", "last_name", "full_name", "company", "city", "street", "number", "note"})
SUM = re.compile(
    r"^(summe|gesamt|total|anzahl|zwischensumme|insgesamt|durchschnitt|sum|stand|ende|seite)\b", re.IGNORECASE
)
FORMER = re.compile(
    r"^(ausgetreten|ehemalig\w*|gek[uü]ndigt|ausgeschlossen|verstorben|former|expired|cancelled|deceased|inaktiv)$",
    re.IGNORECASE,
)
TOO_MANY_SHORT = 0.2
LOST_LETTER = re.compile(r"\?\w|\w\?|�")
# Readers that return a value and a note, and readers whose text holds two fields.
NOTED = {
    "email": values.read_email,
    "phone": values.read_phone,
    "mobile": values.read_phone,
    "country": values.read_country,
    "salutation": values.read_salutation,
    "website": values.read_website,
}
SPLIT = {
    "full_name": (("first_name", "last_name"), values.split_name),
    "place": (("postcode", "city"), values.split_place),
}


@dataclass(frozen=True)
class Remark:
    """What is to be said of a field of a line; `field` is a key of FIELDS or empty."""

    field: str
    text: str

    @property
    def label(self) -> str:
        return str(FIELDS[self.field][0]) if self.field in FIELDS else ""


@dataclass
class Entry:
    """One line of the list, read. `data` has only the fields that were filled."""

    line: int
    data: dict[str, Any] = field(default_factory=dict)
    notes: list[Remark] = field(default_factory=list)
    errors: list[Remark] = field(default_factory=list)
    skipped: str = ""

    @property
    def name(self) -> str:
        parts = (self.data.get("first_name", ""), self.data.get("last_name", ""))
        return " ".join(part for part in parts if part) or str(self.data.get("company", ""))

    @property
    def is_company(self) -> bool:
        return not self.data.get("last_name") and not self.data.get("first_name")


@dataclass(frozen=True)
class MemberList:
    """A file, read: how, with which columns, and its entries; none while questions are open."""

    table: Table
    columns: Columns
    entries: list[Entry]


def read_members(content: bytes, *, today: date, wanted: Mapping[str, str] | None = None) -> MemberList:
    """Everything that can be known of the file without the database. Raises `Unreadable`."""
    table = read_table(content)
    header = find_header(table.lines)
    rows = [line for line in table.lines if line.number > header.number]
    if not any(any(line.cells) for line in rows):
        raise Unreadable(_("There is no line below the column names."))
    columns = map_columns(header, rows, wanted or {})
    if columns.questions:
        return MemberList(table, columns, [])
    width = max((index + 1 for index, cell in enumerate(header.cells) if cell), default=0)
    filled = [line for line in rows if any(line.cells)]
    short = [] if table.is_workbook else [line for line in filled if len(line.cells) < width]
    cut_off = (
        {line.number for line in short} if len(short) <= len(filled) * TOO_MANY_SHORT or len(short) == 1 else set()
    )
    return MemberList(table, columns, [_entry(line, columns, width, line.number in cut_off, today) for line in rows])


def _entry(line: Line, columns: Columns, width: int, is_cut_off: bool, today: date) -> Entry:  # noqa: FBT001
    entry = Entry(line.number)
    cells = [cell for cell in line.cells if cell]
    raw = {
        name: line.cells[index]
        for index, name in columns.fields.items()
        if index < len(line.cells) and line.cells[index]
    }
    if not cells:
        entry.skipped = _("empty line")
    elif (
        len(cells) <= 4 and any(SUM.match(cell) for cell in cells) and not raw.get("first_name") and "email" not in raw
    ):
        entry.skipped = _("not a member: “%(text)s”") % {"text": " ".join(cells)[:60]}
    elif is_cut_off:
        amounts = {"found": len(line.cells), "expected": width}
        entry.errors.append(Remark("", _("the line has only %(found)s of %(expected)s cells: cut off?") % amounts))
        entry.data.update({name: raw[name] for name in ("first_name", "last_name", "company") if name in raw})
    elif any(line.cells[len(columns.header.cells) :]):
        entry.errors.append(
            Remark("", _("more cells than columns: a separator inside a value without quotation marks?"))
        )
    else:
        _read(entry, raw, today)
    return entry


def _read(entry: Entry, raw: dict[str, str], today: date) -> None:
    for name, text in raw.items():
        if name != "email" and values.is_nothing(text, is_name=name in NAMES):
            entry.notes.append(Remark(name, _("“%(value)s” read as: none") % {"value": text}))
            continue
        try:
            _read_field(entry, name, text, today)
        except values.BadValue as error:
            entry.errors.append(Remark(name, str(error)))
    _join(entry)
    _check_lengths(entry)
    _check_together(entry)


def _read_field(entry: Entry, name: str, text: str, today: date) -> None:
    """Put one value where it belongs. Raises `BadValue`."""
    data = entry.data
    if name in {"joined", "left", "born"}:
        data[name] = values.read_date(text, today=today, past=name == "born")
    elif name in NOTED:
        data[name], note = NOTED[name](text)
        if note:
            entry.notes.append(Remark(name, note))
    elif name in SPLIT:
        (first, second), read = SPLIT[name]
        data[first], data[second] = read(text)
    else:
        data[name] = text if name == "note" else " ".join(text.split())


def _join(entry: Entry) -> None:
    """Fields that other programs keep apart; empty ones fall out."""
    number = entry.data.pop("house_number", "")
    if number and entry.data.get("street"):
        entry.data["street"] = f"{entry.data['street']} {number}"
    entry.data = {name: value for name, value in entry.data.items() if value}
    if entry.is_company and entry.data.get("salutation"):
        del entry.data["salutation"]


def _check_lengths(entry: Entry) -> None:
    for name, limit in LIMITS.items():
        length = len(str(entry.data.get(name, "")))
        if length > limit:
            amounts = {"length": length, "limit": limit}
            entry.errors.append(Remark(name, _("%(length)s characters, at most %(limit)s fit") % amounts))


def _check_together(entry: Entry) -> None:
    data = entry.data
    if entry.is_company and not data.get("company"):
        entry.errors.append(Remark("last_name", _("neither a name nor a company")))
    elif data.get("first_name") and not data.get("last_name"):
        entry.errors.append(Remark("last_name", _("the last name is missing")))
    if note := values.postcode_note(data.get("postcode", "00000"), data.get("country", "")):
        entry.notes.append(Remark("postcode", note))
    entry.notes.extend(
        Remark(name, _("a letter was lost here when the file was saved: please correct it"))
        for name in ("first_name", "last_name", "company")
        if LOST_LETTER.search(data.get(name, ""))
    )
    _check_dates(entry)


def _check_dates(entry: Entry) -> None:
    data = entry.data
    joined, left, born = data.get("joined"), data.get("left"), data.get("born")
    if joined and left and left < joined:
        entry.errors.append(Remark("left", _("the membership ends before it begins")))
    if joined and born and joined < born:
        entry.errors.append(Remark("joined", _("joined before being born")))
    if FORMER.match(data.get("status", "")) and not left:
        status = {"status": data["status"]}
        entry.errors.append(Remark("left", _("“%(status)s”, but the day it ended is missing") % status))
