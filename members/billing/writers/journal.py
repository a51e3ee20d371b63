"""The journal as a table, and everything the auditors ask for in one archive."""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _

from members.billing.queries.journal import Entry
from verein.spreadsheet import excel_csv


@dataclass(frozen=True)
class _Amount:
    """A number for German Excel: no text, so that a minus sign is no formula."""

    cents: int

    def __str__(self) -> str:
        sign = "-" if self.cents < 0 else ""
        return f"{sign}{abs(self.cents) // 100},{abs(self.cents) % 100:02}"


def journal_csv(entries: Iterable[Entry]) -> bytes:
    """All entries as CSV that German Excel opens; amounts above zero: the member owes more."""
    head = [
        _("Day"), _("Member number"), _("Name"), _("Document"), _("Kind"), _("Text"), _("Amount"), _("Way"),
        _("VAT in percent"), _("Against"), _("Reference"), _("Booked by"),
    ]  # fmt: skip
    return excel_csv([head, *_rows(entries)])


def _rows(entries: Iterable[Entry]) -> Iterator[list[object]]:
    for entry in entries:
        yield [
            f"{entry.day:%d.%m.%Y}",
            entry.member_number,
            entry.name,
            entry.document,
            entry.kind,
            entry.text,
            _Amount(entry.cents),
            entry.way,
            f"{entry.rate_permille / 10:g}".replace(".", ",") if entry.rate_permille else "",
            entry.against.value,
            entry.ref,
            entry.booked_by,
        ]


def auditors_zip(journal: bytes, documents: Iterable[tuple[str, str, str, bytes | None]]) -> bytes:
    """The journal, the files of the documents and an index with their hashes, as a ZIP.

    `documents` are (number, day, hash kept at issue, content or None where the file is missing).
    """
    file = BytesIO()
    index = [[_("Number"), _("Date"), _("File"), _("SHA-256"), _("Unchanged since it was issued")]]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("buchungen.csv", journal)
        for number, day, kept, content in documents:
            name = f"belege/{number}.pdf" if content is not None else ""
            same = _("no file")
            if content is not None:
                archive.writestr(name, content)
                same = _("yes") if hashlib.sha256(content).hexdigest() == kept else _("NO")
            index.append([number, day, name, kept, same])
        archive.writestr("verzeichnis.csv", excel_csv(index))
    return file.getvalue()
