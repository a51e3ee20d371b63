"""Reads: the association's texts that whoever asks may read, each with its address."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from .membership import Viewer
from .principles import principles_on
from .statutes import statutes_on


@dataclass(frozen=True)
class PublishedText:
    title: str
    url: str


def published_texts(viewer: Viewer, today: date) -> list[PublishedText]:
    """The document of the statutes (where the board shows it, or to members) and the principles; two statements."""
    found = []
    statutes, principles = statutes_on(today), principles_on(today)
    if statutes and statutes.document and (statutes.public or viewer.is_member):
        found.append(PublishedText(_("Statutes"), reverse("statutes_document")))
    if principles:
        found.append(PublishedText(principles.title, reverse("principles")))
    return found
