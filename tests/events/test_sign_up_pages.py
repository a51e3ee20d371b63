"""The pages of registering: one click, the guest's form, the link in the mail; who may, and what stays typed."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from events.actions.registration import Guest, Party, register
from events.models import Event, Registration
from events.queries.registration import token_of
from tests.factories import MemberFactory, RegistrationFactory, make_event, sign_in
from verein.models import Mail

pytestmark = pytest.mark.django_db
GUEST = {"name": "Bernd Dirksen", "company": "Druckerei Lütke", "email": "bernd@example.org", "remark": "vegetarisch"}


def url(event: Event) -> str:
    return f"/termine/{event.page.slug}/anmelden/"


def link(registration: Registration) -> str:
    return f"/anmeldung/{token_of(registration)}/"


def state_of(registration: Registration) -> str:
    return Registration.objects.get(pk=registration.pk).state


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


# --- Guests ----------------------------------------------------------------------------------------------------------
def test_guest_signs_up_and_sees_the_neutral_page(client: Client) -> None:
    event = make_event(companions_max=2)
    page = client.get(url(event))
    assert "Auf der Teilnehmerliste zeigen" in text(page)
    assert "/datenschutz/" in page.content.decode()
    assert 'id="id_on_list" checked' not in page.content.decode()
    response = client.post(url(event), {**GUEST, "companion_1": "Mia Çelik", "companion_2": ""}, follow=True)
    assert "Postfach" in text(response)
    registration = Registration.objects.get()
    assert (registration.guest_name, registration.party_size, registration.on_list) == ("Bernd Dirksen", 2, False)
    assert Mail.objects.get().to == "bernd@example.org"


def test_guest_known_or_new_sees_the_same_page(client: Client) -> None:
    event = make_event()
    new = client.post(url(event), GUEST, follow=True)
    known = client.post(url(event), {**GUEST, "name": "Jemand anders"}, follow=True)
    assert (new.content, new.redirect_chain) == (known.content, known.redirect_chain)
    assert Registration.objects.count() == 1


def test_guest_full_or_not_sees_the_same_page(client: Client) -> None:
    event = make_event(capacity=1)
    first = client.post(url(event), GUEST, follow=True)
    assert "auf die Warteliste" in text(client.get(url(event)))
    second = client.post(url(event), {**GUEST, "email": "zwei@example.org"}, follow=True)
    assert first.content == second.content
    assert Mail.objects.get(to="zwei@example.org").kind == "events/mail/waiting"


def test_guest_refused_keeps_what_was_typed(client: Client) -> None:
    event = make_event(companions_max=1)
    companions = {"companion_1": "Mia Çelik", "companion_2": "Özlem Öz", "companion_3": "Jan Ude"}
    response = client.post(url(event), {**GUEST, **companions})
    assert "höchstens 1 Begleitperson" in text(response)
    for typed in (*GUEST.values(), *companions.values()):
        assert typed in response.content.decode()
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"registration_closes_at": timezone.now() - timedelta(hours=1)}, "Anmeldeschluss"),
        ({"state": Event.State.CANCELLED}, "abgesagt"),
        ({"members_only": True}, "nur für Mitglieder"),
    ],
)
def test_guest_is_told_why_not_and_a_form_sent_too_late_is_not_lost(client: Client, fields: dict, reason: str) -> None:
    event = make_event(**fields)
    page = client.get(url(event))
    assert reason in text(page)
    assert 'name="email"' not in page.content.decode()
    late = client.post(url(event), GUEST)
    assert reason in text(late)
    assert "bernd@example.org" in late.content.decode()


def test_sign_up_for_a_draft_or_an_unknown_event_is_404(client: Client) -> None:
    assert client.get(url(make_event(live=False))).status_code == 404
    assert client.get("/termine/gibt-es-nicht/anmelden/").status_code == 404


def test_admitted_person_signs_up_as_a_guest_until_the_membership_begins() -> None:
    person = MemberFactory(period__from_on=timezone.localdate() + timedelta(days=30)).person
    client = sign_in(Client(), person.user)
    event = make_event()
    assert person.email in client.get(url(event)).content.decode()
    client.post(url(event), {"name": person.name, "email": person.email})
    assert Registration.objects.get().person is None
    assert event.page.title in text(client.get("/mein/termine/"))


# --- Members ---------------------------------------------------------------------------------------------------------
def test_member_signs_up_with_one_click(member_client: Client) -> None:
    event = make_event(companions_max=2)
    response = member_client.post(url(event), {"one_click": "1"})
    assert unquote(response.url) == event.page.address
    registration = Registration.objects.get()
    assert (registration.person.user, registration.on_list) == (member_client.user, True)
    assert registration.registered_by is None


def test_member_one_click_follows_the_own_default_for_lists(member_client: Client) -> None:
    person = member_client.user.person
    person.show_on_lists = False
    person.save()
    member_client.post(url(make_event()), {"one_click": "1"})
    assert Registration.objects.get().on_list is False


def test_member_one_click_refused_says_why(member_client: Client) -> None:
    response = member_client.post(url(make_event(state=Event.State.CANCELLED)), {"one_click": "1"})
    assert "abgesagt" in text(response)


def test_member_signs_up_with_companions_and_remark(member_client: Client) -> None:
    event = make_event(companions_max=2)
    assert 'name="email"' not in member_client.get(url(event)).content.decode()
    member_client.post(url(event), {"companion_1": "Mia Çelik", "remark": "später", "on_list": "on"})
    registration = Registration.objects.get()
    assert (registration.party_size, registration.remark, registration.on_list) == (2, "später", True)


def test_member_registered_is_led_to_the_own_registration(member_client: Client) -> None:
    event = make_event()
    member_client.post(url(event), {"one_click": "1"})
    assert member_client.get(url(event)).url == link(Registration.objects.get())


# --- The link --------------------------------------------------------------------------------------------------------
def test_link_shows_changes_and_cancels_without_login(client: Client) -> None:
    registration = RegistrationFactory(event=make_event(companions_max=1))
    assert registration.guest_name in text(client.get(link(registration)))
    response = client.post(
        link(registration), {"action": "change", "companion_1": "Mia Çelik", "on_list": "on"}, follow=True
    )
    assert "gespeichert" in text(response)
    registration.refresh_from_db()
    assert (registration.party_size, registration.on_list) == (2, True)
    assert "Teilnahme ist abgesagt" in text(client.post(link(registration), {"action": "cancel"}, follow=True))
    assert state_of(registration) == Registration.State.CANCELLED
    assert "wieder angemeldet" in text(client.post(link(registration), {"action": "reinstate"}, follow=True))
    assert state_of(registration) == Registration.State.CONFIRMED


def test_link_works_where_browsers_send_no_cookie_and_no_origin() -> None:
    registration = RegistrationFactory()
    client = Client(enforce_csrf_checks=True)
    response = client.post(link(registration), {"action": "cancel"}, headers={"origin": "null"})
    assert response.status_code == 302
    assert not response.cookies


def test_link_refused_keeps_what_was_typed(client: Client) -> None:
    registration = RegistrationFactory(event=make_event(companions_max=1, capacity=1))
    response = client.post(link(registration), {"action": "change", "companion_1": "Mia Çelik", "remark": "spät"})
    assert "insgesamt nur 1 Platz" in text(response)
    assert "Mia Çelik" in response.content.decode()
    registration.refresh_from_db()
    assert registration.party_size == 1


def test_link_after_the_deadline_shows_but_does_not_change(client: Client) -> None:
    registration = RegistrationFactory(event=make_event(cancel_until=timezone.now() - timedelta(hours=1)))
    page = client.get(link(registration))
    assert "Änderungen waren bis" in text(page)
    assert "Teilnahme absagen" not in text(page)
    assert "Absagen war bis" in text(client.post(link(registration), {"action": "cancel"}))
    assert state_of(registration) == Registration.State.CONFIRMED


def test_link_keeps_its_address_to_itself(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    dead = RegistrationFactory(event=make_event(starts_at=timezone.now() - timedelta(hours=3)))
    for registration in (RegistrationFactory(), dead):
        response = client.get(link(registration))
        assert response["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
    assert not caplog.records


@pytest.mark.parametrize("kind", ["dead", "forged", "nonsense"])
def test_link_dead_or_forged_opens_nothing(client: Client, kind: str) -> None:
    dead = RegistrationFactory(event=make_event(starts_at=timezone.now() - timedelta(hours=3)))
    forged = Signer(sep=".", salt="something else").sign(RegistrationFactory().public_id.hex)
    address = {"dead": link(dead), "forged": f"/anmeldung/{forged}/", "nonsense": "/anmeldung/abc/"}[kind]
    for method in (client.get, client.post):
        response = method(address)
        assert response.status_code == 404
        assert "Dieser Link gilt nicht mehr" in text(response)
    assert state_of(dead) == Registration.State.CONFIRMED


def test_link_shows_the_online_link_only_to_who_has_a_place(client: Client) -> None:
    event = make_event(online_url="https://treff.example.org/raum")
    has_place = RegistrationFactory(event=event)
    waits = RegistrationFactory(event=event, state=Registration.State.WAITING)
    assert "treff.example.org" in client.get(link(has_place)).content.decode()
    assert "treff.example.org" not in client.get(link(waits)).content.decode()


def test_no_thank_you_opens_a_page_and_only_its_button_declines(client: Client) -> None:
    event = make_event(capacity=1)
    moved = RegistrationFactory(event=event, promoted_at=timezone.now())
    waits = RegistrationFactory(event=event, state=Registration.State.WAITING)
    address = f"{link(moved)}nein-danke/"
    assert "Nein danke" in text(client.get(address))
    assert state_of(moved) == Registration.State.CONFIRMED
    client.post(address)
    client.post(address)  # a second click does no harm
    assert (state_of(moved), state_of(waits)) == (Registration.State.CANCELLED, Registration.State.CONFIRMED)


# --- My events -------------------------------------------------------------------------------------------------------
def test_my_events_shows_coming_waiting_and_past(member_client: Client) -> None:
    person, now = member_client.user.person, timezone.now()
    mine = {"person": person, "guest_name": "", "guest_email": ""}
    full = make_event(capacity=1, title="Voller Abend")
    RegistrationFactory(event=full)
    register(event=full, who=Guest(name="Vorher", email="vorher@example.org"), party=Party(), now=now)
    register(event=full, who=person, party=Party(), now=now)
    past = make_event(title="Sommerfest", starts_at=now - timedelta(days=60))
    RegistrationFactory(event=past, attendance=Registration.Attendance.PRESENT, **mine)
    RegistrationFactory(event=make_event(title="Fremder Termin"))
    page = text(member_client.get("/mein/termine/"))
    assert "Voller Abend" in page
    assert "Warteliste, Platz 2" in page
    assert "Sommerfest" in page
    assert "anwesend" in page
    assert "Fremder Termin" not in page


def test_my_events_asks_a_stranger_to_log_in(client: Client) -> None:
    response = client.get("/mein/termine/")
    assert response.status_code == 302
    assert response.url.startswith("/konto/")


@pytest.mark.parametrize("rows", [1, 30])
def test_my_events_needs_the_same_statements_for_1_and_30(
    member_client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mine = {"person": member_client.user.person, "guest_name": "", "guest_email": ""}
    for number in range(rows):
        RegistrationFactory(
            event=make_event(starts_at=timezone.now() + timedelta(days=number + 1)),
            state=Registration.State.WAITING,
            **mine,
        )
        RegistrationFactory(event=make_event(starts_at=timezone.now() - timedelta(days=number + 1)), **mine)
    with django_assert_num_queries(13):
        member_client.get("/mein/termine/")


def test_thirty_first_guest_from_one_connection_within_an_hour_is_refused_and_nothing_is_lost(
    settings: Any, client: Client
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    event = make_event()
    for number in range(30):
        sent = {**GUEST, "email": f"gast{number}@example.org"}
        assert client.post(url(event), sent, HTTP_X_FORWARDED_FOR="198.51.100.7").status_code == 302

    refused = client.post(url(event), GUEST, HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.7")

    assert refused.status_code == 429
    assert "in einer Stunde noch einmal" in text(refused)
    for typed in GUEST.values():
        assert typed in refused.content.decode()
    assert Registration.objects.count() == 30
    elsewhere = client.post(url(event), GUEST, HTTP_X_FORWARDED_FOR="198.51.100.7, 203.0.113.9")
    assert elsewhere.status_code == 302


def test_limit_on_guests_does_not_count_members(settings: Any, member_client: Client) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "guest_registration": "1/h/ip"}
    for _number in range(3):
        assert member_client.post(url(make_event()), {"one_click": ""}).status_code == 302
    answers = [Client().post(url(make_event()), {**GUEST, "email": f"g{number}@example.org"}) for number in range(2)]
    assert [answer.status_code for answer in answers] == [302, 429]
