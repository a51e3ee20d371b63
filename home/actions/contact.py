"""Writes: messages from the contact form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from home import mails
from home.rules import why_not_write
from verein import audit
from verein.models import Association, Mail


class ContactRefused(Exception):  # noqa: N818 - it says what happened, as elsewhere
    """Why a message cannot be taken, in words for whoever wrote it."""


@dataclass(frozen=True)
class Message:
    """What somebody typed into the contact form; `language` is the one they read the site in."""

    name: str
    email: str
    topic: str
    text: str
    language: str = "de"


@transaction.atomic
def send_contact_message(*, message: Message, now: datetime, to: Sequence[str] = ()) -> Mail:
    """Queue the message for the association, with the sender as the one to answer; the sender gets no copy.

    `to` are the addresses of an office instead. Returns the last of the mails.

    A copy would turn the form into a way to mail anything to anybody. Raises ContactRefused without an address.
    """
    association = Association.load()
    if reason := why_not_write(association):
        raise ContactRefused(reason)
    for address in to or (association.email,):
        mail = mails.contact_message(
            to=address,
            name=message.name,
            email=message.email,
            topic=message.topic,
            message=message.text,
            language=message.language,
        )
        audit.log("home.contact", mail, at=now)
    return mail
