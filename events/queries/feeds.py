"""Reads for subscribed calendars."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from events.models import Event, Registration
from events.queries.calendar import public_events
from members.models import Person


def for_everyone(since: datetime) -> "QuerySet[Event]":
    """Every published event that ended after `since`, cancelled ones included: calendars must learn of it."""
    return public_events().filter(page__ends_at__gt=since).order_by("page__starts_at", "pk")


def owner_of(token: str) -> Person | None:
    """Whose calendar has this address; a deactivated account's has none."""
    return Person.objects.filter(feed_token=token, user__is_active=True).first()


def for_person(person: Person, since: datetime) -> "QuerySet[Event]":
    """The public events, and those the person is registered for even where the page is not published now."""
    own = Registration.objects.active().filter(event=OuterRef("pk"), person=person)
    events = Event.objects.select_related("page").filter(page__ends_at__gt=since)
    return events.filter(Q(page__live=True) | Q(Exists(own))).order_by("page__starts_at", "pk")


def own_events(person: Person) -> dict[int, str]:
    """Event id -> "registered" or "on the waiting list" in the running language."""
    rows = Registration.objects.active().filter(person=person)
    return {row.event_id: str(row.get_state_display()) for row in rows}
