"""Writes: who came stays a number; names of guests and of people who are erased go."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from events.models import Companion, Event, EventPage, EventSpeaker, Registration
from events.queries.calendar import search_text_of
from verein.privacy import Subject
from verein.privacy.redact import redact

from .registration import cancel

# Columns in which somebody may have written about somebody.
MENTIONS = {
    "events.eventpage": (
        "venue", "street", "directions", "summary", "body", "audience", "takeaway", "price", "recap",
    ),
    "events.programmeitem": ("title", "text"),
    "events.eventspeaker": ("name", "company", "topic"),
    "events.eventimage": ("caption",),
    "events.event": ("state_note",),
    "events.registration": ("guest_name", "guest_company", "remark"),
    "events.companion": ("name",),
}  # fmt: skip


def _words() -> tuple[str, str]:
    """(former member, guest) in the language of the content."""
    with translation.override("de"):
        return _("former member"), _("Guest")


def cancel_coming(subject: Subject, *, now: datetime) -> int:
    """Give the places at coming meetings to those who wait."""
    return _cancel_coming(Registration.objects.active().of_person(subject.person), now=now)


def _cancel_coming(active: "QuerySet[Registration]", *, now: datetime) -> int:
    rows = active.filter(event__page__ends_at__gt=now)
    found = list(rows.exclude(event__state=Event.State.CANCELLED))
    for registration in found:
        cancel(registration=registration, now=now, by_host=True)
    return len(found)


def forget_registrations(subject: Subject) -> int:
    """Registrations become nameless; how many came, and when, stays."""
    return _forget(Registration.objects.of_person(subject.person), _words()[0])


def _forget(rows: "QuerySet[Registration]", name: str) -> int:
    Companion.objects.filter(registration__in=rows).delete()
    nameless = {"person": None, "guest_name": name, "guest_email": "", "guest_company": "", "remark": ""}
    return rows.update(**nameless, on_list=False)


def cancel_coming_of_guest(email: str, *, now: datetime) -> int:
    """The places at coming meetings go to those who wait."""
    return _cancel_coming(Registration.objects.active().of_mere_guest(email), now=now)


def forget_guest(email: str) -> int:
    """Registrations of somebody who was never more than a guest become nameless."""
    return _forget(Registration.objects.of_mere_guest(email), _words()[1])


def forget_roles(subject: Subject) -> int:
    """Speaker and host on event pages; the talk stays."""
    talks = EventSpeaker.objects.filter(person=subject.person)
    pages = list(talks.values_list("page_id", flat=True))
    count = talks.update(person=None, name=_words()[0], company="")
    hosted = EventPage.objects.filter(host=subject.person)
    pages += hosted.values_list("pk", flat=True)
    count += hosted.update(host=None)
    EventPage.objects.filter(contact_email__in=subject.emails).update(contact_email="")
    _refresh(EventPage.objects.filter(pk__in=pages))
    return count


def forget_mentions(subject: Subject) -> int:
    """The name in texts of event pages and registrations; returns how many texts changed."""
    changed = {label: redact(label, fields, subject.needles) for label, fields in MENTIONS.items()}
    pages = {*changed["events.eventpage"]}
    for label, model in (
        ("events.programmeitem", EventPage.programme_items),
        ("events.eventspeaker", EventPage.speakers),
    ):
        rows = model.rel.related_model.objects.filter(pk__in=changed[label])
        pages |= set(rows.values_list("page_id", flat=True))
    _refresh(EventPage.objects.filter(pk__in=pages))
    return sum(map(len, changed.values()))


def _refresh(pages: "QuerySet[EventPage]") -> None:
    for page in pages.prefetch_related("programme_items", "speakers__person"):
        EventPage.objects.filter(pk=page.pk).update(search_text=search_text_of(page))


def minimise_registrations(*, months: int, now: datetime) -> int:
    """Guests of events long over: the number of people stays, for members also that they came."""
    over = Registration.objects.filter(event__page__ends_at__lt=now - timedelta(days=30 * months))
    Companion.objects.filter(registration__in=over).delete()
    over.exclude(remark="").update(remark="")
    guests = over.filter(person=None).exclude(guest_email="", guest_company="", guest_name__in=_words())
    return guests.update(guest_name=_words()[1], guest_email="", guest_company="", on_list=False)
