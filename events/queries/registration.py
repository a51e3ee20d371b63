"""Reads about places, the waiting list, a person's own registrations and who sees whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import Count, Max, Prefetch, Q, QuerySet, Sum

from events.models import Companion, Event, EventPage, Registration
from events.models.registration import RegistrationQuerySet
from members.models import Person, Visibility
from members.queries import Viewer, members_on
from members.queries.profiles import for_profiles, visible_profile
from verein.models import Mail
from verein.search import sort_key, terms

# The link to a registration: no time in it, it dies with the event's end.
_signer = Signer(sep=".", salt="events.registration")
COLLEAGUES_SHOWN = 10
REMIND_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Places:
    """`capacity` None: no limit. `taken` counts people, companions too; `waiting` counts parties."""

    capacity: int | None
    taken: int = 0
    waiting: int = 0

    @property
    def free(self) -> int | None:
        """Places nobody has, whether or not somebody waits for them; never negative."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def left(self) -> int | None:
        """Places a newcomer may have: none while somebody waits."""
        return 0 if self.waiting else self.free

    @property
    def is_full(self) -> bool:
        return self.left == 0

    @property
    def percent(self) -> int:
        return 100 if self.is_full else round(100 * self.taken / self.capacity) if self.capacity else 0

    def fits(self, size: int) -> bool:
        """Whether a new party gets places at once; nobody overtakes those who wait."""
        return not self.waiting and (self.free is None or size <= self.free)


_TAKEN = Sum("party_size", filter=Q(state=Registration.State.CONFIRMED), default=0)
_WAITING = Count("pk", filter=Q(state=Registration.State.WAITING))


def places(event: Event) -> Places:
    """One statement; inside the lock of the event the numbers stay true."""
    counts = event.registrations.aggregate(taken=_TAKEN, waiting=_WAITING)
    return Places(event.capacity, counts["taken"], counts["waiting"])


def places_by_page(page_ids: Iterable[int]) -> dict[int, Places]:
    """For lists: two statements for all pages; pages without a row of their own are missing."""
    capacities = Event.objects.filter(page_id__in=list(page_ids)).values_list("pk", "page_id", "capacity")
    rows = Registration.objects.filter(event__in=[pk for pk, _page, _capacity in capacities]).values("event")
    counts = {row["event"]: row for row in rows.annotate(taken=_TAKEN, waiting=_WAITING)}
    nothing = {"taken": 0, "waiting": 0}
    return {
        page_id: Places(capacity, counts.get(pk, nothing)["taken"], counts.get(pk, nothing)["waiting"])
        for pk, page_id, capacity in capacities
    }


def event_of(page: EventPage) -> Event | None:
    """The event's row, None in the preview of a page that was never published."""
    event = Event.objects.filter(page_id=page.pk).first() if page.pk else None
    if event:
        event.page = page
    return event


def event_by_slug(slug: str) -> Event | None:
    """A published event."""
    return Event.objects.select_related("page").filter(page__slug=slug, page__live=True).first()


def own_registration(event: Event, person: Person) -> Registration | None:
    """The person's active registration, else the one cancelled last."""
    rows = list(event.registrations.of_person(person).select_related("person").order_by("-pk"))
    active = (row for row in rows if row.state != Registration.State.CANCELLED)
    registration = next(active, rows[0] if rows else None)
    if registration:
        registration.event = event
    return registration


def already_registered(event: Event, *, person: Person | None = None, email: str = "") -> Registration | None:
    """The active registration of this person or address."""
    rows = event.registrations.active()
    return (rows.of_person(person) if person else rows.of_guest(email)).select_related("person").first()


def reminded_lately(registration: Registration, *, now: datetime) -> bool:
    """Whether its owner got the mail "already registered" within the hour: nobody's mailbox is filled by a form."""
    return Mail.objects.filter(
        kind="events/mail/already",
        to=registration.email,
        text__contains=registration.public_id.hex,
        created_at__gt=now - REMIND_EVERY,
    ).exists()


def end_of_queue(event: Event, now: datetime) -> datetime:
    """The `queued_at` behind everybody who waits, asked under the event's lock.

    The lock decides who came first, not the clock: of two requests at once the earlier reading may get the lock later,
    and would stand in front of somebody who is waiting already.
    """
    last = event.registrations.waiting().aggregate(last=Max("queued_at"))["last"]
    return now if last is None or last < now else last + timedelta(microseconds=1)


def queue_position(registration: Registration) -> int:
    """1 for whoever moves up next."""
    ahead = Q(queued_at__lt=registration.queued_at) | Q(queued_at=registration.queued_at, pk__lt=registration.pk)
    return registration.event.registrations.waiting().filter(ahead).count() + 1


def over_capacity(event: Event) -> list[Registration]:
    """The parties that came last and no longer fit since the capacity was lowered; they keep their places."""
    if event.capacity is None:
        return []
    taken, over = 0, []
    for row in event.registrations.confirmed().select_related("person").order_by("queued_at", "pk"):
        taken += row.party_size
        if taken > event.capacity:
            over.append(row)
    return over


