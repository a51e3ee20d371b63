"""The outbox: nothing is lost, nothing is sent twice, the board sees what went wrong."""

import smtplib
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail import send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests import factories
from verein import mail
from verein.models import LogEntry, Mail

pytestmark = pytest.mark.django_db

DATABASE_QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}


class Server(BaseEmailBackend):
    """A mail server that answers what the test tells it to; `sent` is what it took."""

    at_open: Exception | None = None
    at_send: Exception | None = None
    sent: list[EmailMessage] = []

    def open(self) -> bool:
        if self.at_open:
            raise self.at_open
        return True

    def send_messages(self, email_messages: Any) -> int:
        if self.at_send:
            raise self.at_send
        self.sent.extend(email_messages)
        return len(email_messages)


@pytest.fixture
def server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[Server]:
    settings.MAIL_TRANSPORT = f"{__name__}.Server"
    monkeypatch.setattr(Server, "at_open", None)
    monkeypatch.setattr(Server, "at_send", None)
    monkeypatch.setattr(Server, "sent", [])
    return Server


def queued() -> Mail:
    send_mail("Ihr Platz", "Guten Tag", None, ["gast@example.org"])
    return Mail.objects.get()


def fresh() -> Mail:
    return Mail.objects.get()


def next_try() -> datetime:
    moment = fresh().next_try_at
    assert moment is not None
    return moment


def test_mail_waits_in_the_outbox_until_a_worker_delivers_it() -> None:
    message = queued()
    assert message.state == Mail.State.QUEUED
    assert not django_mail.outbox
    mail.deliver.call(message.pk)
    assert django_mail.outbox[0].to == ["gast@example.org"]
    assert django_mail.outbox[0].extra_headers["Message-ID"] == message.message_id
    assert fresh().state == Mail.State.SENT


def test_mail_and_its_task_are_part_of_the_transaction(settings: Any) -> None:
    settings.TASKS = DATABASE_QUEUE
    with transaction.atomic():
        queued()
        transaction.set_rollback(True)
    assert not Mail.objects.exists()
    assert not DBTaskResult.objects.exists()
    with transaction.atomic():
        message = queued()
        task = DBTaskResult.objects.get()  # written already, not when the transaction has ended
    assert (task.queue_name, task.args_kwargs["args"]) == ("mail", [message.pk])


def test_each_recipient_has_a_mail_of_its_own() -> None:
    send_mail("Einladung", "Text", None, ["a@example.org", "b@example.org"])
    assert sorted(Mail.objects.values_list("to", flat=True)) == ["a@example.org", "b@example.org"]


def test_delivering_twice_sends_once(server: type[Server]) -> None:
    message = queued()
    mail.deliver.call(message.pk)
    mail.deliver.call(message.pk)
    assert len(server.sent) == 1


def test_server_away_is_tried_again_later_and_longer_each_time(server: type[Server]) -> None:
    message = queued()
    server.at_open = ConnectionRefusedError("nobody there")
    pauses = []
    for _try in range(3):
        Mail.objects.update(next_try_at=None)
        before = timezone.now()
        mail.deliver.call(message.pk)
        pauses.append(round((next_try() - before) / timedelta(minutes=1)))
    assert fresh().state == Mail.State.QUEUED
    assert pauses == [2, 4, 8]
    server.at_open = None
    mail.deliver.call(message.pk)
    assert not server.sent, "the pause is not over"


def test_last_try_failing_is_shown_as_failed(server: type[Server]) -> None:
    message = queued()
    Mail.objects.update(tries=mail.MAX_TRIES - 1)
    server.at_open = ConnectionRefusedError("nobody there")
    mail.deliver.call(message.pk)
    assert fresh().state == Mail.State.FAILED
    assert "nobody there" in fresh().error


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"gast@example.org": (550, b"no such user")}), Mail.State.FAILED),
        (smtplib.SMTPRecipientsRefused({"gast@example.org": (450, b"greylisted")}), Mail.State.QUEUED),
        (smtplib.SMTPDataError(554, b"spam"), Mail.State.FAILED),
        (smtplib.SMTPDataError(451, b"later"), Mail.State.QUEUED),
        (smtplib.SMTPServerDisconnected("gone"), Mail.State.UNKNOWN),
        (TimeoutError("no answer after DATA"), Mail.State.UNKNOWN),
        (ValueError("header with line break"), Mail.State.FAILED),
    ],
)
def test_answers_of_the_server_decide_what_happens(server: type[Server], error: Exception, state: str) -> None:
    message = queued()
    server.at_send = error
    mail.deliver.call(message.pk)
    assert fresh().state == state


def test_worker_killed_before_the_dialogue_is_sent_later(settings: Any, server: type[Server]) -> None:
    settings.TASKS = DATABASE_QUEUE
    message = queued()
    DBTaskResult.objects.update(status="RUNNING")  # the worker took the task and was killed: it stays so for ever
    later = timezone.now() + mail.STALE_AFTER + timedelta(seconds=1)
    assert mail.sweep(timezone.now()) == 0
    assert mail.sweep(later) == 1
    assert mail.sweep(later) == 0, "no second task while the first has time"
    assert DBTaskResult.objects.ready().count() == 1
    mail.deliver.call(message.pk)
    assert len(server.sent) == 1


def test_worker_killed_inside_the_dialogue_is_unknown_and_not_sent_again(server: type[Server]) -> None:
    message = queued()
    Mail.objects.update(state=Mail.State.SENDING, next_try_at=timezone.now())
    later = timezone.now() + mail.STALE_AFTER + timedelta(seconds=1)
    mail.sweep(later)
    assert fresh().state == Mail.State.UNKNOWN
    mail.sweep(later + timedelta(days=1))
    mail.deliver.call(message.pk)
    assert not server.sent


def test_sweep_takes_up_a_mail_whose_pause_is_over(server: type[Server]) -> None:
    message = queued()
    server.at_open = ConnectionRefusedError()
    mail.deliver.call(message.pk)
    due = next_try()
    assert mail.sweep(due - timedelta(seconds=1)) == 0
    assert mail.sweep(due) == 1
    assert mail.sweep(due) == 0


def test_resend_queues_a_failed_mail_and_writes_the_log(server: type[Server]) -> None:
    message, actor = queued(), factories.UserFactory()
    Mail.objects.update(state=Mail.State.UNKNOWN, tries=3)
    assert mail.resend(mail_id=message.pk, actor=actor, now=timezone.now())
    mail.deliver.call(message.pk)
    assert fresh().state == Mail.State.SENT
    entry = LogEntry.objects.get(action="verein.resend_mail")
    assert (entry.actor_id, entry.object_id) == (actor.pk, str(message.pk))


@pytest.mark.parametrize("state", [Mail.State.QUEUED, Mail.State.SENDING, Mail.State.SENT])
def test_resend_of_a_mail_under_way_does_nothing(state: str) -> None:
    message = queued()
    Mail.objects.update(state=state)
    assert not mail.resend(mail_id=message.pk, actor=factories.UserFactory(), now=timezone.now())
    assert fresh().state == state
