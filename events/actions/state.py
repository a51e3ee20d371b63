"""Writes: what the association decides about an event as a whole: capacity, cancelling, postponing, taking it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from events import mails
from events.models import Event, EventPage, Registration
from events.queries.registration import over_capacity
from members.models import User
from verein import audit

from .publication import refresh_sequence
from .queue import RegistrationRefused, lock, move_up, refuse_if


@transaction.atomic
def change_capacity(
    *, event: Event, capacity: int | None, now: datetime, actor: User | None = None
) -> list[Registration]:
    """Set how many places there are (None: no limit). Locks the event.

    More places move people up at once. Fewer throw nobody out: the parties that came last and no longer fit are
    returned, for the host to talk to.
    """
    event = lock(event.pk)
    if event.capacity != capacity:
        event.capacity = capacity
        event.save(update_fields=["capacity", "changed_at"])
        audit.log("events.change_capacity", event, actor=actor, fields=["capacity"], at=now)
        move_up(event, now=now, actor=actor)
    return over_capacity(event)


@transaction.atomic
def cancel_event(*, event: Event, note: str, now: datetime, actor: User | None = None) -> Event:
    """Call the event off and tell everybody who is registered or waits, with the calendar entry cancelled.

    Registrations stay as they are, so that the event can be reinstated. Locks the event.
    """
    event = lock(event.pk)
    if event.state == Event.State.CANCELLED:
        raise RegistrationRefused(_("This event has been cancelled."))
    _set_state(event, Event.State.CANCELLED, note, "events.cancel", now=now, actor=actor)
    for registration in _everybody(event):
        mails.event_cancelled(registration, now=now)
    return event


@transaction.atomic
def postpone_event(
    *, event: Event, starts_at: datetime, ends_at: datetime, note: str, now: datetime, actor: User | None = None
) -> Event:
    """Move the event to another time and tell everybody. Locks the event.

    Deadlines move along. The published page gets the new time; an unpublished draft of it too, so that publishing the
    draft later does not bring the old time back.
    """
    event = lock(event.pk)
    if event.state == Event.State.CANCELLED:
        raise RegistrationRefused(_("This event has been cancelled."))
    if ends_at <= starts_at:
        raise RegistrationRefused(_("The end must be after the start."))
    if starts_at <= now:
        raise RegistrationRefused(_("The new time must be in the future."))
    page = EventPage.objects.get(pk=event.page_id)
    draft = page.get_latest_revision_as_object() if page.has_unpublished_changes else None
    _move(page, starts_at, ends_at)
    page.save()
    page.live_revision = page.save_revision(user=actor, changed=False, log_action=True)
    page.save(update_fields=["live_revision"])
    if draft is not None:
        _move(draft, starts_at, ends_at)
        draft.save_revision(user=actor)
    event.page = page
    _set_state(event, Event.State.POSTPONED, note, "events.postpone", now=now, actor=actor)
    for registration in _everybody(event):
        mails.event_postponed(registration, now=now)
    return event


@transaction.atomic
def reinstate_event(*, event: Event, note: str = "", now: datetime, actor: User | None = None) -> Event:
    """A cancelled event takes place after all: everybody is told, registrations are as they were. Locks the event."""
    event = lock(event.pk)
    refuse_if(None if event.state != Event.State.PLANNED else _("This event takes place as planned."))
    was_cancelled = event.state == Event.State.CANCELLED
    _set_state(event, Event.State.PLANNED, note, "events.reinstate", now=now, actor=actor)
    if was_cancelled:
        for registration in _everybody(event):
            mails.event_reinstated(registration, now=now)
        move_up(event, now=now, actor=actor)
    return event


def _set_state(event: Event, state: str, note: str, action: str, *, now: datetime, actor: User | None) -> None:
    event.state, event.state_note = state, note
    event.save(update_fields=["state", "state_note", "changed_at"])
    refresh_sequence(event)
    audit.log(action, event, actor=actor, fields=["state", "state_note"], at=now)


def _everybody(event: Event) -> list[Registration]:
    """Who has a place or waits for one, in the order of arrival."""
    rows = list(event.registrations.active().select_related("person").order_by("queued_at", "pk"))
    for row in rows:
        row.event = event
    return rows


def _move(page: EventPage, starts_at: datetime, ends_at: datetime) -> None:
    """Deadlines keep their distance to the start."""
    by = starts_at - page.starts_at
    for name in ("registration_closes_at", "cancel_until", "promote_until"):
        if value := getattr(page, name):
            setattr(page, name, value + by)
    page.starts_at, page.ends_at = starts_at, ends_at
