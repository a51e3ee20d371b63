"""The outbox in the editors' area: for the board, without the texts, with a button for what did not leave."""

import pytest
from django.core.mail import send_mail
from django.test import Client

from verein.models import LogEntry, Mail

pytestmark = pytest.mark.django_db


def make(state: str = Mail.State.FAILED, subject: str = "Ihr Anmeldecode") -> Mail:
    send_mail(subject, "Code: 4711", None, ["gast@example.org"])
    mail = Mail.objects.latest("pk")
    Mail.objects.filter(pk=mail.pk).update(state=state)
    return mail


def test_outbox_shows_state_and_recipient_but_no_text(board_client: Client) -> None:
    make()
    text = board_client.get("/admin/postausgang/").content.decode()
    assert "gast@example.org" in text
    assert "Fehlgeschlagen" in text
    assert "4711" not in text


def test_outbox_filters_by_state(board_client: Client) -> None:
    make(Mail.State.SENT, "Gesendete")
    make(Mail.State.UNKNOWN, "Unklare")
    text = board_client.get("/admin/postausgang/?status=unknown").content.decode()
    assert "Unklare" in text
    assert "Gesendete" not in text


def test_outbox_sends_a_failed_mail_again(board_client: Client) -> None:
    mail = make()
    board_client.post(f"/admin/postausgang/{mail.pk}/erneut/")
    assert Mail.objects.get(pk=mail.pk).state == Mail.State.QUEUED
    assert LogEntry.objects.filter(action="verein.resend_mail", actor=board_client.user).exists()


def test_outbox_is_for_the_board_only(
    client: Client,
    member_client: Client,
    treasurer_client: Client,
    event_editor_client: Client,
    editor_client: Client,
) -> None:
    mail = make()
    for asker in (client, member_client, treasurer_client, event_editor_client, editor_client):
        assert asker.get("/admin/postausgang/").status_code in (302, 403)
        assert asker.post(f"/admin/postausgang/{mail.pk}/erneut/").status_code in (302, 403)
    assert Mail.objects.get(pk=mail.pk).state == Mail.State.FAILED


def test_outbox_takes_constant_queries(board_client: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make()
    board_client.get("/admin/postausgang/")
    counts = []
    for more in (0, 29):
        for number in range(more):
            make(subject=f"Mail {number}")
        with CaptureQueriesContext(connection) as queries:
            board_client.get("/admin/postausgang/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
