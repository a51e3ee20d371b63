"""The only place that sends mail: an outbox table behind Django's e-mail backend, delivered by the queue."""

import logging
import smtplib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django_tasks import task

from . import audit
from .models import Association, Mail, MailAttachment

log = logging.getLogger(__name__)

MAX_TRIES = 8
BACKOFF = timedelta(minutes=2)  # doubled with every try: the last one comes about four hours after the first
STALE_AFTER = timedelta(minutes=10)


class OutboxBackend(BaseEmailBackend):
    """Writes every message into the outbox, one row a recipient, in the running transaction."""

    def send_messages(self, email_messages: Iterable[EmailMessage]) -> int:
        return sum(len(_queue(message)) for message in email_messages)


def queue_mail(
    template: str,
    *,
    to: str,
    context: Mapping[str, Any],
    language: str = "de",
    reply_to: str = "",
    attachments: Iterable[tuple[str, bytes, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Mail:
    """Render `templates/<template>.{subject.txt,txt,html}` in `language` and queue it for one recipient.

    `attachments` are (file name, content, content type). The mail's `kind` is the template's name.
    """
    association = Association.load()
    with translation.override(language):
        values = {**context, "association": association, "base_url": settings.BASE_URL, "language": language}
        subject = " ".join(render_to_string(f"{template}.subject.txt", values).split())
        message = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string(f"{template}.txt", values).strip() + "\n",
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[to],
            reply_to=[reply_to or association.email] if reply_to or association.email else None,
            headers=dict(headers or {}),
        )
        message.attach_alternative(render_to_string(f"{template}.html", {**values, "subject": subject}), "text/html")
    for name, content, content_type in attachments:
        message.attach(name, content, content_type)
    return _queue(message, kind=template)[0]


def _queue(message: EmailMessage, kind: str = "") -> list[Mail]:
    now = timezone.now()
    html = next((str(body) for body, type_ in getattr(message, "alternatives", []) if type_ == "text/html"), "")
    mails = []
    for recipient in message.recipients():
        mail = Mail.objects.create(
            message_id=make_msgid(domain=settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or None),
            kind=kind,
            to=recipient,
            from_email=message.from_email,
            reply_to=", ".join(message.reply_to or []),
            subject=" ".join(str(message.subject).split())[:255],
            text=str(message.body),
            html=html,
            headers=dict(message.extra_headers),
            created_at=now,
            queued_at=now,
        )
        MailAttachment.objects.bulk_create(
            MailAttachment(
                mail=mail,
                name=name,
                content_type=type_ or "application/octet-stream",
                content=content.encode() if isinstance(content, str) else content,
            )
            for name, content, type_ in message.attachments
        )
        deliver.enqueue(mail.pk)
        mails.append(mail)
    return mails


@task(queue_name="mail")
def deliver(mail_id: int) -> None:
    """Send one mail. Killed before the SMTP dialogue it is sent later; killed inside it becomes "unknown"."""
    connection = get_connection(settings.MAIL_TRANSPORT)
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        if mail := _take(mail_id):
            _try_later(mail, error)
        return
    try:
        if mail := _take(mail_id):
            if any(import_string(path)(mail.to) for path in settings.MAIL_SILENCED_BY):
                _withhold(mail)
            else:
                _send(mail, connection)
    finally:
        connection.close()


def _take(mail_id: int) -> Mail | None:
    """Mark a mail that is due as being sent; None when another worker has it, or it was sent, or is not due yet."""
    now = timezone.now()
    with transaction.atomic():
        mail = Mail.objects.select_for_update().filter(pk=mail_id, state=Mail.State.QUEUED).first()
        if mail is None or (mail.next_try_at and mail.next_try_at > now):
            return None
        mail.state, mail.tries, mail.next_try_at = Mail.State.SENDING, mail.tries + 1, now
        mail.save(update_fields=["state", "tries", "next_try_at"])
    return mail


def _send(mail: Mail, connection: BaseEmailBackend) -> None:
    try:
        connection.send_messages([_message(mail)])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
        if _is_permanent(error):
            _give_up(mail, Mail.State.FAILED, error)
        else:
            _try_later(mail, error)
    except (smtplib.SMTPException, OSError) as error:
        # The line broke inside the dialogue: the server may have taken the mail or not.
        _give_up(mail, Mail.State.UNKNOWN, error)
    except ValueError as error:  # an address or a header that cannot be written as a mail
        _give_up(mail, Mail.State.FAILED, error)
    else:
        mail.state, mail.sent_at, mail.error, mail.next_try_at = Mail.State.SENT, timezone.now(), "", None
        mail.save(update_fields=["state", "sent_at", "error", "next_try_at"])


def _withhold(mail: Mail) -> None:
    """Asked at the last moment, so that it also holds for what was queued before."""
    mail.state, mail.next_try_at = Mail.State.WITHHELD, None
    mail.save(update_fields=["state", "next_try_at"])


def _is_permanent(error: smtplib.SMTPException) -> bool:
    """5xx is final; 4xx (greylisting, mailbox busy) is worth another try."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500


def _message(mail: Mail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        mail.from_email,
        [mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={**mail.headers, "Message-ID": mail.message_id},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for attachment in mail.attachments.all():
        message.attach(attachment.name, bytes(attachment.content), attachment.content_type)
    return message


def _try_later(mail: Mail, error: Exception) -> None:
    if mail.tries >= MAX_TRIES:
        _give_up(mail, Mail.State.FAILED, error)
        return
    mail.state = Mail.State.QUEUED
    mail.next_try_at = timezone.now() + BACKOFF * 2 ** (mail.tries - 1)
    mail.error = f"{type(error).__name__}: {error}"[:2000]
    mail.save(update_fields=["state", "next_try_at", "error"])
    log.warning("mail %s: %s, try %s", mail.pk, type(error).__name__, mail.tries)


def _give_up(mail: Mail, state: str, error: Exception) -> None:
    """The board sees it in the outbox and decides."""
    mail.state, mail.next_try_at, mail.error = state, None, f"{type(error).__name__}: {error}"[:2000]
    mail.save(update_fields=["state", "next_try_at", "error"])
    log.error("mail %s is %s: %s", mail.pk, state, type(error).__name__)


def sweep(now: datetime) -> int:
    """Take up what is due again and what a killed worker left; returns how many mails were queued again."""
    Mail.objects.filter(state=Mail.State.SENDING, next_try_at__lt=now - STALE_AFTER).update(
        state=Mail.State.UNKNOWN, next_try_at=None
    )
    due = Mail.objects.filter(
        Q(next_try_at__lte=now, queued_at__lt=F("next_try_at"))  # its pause is over
        | Q(next_try_at=None) & Q(queued_at__lt=now - STALE_AFTER)  # its task is lost
        | Q(next_try_at__lte=now) & Q(queued_at__lt=now - STALE_AFTER),
        state=Mail.State.QUEUED,
    )
    ids = list(due.order_by("pk").values_list("pk", flat=True)[:500])
    for pk in ids:
        with transaction.atomic():
            Mail.objects.filter(pk=pk).update(queued_at=now)
            deliver.enqueue(pk)
    return len(ids)


@transaction.atomic
def resend(*, mail_id: int, actor: AbstractBaseUser, now: datetime) -> bool:
    """Queue a failed or unknown mail again; False when it is neither (somebody else was quicker)."""
    mail = Mail.objects.select_for_update().get(pk=mail_id)
    if mail.state not in (Mail.State.FAILED, Mail.State.UNKNOWN):
        return False
    mail.state, mail.tries, mail.next_try_at, mail.queued_at, mail.error = Mail.State.QUEUED, 0, None, now, ""
    mail.save(update_fields=["state", "tries", "next_try_at", "queued_at", "error"])
    deliver.enqueue(mail.pk)
    audit.log("verein.resend_mail", mail, actor=actor, at=now)
    return True
