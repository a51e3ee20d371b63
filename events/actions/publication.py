"""Writes: what follows when an event's page is published."""

import hashlib
from datetime import datetime

from django.db import transaction

from events import mails
from events.models import Event, EventPage
from events.queries.calendar import search_text_of
from verein import audit


@transaction.atomic
def apply_publication(*, page: EventPage, now: datetime) -> Event:
    """Bring the event's own row up to its page, which has just been published. Locks the event.

    The capacity is taken over with the first publication only, state and UID never: publishing an old draft again
    puts the texts and times of the page back and nothing else. Whoever is registered is told by mail when time or
    place are others than they were told before. A second call for the same content changes nothing.
    """
    _event, created = Event.objects.get_or_create(page=page, defaults={"capacity": page.capacity})
    event = Event.objects.select_for_update().get(page=page)
    event.page = page
    page.search_text = search_text_of(page)
    EventPage.objects.filter(pk=page.pk).update(search_text=page.search_text)
    if event.fingerprint:
        _tell(event, refresh_sequence(event), now=now)
        return event
    event.fingerprint = fingerprint_of(event)
    if event.capacity is None:
        event.capacity = page.capacity  # the row came from an import, before the page was complete
    event.save(update_fields=["fingerprint", "capacity", "changed_at"])
    audit.log("events.publish", event, fields=["fingerprint"] if not created else [], at=now)
    return event


def _tell(event: Event, changed: set[str], *, now: datetime) -> None:
    """Who is registered or waits hears of another time or place, unless the event is over or called off."""
    if not changed & {"time", "place"} or event.state == Event.State.CANCELLED or event.page.ends_at <= now:
        return
    for registration in event.registrations.active().select_related("person").order_by("queued_at", "pk"):
        registration.event = event
        mails.event_changed(registration, time="time" in changed, place="place" in changed, now=now)


def fingerprint_of(event: Event) -> str:
    """What calendars show, as three short hashes "time:place:rest", so that a difference tells what has changed."""
    page = event.page
    parts = (
        (page.starts_at.timestamp(), page.ends_at.timestamp()),
        (page.venue, page.street, page.postcode, page.city),
        (page.title, str(event.state)),
    )
    return ":".join(hashlib.sha256(repr(part).encode()).hexdigest()[:20] for part in parts)


def refresh_sequence(event: Event) -> set[str]:
    """Raise SEQUENCE (RFC 5545) if calendars show something else than they were told last; the caller holds the lock.

    Returns what is different: a subset of {"time", "place", "rest"}, empty if calendars are up to date. Saves
    `sequence` and `fingerprint` only.
    """
    told, current = event.fingerprint.split(":"), fingerprint_of(event)
    if event.fingerprint == current:
        return set()
    event.sequence += 1
    event.fingerprint = current
    event.save(update_fields=["sequence", "fingerprint", "changed_at"])
    if len(told) != 3:
        return {"rest"}  # nobody was told anything before
    return {
        name for name, old, new in zip(("time", "place", "rest"), told, current.split(":"), strict=True) if old != new
    }
