"""Reads for the page of one event: what this viewer sees of speakers, host, documents, online link and pictures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Model, Prefetch, prefetch_related_objects

from events.models import Event, EventImage, EventPage, Registration
from events.queries.calendar import Listed, listed, with_places
from members.models import Person, Visibility
from members.queries import Viewer, members_on
from members.rules import may_see
from verein.models import SiteDocument, SiteImage
from verein.pictures import SPECS


@dataclass(frozen=True)
class Guest:
    """Somebody named on the page: with a link where this viewer may open the profile."""

    name: str
    company: str = ""
    topic: str = ""
    slug: str = ""


@dataclass(frozen=True)
class EventView:
    row: Listed
    registered: bool
    speakers: list[Guest]
    host: Guest | None
    documents: list[SiteDocument]
    withheld: int  # documents that only registered people get
    gallery: list[EventImage]

    @property
    def online_url(self) -> str:
        return self.row.page.online_url if self.registered and not self.row.over else ""


def event_view(page: EventPage, viewer: Viewer, *, now: datetime, today: date) -> EventView:
    """Everything the page shows; a draft in the preview has no row of its own yet and shows a planned event."""
    event = with_places(Event.objects.filter(page_id=page.pk)).first() if page.pk else None
    if event:
        event.page = page  # the preview shows what is being written
    shown = event or _unpublished(page)
    row = listed([shown], now)[0]
    registered = bool(event) and is_registered(row.event, viewer)
    speakers = _with(page.speakers.all(), "person__company")
    documents = [item.document for item in _with(page.documents.all(), "document") if item.document]
    open_ones = [document for document in documents if _may_open(document, viewer, registered=registered)]
    people = [speaker.person for speaker in speakers if speaker.person] + ([page.host] if page.host else [])
    linked = {person.pk for person in _open_profiles(people, viewer, today)}
    return EventView(
        row=row,
        registered=registered,
        speakers=[_guest(s.person, viewer, linked, s.name, s.company, s.topic) for s in speakers],
        host=_guest(page.host, viewer, linked) if page.host else None,
        documents=open_ones,
        withheld=sum(d.access == SiteDocument.Access.REGISTERED for d in documents if d not in open_ones),
        gallery=_gallery(page),
    )


def is_registered(event: Event, viewer: Viewer) -> bool:
    """Whether the viewer holds a confirmed place."""
    if viewer.person is None:
        return False
    return Registration.objects.confirmed().filter(event=event, person=viewer.person).exists()


def canonical(page: EventPage) -> str:
    return settings.BASE_URL + page.address


def _unpublished(page: EventPage) -> Event:
    event = Event(page=page, capacity=page.capacity)
    page._state.fields_cache.pop("event", None)  # nobody else takes the stand-in for a row
    for name, value in (("taken", 0), ("present", 0), ("waits", False)):
        setattr(event, name, value)
    return event


def _with(items: Iterable[Model], path: str) -> list[Any]:
    """The items with what hangs on them, in a constant number of statements; in a preview they are not saved yet."""
    result = list(items)
    prefetch_related_objects(result, path)
    return result


def _open_profiles(people: list[Person], viewer: Viewer, today: date) -> list[Person]:
    shown = [person for person in people if may_see(person.listed, level=viewer.level)]
    return list(members_on(today).filter(pk__in=[person.pk for person in shown])) if shown else []


def _guest(
    person: Person | None, viewer: Viewer, linked: set[int], name: str = "", company: str = "", topic: str = ""
) -> Guest:
    if person is None:
        return Guest(name, company, topic)
    visible = may_see(person.visibility.get("company", Visibility.MEMBERS), level=viewer.level)
    if not company and visible and person.company:
        company = person.company.name
    return Guest(person.name, company, topic, person.slug if person.pk in linked else "")


def _may_open(document: SiteDocument, viewer: Viewer, *, registered: bool) -> bool:
    if document.access == SiteDocument.Access.REGISTERED:
        return registered or viewer.level == Visibility.BOARD
    levels = {
        SiteDocument.Access.PUBLIC: Visibility.EVERYONE,
        SiteDocument.Access.MEMBERS: Visibility.MEMBERS,
        SiteDocument.Access.BOARD: Visibility.BOARD,
    }
    return may_see(levels[SiteDocument.Access(document.access)], level=viewer.level)


def _gallery(page: EventPage) -> list[EventImage]:
    """The pictures with their sizes, in two statements however many there are."""
    items = list(page.gallery.all())
    images = SiteImage.objects.prefetch_renditions(*SPECS)
    prefetch_related_objects(items, Prefetch("image", queryset=images))
    return [item for item in items if item.image]
