"""Gives the demo association principles in two versions; most members have accepted the new one."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from members.models import Consent, Principles
from members.queries import members_on, with_joined_on
from members.queries.principles import KIND

from .pages import DATA

NEW_SINCE = timedelta(days=16)
# The demo's member has not accepted yet: the question is there to be seen.
WAITING = ("mitglied@",)


def make_principles(now: datetime) -> None:
    """The mails about both versions went out long ago."""
    texts, today = DATA["principles"], timezone.localdate(now)
    people = list(with_joined_on(members_on(today)).order_by("pk"))
    old = _version(texts["title"], texts["before"], "", texts["first_on"])
    new = _version(texts["title"], texts["text"], texts["summary"], today - NEW_SINCE)
    before = [person for person in people if person.joined_on < new.in_force_on]
    accepts = [
        person for number, person in enumerate(people) if number % 5 != 4 and not person.email.startswith(WAITING)
    ]
    Consent.objects.bulk_create(
        [_consent(person, old) for person in before] + [_consent(person, new) for person in accepts]
    )


def _version(title: str, text: str, summary: str, day: date) -> Principles:
    return Principles.objects.create(
        title=title, text=text.strip(), summary=summary, in_force_on=day, told_at=_noon(day)
    )


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _consent(person: Any, principles: Principles) -> Consent:
    """On joining, or within days after it came into force."""
    assert principles.in_force_on
    given_at = _noon(max(principles.in_force_on + timedelta(days=person.pk % 9), person.joined_on))
    return Consent(
        person=person, kind=KIND, text_version=principles.version, given_at=given_at, source="/mein/grundsaetze/"
    )
