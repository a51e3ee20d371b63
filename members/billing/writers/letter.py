"""Letters as tagged PDF/A-3a and PDF/UA-1: a letter is data, `templates/billing/pdf/letter.typ` sets it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings
from django.utils.translation import gettext as _

FOLDER = Path(settings.BASE_DIR) / "templates" / "billing" / "pdf"
LATIN_ENDS = 0x2C0  # our fonts know Latin, and above it punctuation
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff]")  # all but the end of a line
PUNCTUATION = range(0x2010, 0x2100)


@dataclass(frozen=True)
class House:
    """The association's face: `colour` as "#0c5c56", `logo` an SVG or "", `footer` columns of lines."""

    name: str
    sender: str
    colour: str
    footer: Sequence[Sequence[str]]
    logo: str = ""
    note: str = ""


@dataclass(frozen=True)
class Paragraph:
    lines: Sequence[str]
    strong: bool = False
    small: bool = False
    kind: str = "paragraph"


@dataclass(frozen=True)
class Heading:
    text: str
    kind: str = "heading"


@dataclass(frozen=True)
class Bullets:
    items: Sequence[str]
    kind: str = "bullets"


@dataclass(frozen=True)
class Row:
    """`detail` is set small below what it explains, `sum` in bold."""

    cells: Sequence[str]
    style: Literal["plain", "detail", "sum"] = "plain"


@dataclass(frozen=True)
class Table:
    """`widths` are shares of the line, 0 as wide as needed; `right` the columns of numbers."""

    head: Sequence[str]
    rows: Sequence[Row]
    widths: Sequence[int]
    right: Sequence[int] = ()
    kind: str = "table"


@dataclass(frozen=True)
class Payment:
    """How to pay; `code` is the GiroCode as SVG or "", `alt` says it in words."""

    title: str
    rows: Sequence[tuple[str, str]]
    code: str = ""
    alt: str = ""
    caption: str = ""
    kind: str = "payment"


@dataclass(frozen=True)
class Blank:
    """A line to write on, or filled in."""

    label: str
    value: str = ""


@dataclass(frozen=True)
class Fields:
    fields: Sequence[Blank]
    columns: int = 2
    kind: str = "fields"


@dataclass(frozen=True)
class Choices:
    """Boxes to tick."""

    items: Sequence[str]
    kind: str = "choices"


@dataclass(frozen=True)
class NewPage:
    """What follows begins on a page of its own."""

    kind: str = "new-page"


Part = Paragraph | Heading | Bullets | Table | Payment | Fields | Choices | NewPage


@dataclass(frozen=True)
class Letter:
    """One letter: `facts` are the lines beside the address (number, date …)."""

    title: str
    address: Sequence[str]
    facts: Sequence[tuple[str, str]]
    parts: Sequence[Part] = field(default_factory=tuple)


def typeset(letters: Sequence[Letter], *, house: House, title: str, language: str, on: date) -> bytes:
    """One PDF of the letters, each on its own pages. Call it with `language` active: the words are translated already.

    Data goes in as JSON, so that no text of a person is ever a command. Letters of scripts that our fonts do not have
    become "?": PDF/A refuses a text that cannot be shown.
    """
    data = {
        "house": asdict(house),
        "letters": [asdict(letter) for letter in letters],
        "title": title,
        "language": language,
        "date": {"year": on.year, "month": on.month, "day": on.day},
        "words": {"page": _("Page"), "of": _("of")},
    }
    text = json.dumps(_clean(data), ensure_ascii=False)
    try:
        return _compile({"data": text})
    except typst.TypstError:
        return _compile({"data": "".join(map(_shown, text))})


def printable(text: str) -> str:
    """Without the control characters that come along where a name is copied from another program."""
    return CONTROL.sub(" ", text)


def _clean(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _clean(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_clean(value) for value in data]
    return printable(data) if isinstance(data, str) else data


def _shown(char: str) -> str:
    code = ord(char)
    return char if code < LATIN_ENDS or code in PUNCTUATION else "?"


def _compile(inputs: Mapping[str, str]) -> bytes:
    compiler = typst.Compiler(
        FOLDER / "letter.typ", root=FOLDER, font_paths=[FOLDER / "fonts"], ignore_system_fonts=True
    )
    pdf = compiler.compile(format="pdf", sys_inputs=dict(inputs), pdf_standards=["a-3a", "ua-1"])
    assert isinstance(pdf, bytes)
    return pdf
