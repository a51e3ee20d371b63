"""Reads for the public: which events come, which were, and what a search looks through."""

from django.db.models import QuerySet
from django.utils.html import strip_tags

from events.models import Event, EventPage
from verein.search import fold


def search_text_of(page: EventPage) -> str:
    """The folded text a search looks through; stored at the page when it is published."""
    return fold(
        page.title,
        str(page.get_kind_display()),
        page.summary,
        page.venue,
        page.city,
        page.audience,
        page.takeaway,
        strip_tags(page.body.replace("<", " <")),
        strip_tags(page.recap.replace("<", " <")),
        *(" ".join((item.title, item.text)) for item in page.programme_items.all()),
        *(" ".join((str(s.person or s.name), s.company, s.topic)) for s in page.speakers.all()),
    )


def public_events() -> "QuerySet[Event]":
    """Everything published, of any state, with its page."""
    return Event.objects.filter(page__live=True).select_related("page")
