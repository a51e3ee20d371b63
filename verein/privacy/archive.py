"""The download of one's own data: a ZIP with a readable page, JSON, a CSV for each section, and the files."""

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime

from django.template.loader import render_to_string

from verein.spreadsheet import excel_csv

from .base import Section


def archive(sections: Sequence[Section], *, log: Sequence[Sequence[str]], made_at: datetime) -> bytes:
    """`log` are lines (when, who, what) of the audit log about the subject."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        page = {"sections": sections, "log": log, "made_at": made_at}
        packed.writestr("index.html", render_to_string("verein/privacy/archive.html", page))
        data = {section.key: [{cell.name: cell.value for cell in row} for row in section.rows] for section in sections}
        packed.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2, default=str))
        for section in sections:
            packed.writestr(f"csv/{section.key}.csv", _csv(section))
            for each in section.files:
                packed.writestr(f"files/{each.name}", each.content())
    return file.getvalue()


def _csv(section: Section) -> bytes:
    return excel_csv([section.labels, *([cell.words for cell in row] for row in section.rows)])
