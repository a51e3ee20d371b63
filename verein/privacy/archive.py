"""The download of one's own data: a ZIP with a readable page, JSON, a CSV for each section, and the files."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime

from django.template.loader import render_to_string

from .base import Section

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


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
    """German Excel opens it as it is; a text it would take for a formula gets an apostrophe."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([_safe(label) for label in section.labels])
    writer.writerows([_safe(cell.words) for cell in row] for row in section.rows)
    return file.getvalue().encode("utf-8-sig")


def _safe(text: str) -> str:
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text
