"""What a member's start page shows: the next meeting, what is mine, what is new."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from events.models import Event
from events.queries import calendar
from events.queries.calendar import Listed
from events.queries.registration import MyEvent, my_coming_events, token_of
from home.models import NewsPage
from members.billing.queries.own import open_cents_of_person
from members.queries import Viewer, VisibleProfile, for_profiles, new_members, visible_profile
from members.queries.principles import Agreement, agreement_of

NEWS_SHOWN = 3
RECAPS_SHOWN = 2
MEMBERS_SHOWN = 6
NEW_FOR = timedelta(days=90)  # how long somebody is a new member


@dataclass(frozen=True)
class Start:
    next_meeting: Listed | None
    mine: list[tuple[MyEvent, str]]  # with the token of the registration
    news: list[NewsPage]
    recaps: list[Event]
    new_members: list[VisibleProfile]
    open_cents: int  # dues and invoices that are to be paid
    agreement: Agreement | None  # the principles, and whether the member has accepted them


def start_of(viewer: Viewer, *, now: datetime) -> Start:
    """Only members see who joined."""
    news = NewsPage.objects.live().order_by("-published_on", "-pk")
    recaps = calendar.past(now).exclude(page__recap="")
    mine = my_coming_events(viewer.person, now=now) if viewer.person else []
    return Start(
        next_meeting=calendar.next_meeting(now),
        mine=[(event, token_of(event.registration)) for event in mine],
        news=list(news[:NEWS_SHOWN]),
        recaps=list(recaps[:RECAPS_SHOWN]),
        new_members=_new_members(viewer, now) if viewer.is_member else [],
        open_cents=open_cents_of_person(viewer.person, timezone.localdate(now)) if viewer.person else 0,
        agreement=agreement_of(viewer.person, timezone.localdate(now)) if viewer.person and viewer.is_member else None,
    )


def _new_members(viewer: Viewer, now: datetime) -> list[VisibleProfile]:
    today = timezone.localdate(now)
    people = new_members(viewer, today, since=today - NEW_FOR)
    if viewer.person:
        people = people.exclude(pk=viewer.person.pk)
    return [visible_profile(person, viewer) for person in for_profiles(people, today)[:MEMBERS_SHOWN]]
