"""Letters bound into one file to be printed on both sides."""

from collections.abc import Iterable
from io import BytesIO


def bound(letters: Iterable[bytes]) -> bytes:
    """One PDF of them all, each beginning on a sheet of its own."""
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 - only who prints needs it

    writer = PdfWriter()
    for letter in letters:
        writer.append(PdfReader(BytesIO(letter)), import_outline=False)
        if len(writer.pages) % 2:
            writer.add_blank_page()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
