"""Makes the meetings of the demo association around today, with registrations, a waiting list and recaps."""

import itertools
import random
import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from events.models import (
    Companion,
    Event,
    EventImage,
    EventIndexPage,
    EventPage,
    EventSpeaker,
    ProgrammeItem,
    Registration,
)
from members.models import Person
from verein.models import SiteImage

DATA: dict[str, Any] = tomllib.loads((Path(__file__).parent / "meetings.toml").read_text())
ZONE = ZoneInfo(settings.TIME_ZONE)
# Which of the venues; a breakfast takes the first.
VENUES = {"autumn": 1, "talk": 1, "assembly": 1, "regulars": 2, "visit": 3, "party": 4}
ADDRESSES = {
    "autumn": "herbsttreffen",
    "talk": "abendvortrag",
    "assembly": "mitgliederversammlung",
    "regulars": "stammtisch",
    "visit": "betriebsbesuch",
    "party": "sommerfest",
}
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = 1, 2, 3, 4


def _next_weekday(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _at(day: date, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime.combine(day, time(int(hour), int(minute)), ZONE)


class Meetings:
    """Builds one page after the other; knows the people, the pictures and the day it is."""

    def __init__(self, people: list[Person], pictures: dict[str, SiteImage], now: datetime, rng: random.Random) -> None:
        self.people, self.pictures, self.now, self.rng = people, pictures, now, rng
        self.index = EventIndexPage.objects.get()
        self.talks = itertools.cycle(DATA["talks"])

    def make_all(self, count: int) -> list[Event]:
        """`count` meetings, three in five of them over: the special ones first, the rest are breakfasts."""
        today = self.now.astimezone(ZONE).date()
        past = count * 12 // 20
        specials = self._specials(today)
        coming_days = [day for day, *_rest in specials if day >= today]
        past_days = [day for day, *_rest in specials if day < today]
        first = _next_weekday(today + timedelta(days=1), TUESDAY)
        days = [first + timedelta(days=14 * step) for step in range(max(0, count - past - len(coming_days)))]
        days += [first - timedelta(days=14 * step) for step in range(1, max(0, past - len(past_days)) + 1)]
        plan = [(day, None, "07:00", 90, 40) for day in days] + specials[:count]
        events = [self._make(*entry) for entry in sorted(plan, key=lambda entry: entry[0])]
        self._fill(events)
        return events

    def _specials(self, today: date) -> list[tuple[date, str | None, str, int, int | None]]:
        def in_year(month: int, weekday: int, *, coming: bool) -> date:
            day = _next_weekday(date(today.year, month, 8), weekday)
            if coming == (day < today + timedelta(days=2)):
                day = _next_weekday(date(today.year + (1 if coming else -1), month, 8), weekday)
            return day

        return [
            (_next_weekday(today - timedelta(days=8), FRIDAY), "autumn", "18:00", 240, 80),
            (_next_weekday(today - timedelta(days=70), THURSDAY), "visit", "16:00", 120, 25),
            (in_year(3, THURSDAY, coming=False), "assembly", "19:00", 150, None),
            (in_year(7, FRIDAY, coming=False), "party", "17:30", 300, 150),
            (_next_weekday(today + timedelta(days=9), THURSDAY), "visit", "16:00", 120, 12),
            (_next_weekday(today + timedelta(days=16), WEDNESDAY), "talk", "19:00", 120, 60),
            (_next_weekday(today + timedelta(days=23), FRIDAY), "regulars", "19:00", 180, 30),
            (in_year(3, THURSDAY, coming=True), "assembly", "19:00", 150, None),
            (in_year(7, FRIDAY, coming=True), "party", "17:30", 300, 150),
        ]

    def _make(self, day: date, special: str | None, clock: str, minutes: int, capacity: int | None) -> Event:
        content = (
            {**DATA["special"][special]}
            if special
            else {**next(self.talks), "body": DATA["breakfast"]["body"], "price": DATA["breakfast"]["price"]}
        )
        speaker, recap = content.pop("speaker", None), content.pop("recap", "")
        place = DATA["venues"][VENUES.get(special or "", 0)]
        start, eve = _at(day, clock), _at(day - timedelta(days=1), "19:00")
        page = EventPage(
            **{**content, "title": content["title"] if special else f"Unternehmerfrühstück: {content['title']}"},
            slug=f"{ADDRESSES.get(special or '', 'fruehstueck')}-{day:%Y-%m-%d}",
            starts_at=start,
            ends_at=start + timedelta(minutes=minutes),
            **place,
            postcode="48999",
            city="Emsbogen",
            capacity=capacity,
            companions_max=3 if special == "party" else 1 if special != "assembly" else 0,
            members_only=special == "assembly",
            guests_allowed=special != "assembly",
            registration_closes_at=eve,
            cancel_until=eve,
            host=self.people[0],
            contact_email="termine@emsbogen.example",
            image=self.pictures[
                {"autumn": "hall", "talk": "table", "visit": "workshop", "party": "garden"}.get(
                    special or "", "breakfast"
                )
            ],
            recap=recap if start < self.now else "",
        )
        self._add_parts(page, special, speaker)
        self.index.add_child(instance=page)
        page.save_revision().publish()
        event, _created = Event.objects.get_or_create(page=page, defaults={"capacity": capacity})
        return event

    def _add_parts(self, page: EventPage, special: str | None, speaker: list[str] | None) -> None:
        if special is None:
            page.programme_items = [
                ProgrammeItem(starts_at=time.fromisoformat(clock), title=title, sort_order=order)
                for order, (clock, title) in enumerate(DATA["breakfast"]["programme"])
            ]
            page.speakers = [EventSpeaker(person=self.rng.choice(self.people[4:40] or self.people))]
        if speaker:
            page.speakers = [EventSpeaker(name=speaker[0], company=speaker[1])]
        if special == "autumn":
            page.gallery = [
                EventImage(image=self.pictures[name], caption=caption, sort_order=order)
                for order, (name, caption) in enumerate(
                    (
                        ("hall", "Der große Saal war bis auf den letzten Stuhl besetzt."),
                        ("table", "In der Pause blieb niemand allein."),
                        ("breakfast", "Vom Kuchen gibt es kein Bild. Er war weg."),
                    )
                )
            ]

    # --- Who comes -----------------------------------------------------------------------------------------------
    def _fill(self, events: list[Event]) -> None:
        coming = [event for event in events if event.page.starts_at > self.now]
        full = next((event for event in coming[1:] if event.page.kind == EventPage.Kind.VISIT), None)
        for event in events:
            if event.page.starts_at <= self.now:
                guests, people = 4, 61 if "Herbsttreffen" in event.page.title else self.rng.randint(15, 19)
                self._register(event, people, guests)
                self._look_back(event)
            elif event is full:
                self._register(event, (event.capacity or 0) + 5, 2)
            else:
                index = coming.index(event)
                self._register(
                    event, (29, 21, 14, 9, 6, 5, 4, 3)[min(index, 7)], 3 if not event.page.members_only else 0
                )
        breakfasts = [event for event in coming if event.page.kind == EventPage.Kind.BREAKFAST]
        if len(breakfasts) > 2:
            Event.objects.filter(pk=breakfasts[2].pk).update(
                state=Event.State.CANCELLED,
                sequence=1,
                state_note="Das Café hat an diesem Morgen geschlossen. Wir sehen uns zwei Wochen später.",
            )

    def _register(self, event: Event, people: int, guests: int) -> None:
        """Confirmed while places last, then waiting, in the order of arrival."""
        first_day = (min(self.now, event.page.starts_at) - timedelta(days=12)).astimezone(ZONE).date()
        chosen = self.rng.sample(self.people, min(people, len(self.people)))
        rows = [Registration(event=event, person=person, on_list=self.rng.random() < 0.8) for person in chosen]
        rows += [
            Registration(
                event=event,
                guest_name=name,
                guest_company=company,
                on_list=order % 2 == 0,
                guest_email=f"gast{event.pk}-{order}@beispiel.example",
            )
            for order, (name, company) in enumerate(GUESTS[:guests])
        ]
        taken = 0
        for order, row in enumerate(rows):
            morning = _at(first_day + timedelta(days=order // 6), "8:00")  # six a day, nobody at night
            row.created_at = row.queued_at = morning + timedelta(hours=2.3 * (order % 6) + self.rng.random())
            free = event.capacity is None or taken < event.capacity
            row.state = Registration.State.CONFIRMED if free else Registration.State.WAITING
            taken += free
        made = Registration.objects.bulk_create(rows)
        if event.page.companions_max and (event.capacity is None or taken + 1 <= event.capacity):
            Registration.objects.filter(pk=made[0].pk).update(party_size=2)
            Companion.objects.create(registration=made[0], name="Maren Overkamp")

    def _look_back(self, event: Event) -> None:
        confirmed = event.registrations.confirmed()
        absent = list(confirmed.values_list("pk", flat=True)[1:3])
        confirmed.update(attendance=Registration.Attendance.PRESENT)
        if "Herbsttreffen" not in event.page.title:
            confirmed.filter(pk__in=absent).update(attendance=Registration.Attendance.EXCUSED)
        page = event.page
        page.attendance_count = (
            65
            if "Herbsttreffen" in page.title
            else confirmed.filter(attendance=Registration.Attendance.PRESENT).count()
        )
        page.recap = page.recap or self.rng.choice(DATA["breakfast"]["recaps"]).format(n=page.attendance_count)
        page.save_revision().publish()


GUESTS = [
    ("Svenja Kamphues", "Kamphues Innenausbau"),
    ("Dimitri Pawlak", ""),
    ("Roswitha Eilers", "Eilers Logopädie"),
    ("Ferdinand Abeling", "Abeling Fahrräder"),
]
