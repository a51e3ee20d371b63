"""`/mein/`: what is mine and what is new, for members; for former members only what is theirs."""

import html
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from events.models import Registration
from home.models import NewsIndexPage, NewsPage
from members.models import Person, Seat
from members.queries import BOARD_GROUP
from tests.factories import (
    MemberFactory,
    PersonFactory,
    RegistrationFactory,
    UserFactory,
    make_event,
    sign_in,
    user_in_group,
)
from tests.members.test_visibility import BOARD, EVERYONE, MEMBERS, NOBODY

pytestmark = pytest.mark.django_db


def text_of(client: Client) -> str:
    response = client.get("/mein/")
    assert response.status_code == 200
    return html.unescape(response.content.decode()).partition('id="inhalt"')[2].partition("</main>")[0]


def register(person: Person, **fields: object) -> Registration:
    return RegistrationFactory(person=person, guest_name="", guest_email="", **fields)


def publish_news(title: str = "Ein neues Dach", **fields: object) -> None:
    page = NewsPage(title=title, published_on=timezone.localdate(), **fields)
    NewsIndexPage.objects.get().add_child(instance=page)


def new_member(last_name: str, listed: str = MEMBERS, days: int = 10) -> Person:
    joined = timezone.localdate() - timedelta(days=days)
    return MemberFactory(person__last_name=last_name, person__listed=listed, period__from_on=joined).person


def test_start_page_wants_a_login(client: Client) -> None:
    response = client.get("/mein/")
    assert (response.status_code, response["Location"]) == (302, "/konto/login/?next=/mein/")
    assert settings.LOGIN_REDIRECT_URL == "/mein/"


def test_start_page_is_never_cached(member_client: Client) -> None:
    assert "no-store" in member_client.get("/mein/")["Cache-Control"]


def test_member_sees_the_next_meeting_and_signs_up_there(member_client: Client) -> None:
    event = make_event(title="Unternehmerfrühstück", capacity=5)
    make_event(title="Betriebsbesuch", starts_at=timezone.now() + timedelta(days=30))
    text = text_of(member_client)
    assert "Unternehmerfrühstück" in text
    assert "Betriebsbesuch" not in text
    assert f'action="/termine/{event.page.slug}/anmelden/"' in text
    member_client.post(f"/termine/{event.page.slug}/anmelden/", {"one_click": "1"})
    assert "Sie sind angemeldet." in text_of(member_client)


def test_member_sees_own_registrations_and_their_state(member_client: Client) -> None:
    person = member_client.user.person
    register(person, event=make_event(title="Hafenrundfahrt"))
    register(person, event=make_event(title="Werftbesuch"), state=Registration.State.WAITING)
    register(person, event=make_event(title="Sommerfest", state="cancelled"))
    RegistrationFactory(event=make_event(title="Ohne mich", starts_at=timezone.now() + timedelta(days=20)))
    mine = text_of(member_client).partition('id="anmeldungen"')[2].partition("</section>")[0]
    assert ("Hafenrundfahrt" in mine, "Werftbesuch" in mine, "Sommerfest" in mine) == (True, True, True)
    assert "Ohne mich" not in mine
    for state in ("angemeldet", "Warteliste, Platz 1", "Veranstaltung abgesagt"):
        assert state in mine, state


def test_member_sees_what_is_new(member_client: Client) -> None:
    publish_news("Ein neues Dach")
    publish_news("Ein Entwurf", live=False)
    make_event(title="Rückblick Werft", starts_at=timezone.now() - timedelta(days=9), recap="<p>Schön war es.</p>")
    make_event(title="Ohne Bericht", starts_at=timezone.now() - timedelta(days=8))
    text = text_of(member_client)
    assert ("Ein neues Dach" in text, "Rückblick Werft" in text) == (True, True)
    assert ("Ein Entwurf" in text, "Ohne Bericht" in text) == (False, False)


def test_member_sees_new_members_who_show_themselves(member_client: Client) -> None:
    for name, listed in (("Offen", EVERYONE), ("Intern", MEMBERS), ("Vorstandssache", BOARD), ("Verborgen", NOBODY)):
        new_member(name, listed)
    new_member("Altgedient", days=400)
    text = text_of(member_client)
    assert [name in text for name in ("Offen", "Intern", "Vorstandssache", "Verborgen", "Altgedient")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_a_new_face_of_an_old_member_company_is_new(member_client: Client) -> None:
    company = member_client.user.person.company
    member = MemberFactory(person=None, company=company)
    successor = PersonFactory(last_name="Nachfolger", company=company)
    Seat.objects.create(member=member, person=successor, from_on=timezone.localdate())
    assert "Nachfolger" in text_of(member_client)


def test_member_is_led_to_profile_calendar_and_account(member_client: Client) -> None:
    text = text_of(member_client)
    for address in ("/mein/profil/", "/mein/termine/", "/mein/kalender/", "/konto/", "/mitglieder/"):
        assert f'href="{address}"' in text
        assert member_client.get(address).status_code == 200, address
    assert 'href="/admin/"' not in text


def test_board_is_led_to_the_back_office(client: Client) -> None:
    sign_in(client, user_in_group(BOARD_GROUP))
    assert 'href="/admin/"' in text_of(client)


def test_admitted_person_sees_only_what_is_theirs_until_the_membership_begins(client: Client) -> None:
    person = MemberFactory(period__from_on=timezone.localdate() + timedelta(days=30)).person
    sign_in(client, person.user, second_factor=False)
    new_member("Neuling", EVERYONE)
    register(person, event=make_event(title="Hafenrundfahrt"))
    text = text_of(client)
    assert "Neuling" not in text
    assert "Hafenrundfahrt" in text
    assert 'href="/mitglieder/"' not in text
    for address in ("/mein/profil/", "/mein/termine/", "/mein/kalender/", "/konto/"):
        assert f'href="{address}"' in text
        assert client.get(address).status_code == 200, address


def test_account_without_a_person_is_not_led_astray(client: Client) -> None:
    sign_in(client, UserFactory(), second_factor=False)
    text = text_of(client)
    assert "/mein/profil/" not in text
    assert "Zurzeit ist kein Termin geplant." in text


@pytest.mark.parametrize("rows", [1, 30])
def test_start_page_asks_a_fixed_number_of_statements(
    member_client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    person = member_client.user.person
    for number in range(rows):
        register(person, event=make_event(starts_at=timezone.now() + timedelta(days=9 + number)))
        make_event(starts_at=timezone.now() - timedelta(days=9), recap="<p>Schön.</p>")
        publish_news(slug=f"dach-{number}")
        new_member(f"Neu{number}")
        PersonFactory()
    member_client.get("/mein/")
    with django_assert_num_queries(STATEMENTS):
        member_client.get("/mein/")


STATEMENTS = 24


def test_start_greets_with_the_whole_name_as_sie_asks_for(member_client: Client) -> None:
    person = Person.objects.get(user=member_client.user)
    assert f"Guten Tag, {person.name}" in text_of(member_client)
