"""The desk: everything the board does to one event, by the actions and with their reasons."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Companion, Event, Registration
from tests.factories import MemberFactory, RegistrationFactory, make_event
from verein.models import LogEntry, Mail

pytestmark = pytest.mark.django_db


def post(client: Client, url_name: str, /, *args: Any, **data: Any) -> str:
    """The text of the page that follows."""
    response = client.post(reverse(url_name, args=args), data, follow=True)
    assert response.status_code == 200
    return str(response.content.decode())


def member_registration(event: Event, **fields: Any) -> Registration:
    person = fields.pop("person", None) or MemberFactory().person
    return RegistrationFactory(event=event, person=person, guest_name="", guest_email="", **fields)


# --- By hand ---------------------------------------------------------------------------------------------------------
def test_add_a_member_by_hand(event_editor_client: Client) -> None:
    event, person = make_event(capacity=3), MemberFactory().person
    text = post(
        event_editor_client, "event_add", event.page_id, person=person.pk, companion_1="Anna Ahlers", remark="vegan"
    )
    registration = Registration.objects.get(event=event)
    assert (registration.person, registration.state, registration.party_size) == (person, "confirmed", 2)
    assert f"{person.name} ist angemeldet." in text
    assert Mail.objects.filter(to=person.email, kind="events/mail/confirmed").exists()
    entry = LogEntry.objects.get(action="events.register")
    assert entry.actor_id == event_editor_client.user.pk


def test_add_a_guest_without_an_address_by_hand(event_editor_client: Client) -> None:
    event = make_event(members_only=True, registration_closes_at=timezone.now() - timedelta(days=1))
    post(event_editor_client, "event_add", event.page_id, name="Bernd Brink", company="Brink GmbH")
    registration = Registration.objects.get(event=event)
    assert (registration.guest_name, registration.guest_email, registration.state) == ("Bernd Brink", "", "confirmed")
    assert not Mail.objects.filter(kind="events/mail/confirmed").exists()


def test_add_when_full_waits_and_says_so(event_editor_client: Client) -> None:
    event = make_event(capacity=1)
    RegistrationFactory(event=event)
    text = post(event_editor_client, "event_add", event.page_id, name="Clara Cordes")
    assert "auf der Warteliste" in text
    assert Registration.objects.get(guest_name="Clara Cordes").state == "waiting"


def test_add_refuses_twice_and_keeps_what_was_typed(event_editor_client: Client) -> None:
    event, person = make_event(), MemberFactory().person
    member_registration(event, person=person)
    text = post(event_editor_client, "event_add", event.page_id, person=person.pk, remark="ohne Nüsse")
    assert "ohne Nüsse" in text
    assert Registration.objects.count() == 1


@pytest.mark.parametrize("both", [True, False])
def test_add_wants_a_member_or_a_guest(event_editor_client: Client, both: bool) -> None:
    event, person = make_event(), MemberFactory().person
    data = {"person": person.pk, "name": "Dora"} if both else {"remark": "x"}
    text = post(event_editor_client, "event_add", event.page_id, **data)
    assert "eines von beiden" in text
    assert not Registration.objects.exists()


def test_add_offers_members_of_today_only(event_editor_client: Client) -> None:
    former = MemberFactory(period__until_on=date(2025, 1, 1)).person
    text = event_editor_client.get(reverse("event_add", args=[make_event().page_id])).content.decode()
    assert former.last_name not in text


# --- For somebody ----------------------------------------------------------------------------------------------------
def test_edit_changes_the_party_also_after_the_deadline(event_editor_client: Client) -> None:
    event = make_event(capacity=3, cancel_until=timezone.now() - timedelta(days=1))
    registration = RegistrationFactory(event=event)
    Companion.objects.create(registration=registration, name="Eva Evers")
    Registration.objects.update(party_size=2)
    form = event_editor_client.get(reverse("event_edit_registration", args=[registration.pk])).content.decode()
    assert "Eva Evers" in form
    post(event_editor_client, "event_edit_registration", registration.pk, companion_1="Eva Evers", companion_2="Finn")
    registration.refresh_from_db()
    assert registration.party_size == 3


def test_edit_refuses_a_party_larger_than_what_is_left(event_editor_client: Client) -> None:
    registration = RegistrationFactory(event=make_event(capacity=1))
    text = post(event_editor_client, "event_edit_registration", registration.pk, companion_1="Gesa Gers")
    assert "Gesa Gers" in text
    registration.refresh_from_db()
    assert registration.party_size == 1


def test_sign_off_moves_the_next_up_and_tells_both(event_editor_client: Client) -> None:
    event = make_event(capacity=1)
    coming, waiting = RegistrationFactory(event=event), RegistrationFactory(event=event, state="waiting")
    post(event_editor_client, "event_do", coming.pk, "abmelden")
    coming.refresh_from_db()
    waiting.refresh_from_db()
    assert (coming.state, waiting.state) == ("cancelled", "confirmed")
    assert set(Mail.objects.values_list("to", flat=True)) >= {coming.guest_email, waiting.guest_email}
    post(event_editor_client, "event_do", coming.pk, "wieder-anmelden")
    coming.refresh_from_db()
    assert coming.state == "waiting"


def test_move_up_by_hand_after_the_time_for_moving_up(event_editor_client: Client) -> None:
    event = make_event(capacity=5, promote_until=timezone.now() - timedelta(hours=1))
    RegistrationFactory(event=event, state="waiting")
    second = RegistrationFactory(event=event, state="waiting")
    post(event_editor_client, "event_do", second.pk, "nachruecken")
    second.refresh_from_db()
    assert second.state == "confirmed"


def test_move_up_by_hand_above_the_capacity_is_refused_with_the_reason(event_editor_client: Client) -> None:
    event = make_event(capacity=1)
    RegistrationFactory(event=event)
    waiting = RegistrationFactory(event=event, state="waiting", party_size=2)
    post(event_editor_client, "event_do", waiting.pk, "nachruecken")
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_verbs_are_posts_and_known(event_editor_client: Client) -> None:
    registration = RegistrationFactory()
    assert event_editor_client.get(reverse("event_do", args=[registration.pk, "abmelden"])).status_code == 405
    assert event_editor_client.post(reverse("event_do", args=[registration.pk, "unfug"])).status_code == 404


# --- Places and state ------------------------------------------------------------------------------------------------
def test_more_places_move_people_up(event_editor_client: Client) -> None:
    event = make_event(capacity=1)
    RegistrationFactory(event=event)
    waiting = RegistrationFactory(event=event, state="waiting")
    post(event_editor_client, "event_places", event.page_id, capacity="2")
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"


def test_fewer_places_put_nobody_out_and_name_the_latest(event_editor_client: Client) -> None:
    event = make_event(capacity=2)
    now = timezone.now()
    RegistrationFactory(event=event, queued_at=now - timedelta(hours=2))
    late = RegistrationFactory(event=event, queued_at=now, guest_name="Hilke Späth")
    text = post(event_editor_client, "event_places", event.page_id, capacity="1")
    assert "Die Letzten: Hilke Späth" in text
    late.refresh_from_db()
    assert late.state == "confirmed"
    wrong = post(event_editor_client, "event_places", event.page_id, capacity="viele")
    assert "viele" in wrong
    event.refresh_from_db()
    assert event.capacity == 1


def test_cancel_shows_who_is_told_and_tells_them(event_editor_client: Client) -> None:
    event = make_event()
    told = RegistrationFactory(event=event, guest_name="Ida Imhof")
    RegistrationFactory(event=event, guest_name="Jan ohne Adresse", guest_email="")
    form = event_editor_client.get(reverse("event_state", args=[event.page_id, "absagen"])).content.decode()
    assert form.index("Ida Imhof") < form.index("Jan ohne Adresse")
    assert not Mail.objects.exists()
    post(event_editor_client, "event_state", event.page_id, "absagen", note="Sturm")
    event.refresh_from_db()
    assert (event.state, event.state_note) == ("cancelled", "Sturm")
    assert Mail.objects.get(kind="events/mail/event_cancelled").to == told.guest_email
    post(event_editor_client, "event_state", event.page_id, "findet-statt", note="Doch kein Sturm")
    event.refresh_from_db()
    assert event.state == "planned"
    assert Mail.objects.filter(kind="events/mail/event_reinstated", to=told.guest_email).exists()


def test_cancel_twice_is_refused_with_the_reason(event_editor_client: Client) -> None:
    event = make_event(state=Event.State.CANCELLED)
    text = post(event_editor_client, "event_state", event.page_id, "absagen", note="nochmal")
    assert "nochmal" in text
    assert not LogEntry.objects.filter(action="events.cancel").exists()


def test_postpone_moves_the_page_and_tells_everybody(event_editor_client: Client) -> None:
    event = make_event()
    registration = RegistrationFactory(event=event)
    start = timezone.localtime(event.page.starts_at + timedelta(days=7)).replace(second=0, microsecond=0)
    data = {"starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + timedelta(hours=1):%Y-%m-%dT%H:%M}"}
    wrong = post(
        event_editor_client, "event_state", event.page_id, "verlegen", **{**data, "ends_at": data["starts_at"]}
    )
    assert "Das Ende muss nach dem Beginn liegen." in wrong
    post(event_editor_client, "event_state", event.page_id, "verlegen", note="", **data)
    event.refresh_from_db()
    event.page.refresh_from_db()
    assert (event.state, timezone.localtime(event.page.starts_at)) == ("postponed", start)
    assert Mail.objects.get(kind="events/mail/event_postponed").to == registration.guest_email


# --- Who may ---------------------------------------------------------------------------------------------------------
def desk_urls(registration: Registration) -> list[str]:
    page = registration.event.page_id
    names = ("event_desk", "event_places", "event_sheet", "event_export", "event_add", "event_attendance")
    return [
        reverse("event_desks"),
        *(reverse(name, args=[page]) for name in names),
        reverse("event_state", args=[page, "absagen"]),
        reverse("event_edit_registration", args=[registration.pk]),
    ]


def test_desk_is_open_to_event_editors_and_board(event_editor_client: Client, board_client: Client) -> None:
    urls = desk_urls(RegistrationFactory())
    for client in (event_editor_client, board_client):
        assert {client.get(url).status_code for url in urls} == {200}


def test_desk_is_closed_to_everybody_else(
    member_client: Client, treasurer_client: Client, editor_client: Client
) -> None:
    registration = RegistrationFactory(guest_name="Geheimer Gast")
    former = MemberFactory(period__until_on=date(2025, 1, 1)).person.user
    former_client = Client()
    former_client.force_login(former, backend="members.adapters.SignInBackend")
    for nobody in (Client(), member_client, former_client, treasurer_client, editor_client):
        for url in desk_urls(registration):
            for response in (nobody.get(url), nobody.post(url, {"note": "x", "capacity": 1})):
                assert "Geheimer Gast" not in response.content.decode(errors="replace")
                assert response.status_code in {302, 403}
        nobody.post(reverse("event_do", args=[registration.pk, "abmelden"]))
    registration.refresh_from_db()
    assert registration.state == "confirmed"
    assert registration.event.state == "planned"
    assert not LogEntry.objects.exclude(action__startswith="members").exists()
