"""Reads for the event editors' desk: which events there are, with their counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum
from wagtail.models import Page

from events.models import Event, EventPage, Registration
from verein.search import sort_key, terms

_CONFIRMED = Q(event__registrations__state=Registration.State.CONFIRMED)
_WAITING = Q(event__registrations__state=Registration.State.WAITING)


def desk_events(*, now: datetime, past: bool = False, search: str = "") -> "QuerySet[EventPage]":
    """Events with `coming_count` and `waiting_count` (people, companions too), drafts included.

    Coming ones the next first, past ones the latest first; `search` looks through title, place and town.
    """
    pages = EventPage.objects.past(now) if past else EventPage.objects.coming(now)
    for term in terms(search):
        pages = pages.filter(Q(search_text__contains=term) | Q(title__icontains=term) | Q(slug__contains=term))
    return pages.select_related("event").annotate(
        coming_count=Sum("event__registrations__party_size", filter=_CONFIRMED, default=0),
        waiting_count=Sum("event__registrations__party_size", filter=_WAITING, default=0),
    )


def registered_events(pages: Iterable[Page]) -> list[tuple[Event, int, int]]:
    """The events at or below `pages` for which somebody ever registered, with all registrations and the active ones."""
    below = Q(pk__in=[])
    for page in pages:
        below |= Q(page__path__startswith=page.path)
    active = ~Q(registrations__state=Registration.State.CANCELLED)
    events = (
        Event.objects.filter(below)
        .select_related("page")
        .annotate(all_count=Count("registrations"), active_count=Count("registrations", filter=active))
        .filter(all_count__gt=0)
        .order_by("page__starts_at", "pk")
    )
    return [(event, event.all_count, event.active_count) for event in events]


@dataclass(frozen=True)
class Register:
    """Everybody of one event, read in two statements."""

    confirmed: list[Registration]
    waiting: list[Registration]
    cancelled: list[Registration]

    @property
    def coming(self) -> int:
        """People, companions too."""
        return sum(registration.party_size for registration in self.confirmed)

    @property
    def in_queue(self) -> int:
        """People who wait, companions too."""
        return sum(registration.party_size for registration in self.waiting)

    @property
    def present(self) -> int:
        """People who were there: a party that is marked as present came whole."""
        marked = Registration.Attendance.PRESENT
        return sum(registration.party_size for registration in self.confirmed if registration.attendance == marked)


def register_of(event: Event) -> Register:
    """Confirmed ones by name, waiting ones in the order of arrival, cancelled ones the latest first."""
    rows = list(
        event.registrations.select_related("person__company").prefetch_related("companions").order_by("queued_at", "pk")
    )
    for row in rows:
        row.event = event
    of = {state: [row for row in rows if row.state == state] for state in Registration.State.values}
    return Register(
        confirmed=sorted(of[Registration.State.CONFIRMED], key=_by_name),
        waiting=of[Registration.State.WAITING],
        cancelled=sorted(of[Registration.State.CANCELLED], key=lambda row: row.cancelled_at or row.queued_at)[::-1],
    )


def _by_name(registration: Registration) -> str:
    """Members by their last name; of a guest's name the last word is taken for it."""
    if registration.person:
        return registration.person.sort_key
    first, _blank, last = registration.guest_name.strip().rpartition(" ")
    return sort_key(last, first)
