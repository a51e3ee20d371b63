"""`/termine/`: coming and past, the filter, the month view, the way to the next meeting."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from events.models import Event
from tests.factories import RegistrationFactory, make_event

BERLIN = ZoneInfo("Europe/Berlin")
LIST_QUERIES, MONTH_QUERIES = 10, 8
pytestmark = pytest.mark.django_db


def titles(client: Client, query: str = "") -> list[str]:
    response = client.get(f"/termine/{query}")
    assert response.status_code == 200
    return [row.page.title for row in response.context["rows"]]


def test_list_shows_what_comes_next_first_and_the_past_apart(client: Client) -> None:
    now = timezone.now()
    make_event(title="Später", starts_at=now + timedelta(days=20))
    make_event(title="Bald", starts_at=now + timedelta(days=2))
    make_event(title="Läuft", starts_at=now - timedelta(hours=1))
    make_event(title="Vorbei", starts_at=now - timedelta(days=2))
    make_event(title="Lange vorbei", starts_at=now - timedelta(days=200))
    make_event(title="Entwurf", live=False)
    assert titles(client) == ["Läuft", "Bald", "Später"]
    assert titles(client, "?zeit=vergangen") == ["Vorbei", "Lange vorbei"]


@pytest.mark.parametrize("word", ["frühstück", "fruehstueck", "FRUHSTUCK", "stadtwall rheine"])
def test_list_finds_parts_of_words_however_umlauts_are_typed(client: Client, word: str) -> None:
    make_event(title="Unternehmerfrühstück")
    make_event(title="Abendvortrag", kind="talk", venue="Alte Spinnerei")
    assert titles(client, f"?q={word}") == ["Unternehmerfrühstück"]


def test_list_filters_by_kind_and_month(client: Client) -> None:
    make_event(title="Besuch", kind="visit", starts_at=datetime(2031, 5, 31, 23, tzinfo=BERLIN))
    make_event(title="Fest", kind="party", starts_at=datetime(2031, 6, 1, 0, 30, tzinfo=BERLIN))
    assert titles(client, "?art=visit") == ["Besuch"]
    assert titles(client, "?monat=2031-05") == ["Besuch"]
    assert titles(client, "?monat=2031-06") == ["Besuch", "Fest"]  # the visit ends at one in the morning
    assert titles(client, "?monat=2031-07") == []


def test_list_with_a_month_shows_the_past_ones_of_it_too(client: Client) -> None:
    make_event(title="Damals", starts_at=datetime(2024, 5, 3, 7, tzinfo=BERLIN))
    assert titles(client, "?monat=2024-05") == ["Damals"]


def test_list_only_with_places_left(client: Client) -> None:
    def event(title: str, **fields: Any) -> Event:
        return make_event(title=title, **fields)

    event("Ohne Grenze")
    RegistrationFactory(event=event("Ein Platz", capacity=3), party_size=2)
    RegistrationFactory(event=event("Voll", capacity=2), party_size=2)
    waiting = event("Wartende", capacity=5)
    RegistrationFactory(event=waiting, party_size=6, state="waiting")
    event("Abgesagt", state="cancelled")
    event("Geschlossen", registration_closes_at=timezone.now() - timedelta(hours=1))
    event("Noch nicht offen", registration_opens_at=timezone.now() + timedelta(hours=1))
    event("Ohne Anmeldung", takes_registrations=False)
    assert sorted(titles(client, "?frei=on")) == ["Ein Platz", "Ohne Grenze"]


def test_list_tells_how_full_each_event_is(client: Client) -> None:
    RegistrationFactory(event=make_event(capacity=3), party_size=2)
    RegistrationFactory(event=make_event(capacity=9), party_size=2)
    full = make_event(capacity=5)
    RegistrationFactory(event=full, party_size=6, state="waiting")
    make_event(state="cancelled")
    rows = client.get("/termine/").context["rows"]
    words = [row.badge.words for row in rows]
    assert words == ["1 Platz frei", "7 Plätze frei", "Warteliste", "abgesagt"]


def test_list_counts_who_came(client: Client) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    make_event(starts_at=yesterday, attendance_count=65)
    counted = make_event(starts_at=yesterday - timedelta(days=1))
    RegistrationFactory(event=counted, party_size=2, attendance="present")
    RegistrationFactory(event=counted, attendance="absent")
    rows = client.get("/termine/?zeit=vergangen").context["rows"]
    assert [row.badge.words for row in rows] == ["65 waren da", "2 waren da"]


@pytest.mark.parametrize("query", ["?monat=2026-13", "?monat=x", "?art=unfug", "?zeit=immer"])
def test_list_with_a_bad_filter_says_so_and_shows_events(client: Client, query: str) -> None:
    make_event()
    response = client.get(f"/termine/{query}")
    assert response.status_code == 200
    assert "Bitte prüfen Sie Ihre Angaben." in response.content.decode()


def test_list_says_what_to_do_when_nothing_is_found(client: Client) -> None:
    assert "Zurzeit ist kein Treffen geplant." in client.get("/termine/").content.decode()
    assert "Kein Termin passt." in client.get("/termine/?q=quark").content.decode()


def test_list_goes_on_after_twenty(client: Client) -> None:
    for number in range(21):
        make_event(title=f"Treffen {number:02}", starts_at=timezone.now() + timedelta(days=number + 1))
    first = client.get("/termine/?q=treffen")
    assert len(first.context["rows"]) == 20
    assert 'href="?q=treffen&amp;seite=2"' in first.content.decode()
    assert titles(client, "?q=treffen&seite=2") == ["Treffen 20"]


@pytest.mark.parametrize("number", [1, 30])
def test_list_asks_the_database_equally_often_for_1_and_30(
    client: Client, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        make_event(capacity=5)
    client.get("/termine/")
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/termine/")
    with django_assert_num_queries(MONTH_QUERIES):
        client.get("/termine/?ansicht=monat")


def test_month_view_is_a_table_with_every_day(client: Client) -> None:
    make_event(title="Mitten im Mai", starts_at=datetime(2031, 5, 14, 7, tzinfo=BERLIN))
    make_event(title="Zwei Tage", starts_at=datetime(2031, 5, 20, 7, tzinfo=BERLIN), duration=timedelta(days=1))
    make_event(title="Entwurf im Mai", starts_at=datetime(2031, 5, 14, 7, tzinfo=BERLIN), live=False)
    response = client.get("/termine/?ansicht=monat&monat=2031-05")
    days = {day.date.isoformat(): day for week in response.context["weeks"] for day in week}
    assert len(days) == 35
    assert [row.page.title for row in days["2031-05-14"].rows] == ["Mitten im Mai"]
    assert [len(days[f"2031-05-{n}"].rows) for n in (19, 20, 21, 22)] == [0, 1, 1, 0]
    html = response.content.decode()
    assert '<th role="columnheader" scope="col"><abbr title="Montag">Mo</abbr></th>' in html
    assert "?ansicht=monat&amp;monat=2031-04" in html
    assert "?ansicht=monat&amp;monat=2031-06" in html


@pytest.mark.parametrize("month", ["1900-01", "2200-12", "2026-00", "²", "999999-01", ""])
def test_month_view_answers_any_month(client: Client, month: str) -> None:
    assert client.get("/termine/", {"ansicht": "monat", "monat": month}).status_code == 200


def test_next_leads_to_the_next_meeting_that_takes_place(client: Client) -> None:
    now = timezone.now()
    make_event(starts_at=now + timedelta(days=1), state="cancelled")
    make_event(starts_at=now + timedelta(days=2), live=False)
    make_event(starts_at=now - timedelta(minutes=5))
    event = make_event(title="Das nächste", starts_at=now + timedelta(days=3))
    make_event(starts_at=now + timedelta(days=4))
    response = client.get("/termine/naechster/")
    assert (response.status_code, response["Location"]) == (302, event.page.address)
    assert "no-store" in response["Cache-Control"]


def test_next_without_any_meeting_is_a_friendly_page(client: Client) -> None:
    response = client.get("/termine/naechster/")
    assert response.status_code == 200
    assert "steht noch nicht fest" in response.content.decode()


def test_filters_do_not_say_that_they_are_optional(client: Client) -> None:
    assert "field__optional" not in client.get("/termine/").content.decode()
