"""Reads for the public: which events come, which were, how full they are, and what a search looks through."""

from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import formats, timezone, translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event, EventPage, Registration
from verein.search import fold


@dataclass(frozen=True)
class Badge:
    """The state of an event in two or three words; `look` is a modifier of the CSS component `tag`."""

    words: str
    look: str = ""


@dataclass(frozen=True)
class Listed:
    """One event as lists, the ticket and the home page show it."""

    event: Event
    page: EventPage
    badge: Badge | None
    over: bool
    came: int | None


def search_text_of(page: EventPage) -> str:
    """The folded text a search looks through; stored at the page when it is published."""
    with translation.override("de"):  # the language of the content
        kind = str(page.get_kind_display())
    return fold(
        page.title,
        kind,
        page.summary,
        page.venue,
        page.city,
        page.audience,
        page.takeaway,
        strip_tags(page.body.replace("<", " <")),
        strip_tags(page.recap.replace("<", " <")),
        *(" ".join((item.title, item.text)) for item in page.programme_items.all()),
        *(" ".join((str(s.person or s.name), s.company, s.topic)) for s in page.speakers.all()),
    )


def coming_of_group(group_pk: int, now: datetime) -> "QuerySet[EventPage]":
    """The published events of a working group that are not over, the next one first."""
    pages: QuerySet[EventPage] = EventPage.objects.live().filter(working_group=group_pk).coming(now)
    return pages


def public_events() -> "QuerySet[Event]":
    """Everything published, of any state, with its page."""
    return Event.objects.filter(page__live=True).select_related("page")


def with_places(events: "QuerySet[Event]") -> "QuerySet[Event]":
    """Adds `taken` (places of confirmed parties), `waits` (somebody is waiting) and `present` (people who came)."""
    parties = Registration.objects.confirmed().filter(event=OuterRef("pk")).order_by().values("event")
    present = parties.filter(attendance=Registration.Attendance.PRESENT)
    return events.annotate(
        taken=Coalesce(Subquery(parties.annotate(n=Sum("party_size")).values("n")), 0),
        present=Coalesce(Subquery(present.annotate(n=Sum("party_size")).values("n")), 0),
        waits=Exists(Registration.objects.filter(event=OuterRef("pk"), state=Registration.State.WAITING)),
    )


def with_places_left(events: "QuerySet[Event]", now: datetime) -> "QuerySet[Event]":
    """Those of `with_places` one can sign up for at `now` and be confirmed."""
    return events.filter(  # type: ignore[misc]  # `taken` and `waits` are annotations
        Q(page__registration_opens_at=None) | Q(page__registration_opens_at__lte=now),
        Q(page__registration_closes_at=None) | Q(page__registration_closes_at__gt=now),
        Q(capacity=None) | Q(capacity__gt=F("taken")),
        state__in=(Event.State.PLANNED, Event.State.POSTPONED),
        waits=False,
        page__takes_registrations=True,
        page__starts_at__gt=now,
    )


def coming(now: datetime) -> "QuerySet[Event]":
    """Published and not over, the next one first."""
    return public_events().filter(page__ends_at__gt=now).order_by("page__starts_at", "pk")


def past(now: datetime) -> "QuerySet[Event]":
    """Published and over, the latest first."""
    return public_events().filter(page__ends_at__lte=now).order_by("-page__starts_at", "-pk")


def listed(events: "Iterable[Event]", now: datetime) -> list[Listed]:
    """Rows for lists; `events` come from `with_places`."""
    return [_listed(event, now) for event in events]


def next_meeting(now: datetime) -> Listed | None:
    """The next published meeting that takes place and has not begun; None if none is planned."""
    events = with_places(coming(now)).filter(page__starts_at__gt=now, state=Event.State.PLANNED)
    return next(iter(listed(events[:1], now)), None)


def further_meetings(now: datetime, *, limit: int = 4) -> list[Listed]:
    """What follows after `next_meeting`, cancelled ones included: who meant to come must see it."""
    rows = listed(with_places(coming(now)).filter(page__starts_at__gt=now)[: limit + 1], now)
    first = next((row for row in rows if row.event.state == Event.State.PLANNED), None)
    return [row for row in rows if row is not first][:limit]


def last_recap(now: datetime) -> Listed | None:
    """The latest event that is over and has a recap; `came` is how many people were there."""
    return next(iter(listed(with_places(past(now).exclude(page__recap=""))[:1], now)), None)


def months_with_events() -> list[datetime]:
    """The first moment of every month in which a published event starts, the latest first."""
    pages = EventPage.objects.filter(live=True, event__isnull=False)
    return list(pages.datetimes("starts_at", "month", order="DESC"))


def within_month(events: "QuerySet[Event]", month: datetime) -> "QuerySet[Event]":
    """Those that touch the month beginning at `month`."""
    following = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    return events.filter(page__starts_at__lt=following, page__ends_at__gt=month)


@dataclass(frozen=True)
class Day:
    date: date
    in_month: bool
    rows: list[Listed]


def month_view(month: datetime, now: datetime) -> list[list[Day]]:
    """The weeks of a month, Monday first, with everything that touches each day."""
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    rows = listed(with_places(within_month(public_events().order_by("page__starts_at", "pk"), month)), now)

    def touching(day: date) -> list[Listed]:
        start = timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001
        end = timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))
        return [row for row in rows if row.page.starts_at < end and row.page.ends_at > start]

    return [[Day(day, day.month == month.month, touching(day)) for day in week] for week in weeks]


def _listed(event: Event, now: datetime) -> Listed:
    taken, waits, present = (getattr(event, name) for name in ("taken", "waits", "present"))
    page = event.page
    over = page.ends_at <= now
    came = (page.attendance_count or present or None) if over else None
    return Listed(event, page, _badge(event, over=over, came=came, taken=taken, waits=waits, now=now), over, came)


def _badge(event: Event, *, over: bool, came: int | None, taken: int, waits: bool, now: datetime) -> Badge | None:
    if event.state == Event.State.CANCELLED:
        return Badge(event.get_state_display(), "cancelled")
    if over:
        return Badge(ngettext("%(n)s person came", "%(n)s people came", came) % {"n": came}) if came else None
    if event.state == Event.State.POSTPONED:
        return Badge(event.get_state_display(), "full")
    if not event.page.takes_registrations:
        return None
    return _window_badge(event.page, now) or _places_badge(event, taken=taken, waits=waits)


def _window_badge(page: EventPage, now: datetime) -> Badge | None:
    if page.registration_opens_at and page.registration_opens_at > now:
        day = formats.date_format(timezone.localtime(page.registration_opens_at), "SHORT_DATE_FORMAT")
        return Badge(_("registration from %(day)s") % {"day": day})
    if (page.registration_closes_at or page.starts_at) <= now:
        return Badge(_("registration closed"))
    return None


def _places_badge(event: Event, *, taken: int, waits: bool) -> Badge | None:
    if waits or (event.capacity is not None and taken >= event.capacity):
        return Badge(_("waiting list"), "full")
    if event.capacity is None:
        return None
    left = event.capacity - taken
    return Badge(ngettext("%(n)s place left", "%(n)s places left", left) % {"n": left})
