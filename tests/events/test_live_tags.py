"""The live parts of an event's page: places in words, the way in for whoever looks, who sees whom on the list."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import RequestContext, Template
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from events.models import Event, EventPage, Registration
from events.queries.registration import Places, places_by_page, token_of
from members.models import Person
from tests.factories import MemberFactory, RegistrationFactory, make_event

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def render(tag: str, page: EventPage, person: Person | None = None) -> str:
    request = RequestFactory().get("/")
    request.user = person.user if person and person.user else AnonymousUser()
    template = Template(f"{{% load events %}}{{% {tag} page %}}")
    return " ".join(template.render(RequestContext(request, {"page": page})).split())


def mine(person: Person) -> dict[str, Any]:
    return {"person": person, "guest_name": "", "guest_email": ""}


def fill(event: Event, count: int, state: str = Registration.State.CONFIRMED, **fields: Any) -> None:
    for _ in range(count):
        RegistrationFactory(event=event, state=state, **fields)


# --- Places ---
def test_places_in_words() -> None:
    event = make_event(capacity=40)
    RegistrationFactory(event=event, party_size=29)
    assert "29 von 40 Plätzen vergeben" in render("places", event.page)
    fill(event, 11)
    assert "ausgebucht, Warteliste" in render("places", event.page)


def test_places_shows_no_free_place_while_somebody_waits() -> None:
    event = make_event(capacity=40)
    fill(event, 1, Registration.State.WAITING)
    html = render("places", event.page)
    assert "ausgebucht, Warteliste" in html
    assert "von 40" not in html


def test_places_without_a_limit_counts_people() -> None:
    event = make_event(capacity=None)
    RegistrationFactory(event=event, party_size=3)
    assert "3 Personen sind angemeldet" in render("places", event.page)


def test_places_of_the_past_or_of_a_preview_shows_nothing() -> None:
    assert render("places", make_event(starts_at=NOW - timedelta(days=2)).page) == ""
    assert render("places", EventPage(title="Vorschau", starts_at=NOW, ends_at=NOW + timedelta(days=1))) == ""
    assert render("sign_up", EventPage(title="Vorschau", starts_at=NOW, ends_at=NOW + timedelta(days=1))) == ""


@pytest.mark.parametrize("rows", [1, 30])
def test_places_of_a_list_need_two_statements(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    events = [make_event(capacity=5, starts_at=NOW + timedelta(days=number + 1)) for number in range(rows)]
    RegistrationFactory(event=events[0], party_size=2)
    with django_assert_num_queries(2):
        found = places_by_page([event.page_id for event in events])
    assert found[events[0].page_id] == Places(5, 2, 0)
    assert len(found) == rows


# --- The way in ---
def test_sign_up_for_a_visitor_is_a_link_without_any_cookie(client: Client) -> None:
    event = make_event()
    html = render("sign_up", event.page)
    assert quote(f"/termine/{event.page.slug}/anmelden/") in html
    assert "csrf" not in html


def test_sign_up_for_a_member_is_one_button() -> None:
    event = make_event(companions_max=1)
    html = render("sign_up", event.page, MemberFactory().person)
    assert "Mit einem Klick anmelden" in html
    assert "csrfmiddlewaretoken" in html
    assert "Mit Begleitpersonen oder Bemerkung" in html
    assert "Anderes Mitglied anmelden" in html


def test_sign_up_shows_the_way_to_the_own_registration() -> None:
    event, person = make_event(capacity=1), MemberFactory().person
    fill(event, 1)
    own = RegistrationFactory(event=event, state=Registration.State.WAITING, **mine(person))
    html = render("sign_up", event.page, person)
    assert "Sie stehen auf der Warteliste, Platz 1." in html
    assert f"/anmeldung/{token_of(own)}/" in html


def test_sign_up_says_why_not() -> None:
    assert "abgesagt" in render("sign_up", make_event(state=Event.State.CANCELLED).page)
    members_only = render("sign_up", make_event(members_only=True).page)
    assert "nur für Mitglieder" in members_only
    assert "Als Mitglied einloggen" in members_only
    assert "Anmelden" not in members_only.replace("anmelden", "")


# --- Who sees whom ---
def party_of(event: Event) -> tuple[Person, Person]:
    """Two members with a place: one who looks, one who shows some things to members and some to nobody."""
    looks, shown = MemberFactory().person, MemberFactory(person__first_name="Wiebke").person
    shown.pitch, shown.visibility = "Ich baue Treppen.", {**shown.visibility, "company": "board"}
    shown.save()
    RegistrationFactory(event=event, on_list=False, **mine(looks))
    RegistrationFactory(event=event, on_list=True, party_size=2, **mine(shown))
    RegistrationFactory(event=event, on_list=True, guest_name="Bernd Dirksen", guest_company="Druckerei Lütke")
    RegistrationFactory(event=event, on_list=False, guest_name="Frau Geheim")
    RegistrationFactory(event=event, on_list=True, guest_name="Wartende", state=Registration.State.WAITING)
    return looks, shown


def test_attendees_shows_members_with_a_place_who_agreed_and_what_they_show() -> None:
    event = make_event()
    looks, shown = party_of(event)
    assert shown.company
    html = render("attendees", event.page, looks)
    for visible in (shown.name, "Ich baue Treppen.", "und 1 Begleitperson", "Bernd Dirksen", "Druckerei Lütke"):
        assert visible in html
    for hidden in (shown.company.name, "Frau Geheim", "Wartende", looks.name, shown.email):
        assert hidden not in html


def test_attendees_is_for_nobody_else() -> None:
    event = make_event()
    party_of(event)
    waiting, former = MemberFactory().person, MemberFactory(period__until_on=date(2025, 1, 1)).person
    RegistrationFactory(event=event, state=Registration.State.WAITING, **mine(waiting))
    RegistrationFactory(event=event, **mine(former))
    for person in (None, MemberFactory().person, waiting, former):
        assert render("attendees", event.page, person) == ""


@pytest.mark.parametrize(("days_ago", "shown"), [(13, True), (15, False)])
def test_attendees_is_shown_until_two_weeks_after(days_ago: int, shown: bool) -> None:
    event = make_event(starts_at=NOW - timedelta(days=days_ago), duration=timedelta(hours=1))
    looks, _shown = party_of(event)
    assert ("Bernd Dirksen" in render("attendees", event.page, looks)) is shown


def test_attendees_behind_a_guests_link_show_only_what_is_for_everyone(client: Client) -> None:
    event = make_event()
    _looks, shown = party_of(event)
    guest = RegistrationFactory(event=event)
    html = client.get(f"/anmeldung/{token_of(guest)}/").content.decode()
    assert "Bernd Dirksen" in html
    assert shown.name in html
    assert "Ich baue Treppen." not in html
    Registration.objects.filter(pk=guest.pk).update(state=Registration.State.WAITING)
    assert "Bernd Dirksen" not in client.get(f"/anmeldung/{token_of(guest)}/").content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_attendees_need_the_same_statements_for_1_and_30(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event, looks = make_event(), MemberFactory().person
    RegistrationFactory(event=event, **mine(looks))
    for _ in range(rows):
        RegistrationFactory(event=event, on_list=True, **mine(MemberFactory().person))
    page = EventPage.objects.get(pk=event.page_id)
    with django_assert_num_queries(10):
        assert "Jonas" in render("attendees", page, looks)
