"""The only place that sends mail: an outbox table behind Django's e-mail backend, delivered by the queue."""

import logging
import smtplib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_tasks import task

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
    """Send one mail. Killed before the SMTP dialogue it is sent later; killed inside it stays "unknown"."""
    with transaction.atomic():
        mail = Mail.objects.select_for_update().filter(pk=mail_id, state=Mail.State.QUEUED).first()
        if mail is None or (mail.next_try_at and mail.next_try_at > timezone.now()):
            return
        mail.state, mail.tries, mail.next_try_at = Mail.State.SENDING, mail.tries + 1, timezone.now()
        mail.save(update_fields=["state", "tries", "next_try_at"])
    try:
        _message(mail).send()
    except (smtplib.SMTPException, OSError) as error:
        _failed(mail, error)
    else:
        Mail.objects.filter(pk=mail.pk).update(
            state=Mail.State.SENT, sent_at=timezone.now(), error="", next_try_at=None
        )


def _message(mail: Mail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        mail.from_email,
        [mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={**mail.headers, "Message-ID": mail.message_id},
        connection=get_connection(settings.MAIL_TRANSPORT),
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for attachment in mail.attachments.all():
        message.attach(attachment.name, bytes(attachment.content), attachment.content_type)
    return message


def _failed(mail: Mail, error: Exception) -> None:
    """Permanent refusals and the last try are "failed" and shown to the board; the rest is tried again later."""
    permanent = isinstance(error, smtplib.SMTPResponseException) and 500 <= error.smtp_code < 600
    permanent = permanent or isinstance(error, smtplib.SMTPRecipientsRefused) or mail.tries >= MAX_TRIES
    mail.state = Mail.State.FAILED if permanent else Mail.State.QUEUED
    mail.next_try_at = None if permanent else timezone.now() + BACKOFF * 2 ** (mail.tries - 1)
    mail.error = f"{type(error).__name__}: {error}"[:2000]
    mail.save(update_fields=["state", "next_try_at", "error"])
    log.warning("mail %s: %s", mail.pk, type(error).__name__)


def sweep(now: datetime) -> int:
    """Take up what is due again and what a killed worker left; returns how many mails were queued again."""
    stale = Mail.objects.filter(state=Mail.State.SENDING, next_try_at__lt=now - STALE_AFTER)
    stale.update(state=Mail.State.UNKNOWN, next_try_at=None)
    due = Mail.objects.filter(
        Q(next_try_at__lte=now) | Q(next_try_at=None, created_at__lt=now - STALE_AFTER), state=Mail.State.QUEUED
    )
    ids = list(due.values_list("pk", flat=True)[:500])
    for pk in ids:
        deliver.enqueue(pk)
    return len(ids)
