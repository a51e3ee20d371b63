"""The live parts of an event's page: places, the sign-up button, who else comes."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone

from events.models import Event, EventPage, Registration
from events.queries import registration as queries
from events.queries.calendar import coming_of_group
from events.rules import why_not_admit, why_not_register, why_not_see_list
from members.access import request_viewer
from members.board.models import WorkingGroup
from members.queries import Viewer

register = template.Library()


def _event(page: EventPage) -> Event | None:
    """The page's row, fetched once for all tags; None in the preview of a page that was never published."""
    return getattr(page, "event", None)


def _viewer(context: Context) -> Viewer:
    request = context.get("request")
    return request_viewer(request) if request is not None and hasattr(request, "user") else Viewer()


@register.simple_tag
def group_events(group: WorkingGroup) -> list[EventPage]:
    """What a working group meets for next."""
    return list(coming_of_group(group.pk, timezone.now()))


@register.inclusion_tag("components/places.html")
def places(page: EventPage, have: queries.Places | None = None) -> dict[str, Any]:
    """How many places are taken, in words and as a bar; lists pass `places_by_page(…)[page.pk]`."""
    event = _event(page)
    if event is None or not page.takes_registrations or page.ends_at <= timezone.now():
        return {}
    return {"places": have or queries.places(event), "cancelled": event.state == Event.State.CANCELLED}


@register.inclusion_tag("components/sign_up.html", takes_context=True)
def sign_up(context: Context, page: EventPage) -> dict[str, Any]:
    """The button for whoever looks: one click for a member, the form for a guest, or the reason why not."""
    event, now = _event(page), timezone.now()
    if event is None or page.ends_at <= now:
        return {"page": None}
    viewer = _viewer(context)
    member = viewer.person if viewer.is_member else None
    own = queries.own_registration(event, viewer.person) if viewer.person else None
    if own and own.state == Registration.State.CANCELLED:
        own = None
    waits = own is not None and own.state == Registration.State.WAITING
    return {
        "page": page,
        "member": member,
        "own": own,
        "token": queries.token_of(own) if own else "",
        "position": queries.queue_position(own) if own and waits else None,
        "reason": why_not_register(event, now=now, is_member=member is not None),
        "login_helps": member is None and why_not_admit(event, is_member=False) is not None,
        "is_full": not own and queries.places(event).is_full,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/attendees.html", takes_context=True)
def attendees(context: Context, page: EventPage) -> dict[str, Any]:
    """Who else comes, for members who have a place themselves; nothing for anybody else."""
    event, viewer = _event(page), _viewer(context)
    if event is None or not viewer.is_member or viewer.person is None:
        return {}
    own, now = queries.own_registration(event, viewer.person), timezone.now()
    if why_not_see_list(own, now=now):
        return {}
    return {"attendees": queries.attendees(event, viewer=viewer, today=timezone.localdate(now))}
