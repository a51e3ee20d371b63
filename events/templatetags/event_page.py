"""What the page of an event shows that does not stand in the page: its row, this viewer's part, data for machines."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from events.models import EventPage
from events.queries import page as queries
from events.queries.calendar import Listed
from events.writers.json_ld import event_data
from members.access import request_viewer
from verein.models import Association
from verein.pictures import CARD

register = template.Library()
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@register.simple_tag(takes_context=True)
def event_view(context: template.Context, page: EventPage) -> queries.EventView:
    """What this viewer sees, read once for head and content."""
    request = context["request"]
    if not hasattr(request, "_event_view"):
        viewer = request_viewer(request)
        now = context.get("shown_at") or timezone.now()  # the preview of the recap looks at the page after the event
        request._event_view = queries.event_view(page, viewer, now=now, today=timezone.localdate())
    return request._event_view


@register.simple_tag
def event_json_ld(view: queries.EventView, association: Association) -> SafeString:
    """A script block of data: nothing in it can end the block, and a strict CSP lets data pass."""
    row, speakers = view.row, [speaker.name for speaker in view.speakers]
    free = _places_left(row, timezone.now())
    data = event_data(row, association, image=event_image_url(row.page), speakers=speakers, free=free)
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 -- escaped above


@register.simple_tag
def event_image_url(page: EventPage) -> str:
    """The absolute address of the picture that goes with a link."""
    if page.image:
        return settings.BASE_URL + str(page.image.get_rendition(CARD).url)
    return settings.BASE_URL + reverse("event_card", args=[page.slug])


@register.simple_tag
def canonical_url(page: EventPage) -> str:
    return queries.canonical(page)


@register.simple_tag
def webcal(name: str, *args: Any) -> str:
    """The address of a calendar with the scheme that makes programs subscribe instead of import."""
    return f"webcal://{urlsplit(settings.BASE_URL).netloc}{reverse(name, args=args)}"


def _places_left(row: Listed, now: datetime) -> bool | None:
    page = row.page
    if row.over or not page.takes_registrations or (page.registration_closes_at or page.starts_at) <= now:
        return None
    return row.badge is None or row.badge.look == ""
