"""Reads: the content of a kept file, if it is the one that was made."""

import hashlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from members.billing.models import InvoiceDocument, Paper, ReminderDocument
from members.billing.models.stored import StoredFile

SHOWN = 20  # that many are named


def content_of(stored: StoredFile) -> bytes | None:
    """None where the file is gone, or its hash is not the one that was kept."""
    try:
        with stored.file.open("rb") as file:
            content: bytes = file.read()
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == stored.sha256 else None


def damaged_files() -> list[str]:
    """A sentence for each kept file that is gone or was altered. Reads them all, one at a time."""
    return [told for _place, told in zip(range(SHOWN), _damaged(), strict=False)]


def _damaged() -> Iterator[str]:
    for kind, name in ((InvoiceDocument, "invoice"), (ReminderDocument, "reminder"), (Paper, None)):
        rows = kind._default_manager.order_by("pk")
        for stored in (rows.select_related(name) if name else rows).iterator(200):
            if content_of(stored) is None:
                yield why_not_read(stored)


def why_not_read(stored: StoredFile) -> str:
    """What is to be said of a file that `content_of` does not give out."""
    return _("The file “%(name)s” is missing or was altered: take it from the backup.") % {"name": stored}
