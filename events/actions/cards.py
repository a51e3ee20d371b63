"""Writes: pictures for links, drawn once and kept in the storage."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import formats, timezone, translation

from events.models import EventPage
from events.writers.card import event_card
from verein.models import Association
from verein.templatetags.verein import clock


def card_of(page: EventPage, association: Association) -> str:
    """The name in the default storage of the picture for a link to `page`; drawn when its words have changed."""
    with translation.override("de"):  # one picture for everybody: networks ask in no language
        start = timezone.localtime(page.starts_at)
        day = (formats.date_format(start, "l"), str(start.day), formats.date_format(start, "F Y"))
        line = " · ".join(part for part in (f"{clock(start)} Uhr", page.venue or page.city) if part)
    words = {"title": page.title, "day": day, "line": line, "name": association.name, "brand": association.brand_colour}
    name = f"images/cards/{page.pk}-{hashlib.sha256(repr(words).encode()).hexdigest()[:16]}.png"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(event_card(**words)))
    return name
