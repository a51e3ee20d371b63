"""Calendars for programs: one event, all public ones, a person's own; the way to the next meeting."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events.actions.cards import card_of
from events.models import Event
from events.queries import calendar, feeds
from events.writers import ics
from members.access import request_viewer
from members.actions.feed import renew_feed_token
from verein.models import Association

KEEP_PAST = timedelta(days=90)


@require_safe
@never_cache
def next_event(request: HttpRequest) -> HttpResponse:
    """`/termine/naechster/`: where the next meeting is, today."""
    row = calendar.next_meeting(timezone.now())
    if row is None:
        return render(request, "events/no_next_event.html")
    return redirect(row.page.address)


@require_safe
def event_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """One event as a file for the calendar."""
    event = get_object_or_404(calendar.public_events(), page__slug=slug)
    return _calendar(request, [event], file_name=f"{slug}.ics")


@require_safe
def public_calendar(request: HttpRequest) -> HttpResponse:
    """All public events: those of the last 90 days and everything to come."""
    events = feeds.for_everyone(timezone.now() - KEEP_PAST)
    name = _("Events: %(name)s") % {"name": Association.load(request_or_site=request).name}
    return _calendar(request, events, name=name, file_name="kalender.ics")


@require_safe
def personal_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody's own registrations and the public events, for whoever has the address."""
    person = feeds.owner_of(token)
    if person is None:
        raise Http404
    events = feeds.for_person(person, timezone.now() - KEEP_PAST)
    name = _("My events: %(name)s") % {"name": Association.load(request_or_site=request).name}
    body = ics.calendar(events, now=timezone.now(), name=name, own=feeds.own_events(person))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@login_required
def my_calendar(request: HttpRequest) -> HttpResponse:
    """`/mein/kalender/`: the address of the own calendar, and a button that replaces it."""
    person = request_viewer(request).person
    if person is None:
        raise Http404
    return render(request, "events/my_calendar.html", {"person": person})


@require_POST
@login_required
def renew_my_calendar(request: HttpRequest) -> HttpResponse:
    person = request_viewer(request).person
    if person is None:
        raise Http404
    renew_feed_token(person=person, actor=request.user)
    messages.success(request, _("Your calendar has a new address. The old one does not work any more."))
    return redirect("my_calendar")


@require_safe
def event_card(request: HttpRequest, slug: str) -> FileResponse:
    """The picture that goes with a link to the event."""
    event = get_object_or_404(calendar.public_events(), page__slug=slug)
    name = card_of(event.page, Association.load(request_or_site=request))
    response = FileResponse(default_storage.open(name), content_type="image/png")
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _calendar(request: HttpRequest, events: Iterable[Event], *, file_name: str, name: str = "") -> HttpResponse:
    """A calendar that programs ask for again and again: unchanged, it is not sent twice."""
    events = list(events)
    changed_at = max((_changed_at(event) for event in events), default=None)
    seen = repr([(event.pk, event.sequence, event.state, _changed_at(event)) for event in events])
    etag = f'W/"{hashlib.sha256((seen + name).encode()).hexdigest()[:32]}"'
    modified = int(changed_at.timestamp()) if changed_at else None
    # Asked by ETag only: an event taken off the list changes nobody's date of change.
    response = get_conditional_response(request, etag=etag)
    if response is None:
        body = ics.calendar(events, now=timezone.now(), name=name)
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        kind = "inline" if name else "attachment"
        response["Content-Disposition"] = f'{kind}; filename="{slugify(file_name.removesuffix(".ics"))}.ics"'
    response["ETag"] = etag
    if modified:
        response["Last-Modified"] = http_date(modified)
    response["Cache-Control"] = "public, max-age=300"
    return response


def _changed_at(event: Event) -> datetime:
    return max(event.changed_at, event.page.last_published_at or event.changed_at)
