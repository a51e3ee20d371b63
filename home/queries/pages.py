"""Reads for the public pages: what lives on the home page, who is on the board, the news."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse

from events.queries import calendar
from home.models import BoardMember, BoardPage, NewsIndexPage, NewsPage
from members.board.queries import PublicOffice, public_board
from members.models import Person
from members.queries import Viewer, VisibleProfile, for_profiles, newcomers, visible_profile
from verein.models import SiteImage

NEWCOMERS = 3


@dataclass(frozen=True)
class Recap:
    """The last event that was told about, with the picture that goes with it."""

    row: calendar.Listed
    image: SiteImage | None


@dataclass(frozen=True)
class HomeView:
    next: calendar.Listed | None
    further: list[calendar.Listed]
    recap: Recap | None
    newcomers: list[VisibleProfile]


@dataclass(frozen=True)
class BoardRow:
    """One office: who holds it, and of the person only what the asker may see.

    `until`, `email` and `contact_url` are known of terms of office, not of what editors typed.
    """

    office: str
    text: str
    name: str
    company: str
    profile: VisibleProfile | None
    until: str = ""
    since: date | None = None
    email: str = ""
    contact_url: str = ""


def home_view(now: datetime, today: date) -> HomeView:
    """The live parts of `/`, the same for everybody: a member sees no more of others than a visitor."""
    visitor = Viewer()
    people = for_profiles(newcomers(visitor, today)[:NEWCOMERS], today)
    return HomeView(
        next=calendar.next_meeting(now),
        further=calendar.further_meetings(now),
        recap=_last_recap(now),
        newcomers=[visible_profile(person, visitor) for person in people],
    )


def _last_recap(now: datetime) -> Recap | None:
    row = calendar.last_recap(now)
    if row is None:
        return None
    first = row.page.gallery.select_related("image").first()
    return Recap(row, first.image if first else row.page.image)


def board_rows(page: BoardPage, viewer: Viewer, today: date) -> list[BoardRow]:
    """The current terms of public offices; without any what the editors typed, in their order (drafts, too).

    One statement for all people.
    """
    if offices := public_board(today):
        people = Person.objects.filter(pk__in=[office.term.person_id for office in offices])
        seen = {person.pk: visible_profile(person, viewer) for person in for_profiles(people, today)}
        return [_term_row(office, seen[office.term.person_id]) for office in offices]
    rows: Sequence[BoardMember] = list(page.board_members.all())
    chosen = Person.objects.filter(pk__in=[row.person_id for row in rows if row.person_id])
    profiles = {person.pk: visible_profile(person, viewer) for person in for_profiles(chosen, today)}
    return [_board_row(row, profiles.get(row.person_id or 0)) for row in rows]


def _term_row(office: PublicOffice, profile: VisibleProfile) -> BoardRow:
    return BoardRow(
        office=f"{office.title} ({office.seat})" if office.seat else office.title,
        text=office.duties,
        name=profile.name,
        company=profile.company,
        profile=profile,
        until=office.until,
        since=office.since,
        email=office.email,
        contact_url=reverse("contact_office", args=[office.office_key]),
    )


def _board_row(row: BoardMember, profile: VisibleProfile | None) -> BoardRow:
    company = profile.company if profile else row.company
    return BoardRow(row.office, row.text, profile.name if profile else row.name, company, profile)


def news(index: NewsIndexPage) -> "QuerySet[NewsPage]":
    """Published news, the latest first, with their pictures."""
    pages: QuerySet[NewsPage] = NewsPage.objects.child_of(index).live().order_by("-published_on", "-pk")
    return pages.select_related("image").prefetch_related("image__renditions")
