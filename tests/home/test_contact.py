"""The contact form: a message reaches the association, programs do not, and nothing typed is lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from tests import factories
from verein.models import LogEntry, Mail

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TYPED = {
    "topic": "mitgliedschaft",
    "name": "Grete Gast",
    "email": "grete@example.org",
    "message": "Guten Tag, ich möchte Sie kennenlernen.",
    "website": "",
}


def send(
    client: Client, *, after: timedelta = timedelta(seconds=30), came_from: str = "192.0.2.1", **typed: Any
) -> HttpResponse:
    """Open the form at NOW, send it `after` a while."""
    with time_machine.travel(NOW, tick=False):
        opened = client.get("/kontakt/").context["form"]["opened"].value()
    with time_machine.travel(NOW + after, tick=False):
        return client.post(  # type: ignore[return-value]
            "/kontakt/", {**TYPED, "opened": opened, **typed}, headers={"X-Forwarded-For": came_from}
        )


def test_message_reaches_the_association_which_answers_the_sender(client: Client) -> None:
    response = send(client)
    assert response["Location"] == "/kontakt/danke/"
    mail = Mail.objects.get()
    assert (mail.to, mail.reply_to) == ("buero@example.org", "grete@example.org")
    assert mail.subject == "Nachricht von Grete Gast: Mitgliedschaft"
    assert "ich möchte Sie kennenlernen" in mail.text
    assert "ich möchte Sie kennenlernen" in mail.html
    assert "Vielen Dank für Ihre Nachricht" in client.get("/kontakt/danke/").content.decode()


def test_message_is_logged_without_its_content(client: Client) -> None:
    send(client)
    entry = LogEntry.objects.get(action="home.contact")
    assert (entry.actor_id, entry.fields) == (None, [])


def test_sender_gets_no_copy(client: Client) -> None:
    send(client)
    assert not Mail.objects.filter(to="grete@example.org").exists()


def test_message_cannot_add_headers_or_html(client: Client) -> None:
    send(client, name="Grete\r\nBcc: x@example.org", message="<script>alert(1)</script>")
    mail = Mail.objects.get()
    assert "\n" not in mail.subject
    assert "<script>" not in mail.html


def test_english_visitor_writes_to_a_german_office(client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        opened = client.get("/kontakt/").context["form"]["opened"].value()
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        client.post("/kontakt/", {**TYPED, "opened": opened}, headers={"accept-language": "en"})
    mail = Mail.objects.get()
    assert mail.subject == "Nachricht von Grete Gast: Mitgliedschaft"
    assert "auf Englisch gelesen" in mail.text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"name": ""}, "Dieses Feld muss ausgefüllt werden."),
        ({"email": "grete@"}, "gültige E-Mail-Adresse"),
        ({"message": " "}, "Dieses Feld muss ausgefüllt werden."),
        ({"topic": "quatsch"}, "keine gültige Auswahl"),
    ],
)
def test_wrong_entries_are_named_and_nothing_typed_is_lost(client: Client, typed: dict[str, Any], message: str) -> None:
    response = send(client, **typed)
    text = response.content.decode()
    assert (response.status_code, Mail.objects.count()) == (200, 0)
    assert message in text
    for name in {"name", "email", "message"} - set(typed):
        assert TYPED[name] in text


def test_program_that_fills_the_hidden_field_is_thanked_and_ignored(client: Client) -> None:
    response = send(client, website="https://spam.example")
    assert response["Location"] == "/kontakt/danke/"
    assert Mail.objects.count() == 0


def test_program_that_is_too_quick_is_asked_to_wait(client: Client) -> None:
    response = send(client, after=timedelta(seconds=1))
    text = response.content.decode()
    assert "Das ging sehr schnell." in text
    assert "ich möchte Sie kennenlernen" in text
    assert Mail.objects.count() == 0


@pytest.mark.parametrize("opened", ["", "1764000000", "gefälscht:1234"])
def test_form_without_our_signed_time_is_refused_but_can_be_sent_again(client: Client, opened: str) -> None:
    response = send(client, opened=opened)
    assert "zu lange offen" in response.content.decode()
    assert Mail.objects.count() == 0
    again = response.context["form"]["opened"].value()
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        assert client.post("/kontakt/", {**TYPED, "opened": again}).status_code == 302
    assert Mail.objects.count() == 1


def test_form_open_since_yesterday_keeps_the_message(client: Client) -> None:
    response = send(client, after=timedelta(hours=25))
    text = response.content.decode()
    assert "zu lange offen" in text
    assert "ich möchte Sie kennenlernen" in text


def test_sixth_message_within_an_hour_is_refused_and_kept(client: Client) -> None:
    for _number in range(5):
        assert send(client).status_code == 302
    response = send(client)
    assert response.status_code == 429
    assert "in einer Stunde noch einmal" in response.content.decode()
    assert "ich möchte Sie kennenlernen" in response.content.decode()
    assert Mail.objects.count() == 5


def test_without_an_address_of_the_association_editors_are_told_why(board_client: Client) -> None:
    factories.complete_association(email="")
    assert "E-Mail-Adresse des Vereins fehlt" in send(board_client).content.decode()
    assert Mail.objects.count() == 0


def test_link_chooses_the_topic(client: Client) -> None:
    assert '<option value="mitgliedschaft" selected>' in client.get("/kontakt/?thema=mitgliedschaft").content.decode()


def test_member_need_not_type_what_we_know(member_client: Any) -> None:
    text = member_client.get("/kontakt/").content.decode()
    assert f'value="{member_client.user.email}"' in text


def test_form_sets_the_csrf_cookie_and_no_other(client: Client) -> None:
    assert set(client.get("/kontakt/").cookies) == {settings.CSRF_COOKIE_NAME}
    assert not client.get("/kontakt/danke/").cookies


def test_form_without_a_token_is_refused() -> None:
    assert Client(enforce_csrf_checks=True).post("/kontakt/", TYPED).status_code == 403
    assert Mail.objects.count() == 0


def test_limit_counts_the_visitor_and_not_the_proxy(settings: Any, client: Client) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # as BEHIND_PROXY sets it
    for number in range(6):
        assert send(client, came_from=f"198.51.100.{number}").status_code == 302