# --- The link --------------------------------------------------------------------------------------------------------
def token_of(registration: Registration) -> str:
    return _signer.sign(registration.public_id.hex)


def registration_by_token(token: str, *, now: datetime) -> Registration | None:
    """None for a forged link and for one whose event is over."""
    try:
        public_id = UUID(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
    return (
        Registration.objects.select_related("event__page", "person")
        .prefetch_related("companions")
        .filter(public_id=public_id, event__page__ends_at__gt=now)
        .first()
    )


# --- Who sees whom ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Attendee:
    """One line of the attendee list, with only what this viewer may see."""

    name: str
    company: str = ""
    pitch: str = ""
    url: str = ""  # of the profile
    photo: str = ""  # address of the portrait
    companions: int = 0


def attendees(event: Event, *, viewer: Viewer, today: date) -> list[Attendee]:
    """Those with a place who agreed to be on the list, by name, in a fixed number of statements.

    The name is shown because its owner agreed for this event and has not hidden everywhere since; everything else
    follows the profile.
    """
    people = for_profiles(Person.objects.all(), today)
    shown = event.registrations.confirmed().filter(on_list=True).exclude(person__hidden_at__isnull=False)
    rows = shown.prefetch_related(Prefetch("person", queryset=people))
    return sorted((_attendee(row, viewer) for row in rows), key=lambda attendee: sort_key(attendee.name))


def _attendee(row: Registration, viewer: Viewer) -> Attendee:
    if row.person is None:
        return Attendee(row.guest_name, row.guest_company, companions=row.party_size - 1)
    profile = visible_profile(row.person, viewer)
    return Attendee(
        profile.name, profile.company, profile.pitch, profile.url, profile.photo, companions=row.party_size - 1
    )


def colleagues(query: str, *, without: Person, today: date) -> list[Person]:
    """Members whose name contains every word of `query`, as far as they show themselves to members; at most ten."""
    words = terms(query)
    if not words:
        return []
    people = members_on(today).exclude(pk=without.pk).filter(listed__in=(Visibility.EVERYONE, Visibility.MEMBERS))
    for word in words:
        people = people.filter(sort_key__contains=word)
    return list(people.select_related("company").order_by("sort_key", "pk")[:COLLEAGUES_SHOWN])


def colleague(pk: int, *, without: Person, today: date) -> Person | None:
    """One of those a member may sign up."""
    people = members_on(today).exclude(pk=without.pk)
    return people.filter(listed__in=(Visibility.EVERYONE, Visibility.MEMBERS), pk=pk).first()


# --- My events -------------------------------------------------------------------------------------------------------
def my_registrations(person: Person) -> RegistrationQuerySet:
    """Everything that is the person's own, with event, page and companions."""
    return (
        Registration.objects.of_person(person)
        .filter(event__page__live=True)
        .select_related("event__page", "person")
        .prefetch_related(Prefetch("companions", Companion.objects.order_by("pk")))
    )


@dataclass(frozen=True)
class MyEvent:
    registration: Registration
    position: int | None = None  # in the waiting list


def my_coming_events(person: Person, *, now: datetime) -> list[MyEvent]:
    """Not over and not cancelled by oneself, the next one first."""
    rows = list(
        my_registrations(person).active().filter(event__page__ends_at__gt=now).order_by("event__page__starts_at", "pk")
    )
    waiting = Registration.objects.waiting().filter(
        event__in=[row.event_id for row in rows if row.state == Registration.State.WAITING]
    )
    queues: dict[int, list[int]] = {}
    for event_id, pk in waiting.values_list("event_id", "pk"):
        queues.setdefault(event_id, []).append(pk)
    return [
        MyEvent(row, queues[row.event_id].index(row.pk) + 1 if row.state == Registration.State.WAITING else None)
        for row in rows
    ]


def my_past_events(person: Person, *, now: datetime) -> list[Registration]:
    """Where the person had a place, the latest first."""
    rows = my_registrations(person).confirmed().filter(event__page__ends_at__lte=now)
    return list(rows.exclude(event__state=Event.State.CANCELLED).order_by("-event__page__starts_at", "-pk"))


# --- The host --------------------------------------------------------------------------------------------------------
def host_address(event: Event) -> str:
    page = event.page
    return page.contact_email or (page.host.email if page.host else "")


def events_to_tell(now: datetime) -> "QuerySet[Event]":
    """Coming events whose host wants to hear once a day."""
    return Event.objects.select_related("page__host").filter(
        page__live=True, page__notify_host=EventPage.NotifyHost.DAILY, page__ends_at__gt=now
    )


def news_since(event: Event, since: datetime | None) -> list[Registration]:
    """Registrations that came or were cancelled since then, in that order."""
    rows = event.registrations.select_related("person").order_by("created_at", "pk")
    if since is None:
        return list(rows)
    return list(rows.filter(Q(created_at__gt=since) | Q(cancelled_at__gt=since)))
