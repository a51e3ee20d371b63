"""Writes: the lock of an event, and moving up from its waiting list. The other registration actions build on it."""

from datetime import datetime

from django.db import transaction

from events import mails
from events.models import Event, EventPage, Registration
from events.queries.registration import places
from events.rules import moves_up_by_itself, never_fits, why_not_promote
from members.models import User
from verein import audit


class RegistrationRefused(Exception):  # noqa: N818
    """What was asked for is not possible; the message says why, for the visitor."""


def refuse_if(reason: str | None) -> None:
    if reason:
        raise RegistrationRefused(reason)


def lock(event_id: int) -> Event:
    """The event's row, locked until the transaction ends, with its page. Always the first lock that is taken."""
    return Event.objects.select_for_update(of=("self",)).select_related("page__host").get(pk=event_id)


def lock_registration(pk: int) -> Registration:
    """The registration as it is under its event's lock."""
    event = lock(Registration.objects.values_list("event_id", flat=True).get(pk=pk))
    registration = Registration.objects.select_related("person").get(pk=pk)
    registration.event = event
    return registration


def move_up(event: Event, *, now: datetime, actor: User | None = None) -> list[Registration]:
    """Give free places to those who wait, in the order of arrival; the caller holds the event's lock.

    Stops at the first party that does not fit: nobody overtakes. Everybody who moved up is told by mail. Once the
    time for moving up has passed, the host is told instead and decides; also where the first party is larger than
    the whole event, so that it would hold up everybody for ever. Returns who moved up.
    """
    have = places(event)
    if not have.waiting or event.state == Event.State.CANCELLED:
        return []
    if not moves_up_by_itself(event, now=now):
        if have.free != 0 and now < event.page.ends_at:
            mails.host_places_free(event, have)
        return []
    free, moved = have.free, []
    for registration in event.registrations.waiting().select_related("person"):
        if free is not None and registration.party_size > free:
            if free and never_fits(registration, event):
                mails.host_held_up(event, registration, places(event))
            break
        free = free if free is None else free - registration.party_size
        registration.event = event
        _confirm(registration, now=now, actor=actor)
        moved.append(registration)
    return moved


@transaction.atomic
def promote_by_hand(*, registration: Registration, now: datetime, actor: User | None) -> Registration:
    """The host gives a waiting party a place. Locks the event.

    While people move up by themselves only whoever is first may be helped along, of those who can have a place at
    all; afterwards the host chooses.
    """
    registration = lock_registration(registration.pk)
    event = registration.event
    first = next((row for row in event.registrations.waiting() if not never_fits(row, event)), None) == registration
    refuse_if(why_not_promote(registration, now=now, left=places(event).free, first=first))
    _confirm(registration, now=now, actor=actor)
    return registration


def _confirm(registration: Registration, *, now: datetime, actor: User | None) -> None:
    registration.state, registration.promoted_at = Registration.State.CONFIRMED, now
    registration.save(update_fields=["state", "promoted_at"])
    audit.log("events.move_up", registration, actor=actor, fields=["state"], at=now)
    mails.moved_up(registration, now=now)


def tell_host(registration: Registration) -> None:
    """The host hears at once, where the page says so; the daily mail is `events.actions.hosts`."""
    if registration.event.page.notify_host == EventPage.NotifyHost.IMMEDIATELY:
        mails.host_news(registration.event, [registration])
