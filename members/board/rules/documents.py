"""Which files are kept with an office."""

from pathlib import PurePath

from django.utils.translation import gettext as _

from members.board.models import OfficeSetting
from verein.models import SiteDocument

MEGABYTES = 20
KINDS = frozenset({
    "pdf", "odt", "ods", "odp", "docx", "xlsx", "pptx", "txt", "csv", "jpg", "jpeg", "png", "webp", "zip", "eml", "ics",
})  # fmt: skip


def why_not_keep_document(name: str, size: int) -> str | None:
    """A file of a known kind, not empty and not too large (`size` in bytes)."""
    if PurePath(name).suffix.lower().lstrip(".") not in KINDS:
        return _("Files of this kind are not kept here. Possible are: %(kinds)s.") % {"kinds": ", ".join(sorted(KINDS))}
    if size > MEGABYTES * 1024 * 1024:
        return _("The file is too large: %(number)d MB at most.") % {"number": MEGABYTES}
    return _("The file is empty.") if size == 0 else None


def why_not_remove_document(document: SiteDocument, setting: OfficeSetting) -> str | None:
    """Only what belongs to this office and was put there for its holders."""
    own = setting.collection_id is not None and document.collection_id == setting.collection_id
    if own and document.access == SiteDocument.Access.CIRCLE:
        return None
    return _("This document does not belong to the office.")
