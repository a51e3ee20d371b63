"""What this app knows about a person: access (Art. 15), erasure (Art. 17), record of processing (Art. 30)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from verein.models import Retention
from verein.privacy import Activity, Outcome, Provider, Section, Subject
from verein.privacy.words import section

from .actions.erasing import (
    MENTIONS,
    cancel_coming,
    cancel_coming_of_guest,
    forget_guest,
    forget_mentions,
    forget_registrations,
    forget_roles,
    minimise_registrations,
)
from .models import Companion, EventPage, EventSpeaker, Registration

OWN = ("event.page", "event.page.starts_at", "created_at", "state", "party_size", "remark", "on_list", "attendance")


def _months(lengths: Retention) -> str:
    count = lengths.guest_months
    text = ngettext("%(count)s month after the event", "%(count)s months after the event", count) % {"count": count}
    return _("guests %(months)s; then only the number of people stays. Members as long as their contact data") % {
        "months": text
    }


class EventsProvider(Provider):
    personal = {
        **MENTIONS,
        "events.registration": (
            "person", "guest_name", "guest_company", "guest_email", "remark", "attendance", "registered_by",
        ),
        "events.eventpage": ("host", "contact_email", *MENTIONS["events.eventpage"]),
        "events.eventspeaker": ("person", *MENTIONS["events.eventspeaker"]),
    }  # fmt: skip
    impersonal = {
        "events.eventindexpage": "the list of events",
        "events.eventdocument": "which document belongs to which event",
    }
    activities = (
        Activity(
            key="events",
            purpose=gettext_lazy("Prepare and run meetings: places, waiting list, attendee list, attendance"),
            legal_basis=gettext_lazy("Art. 6 (1) (b) GDPR; attendee list: consent, Art. 6 (1) (a)"),
            people=gettext_lazy("members, guests, companions, speakers, hosts"),
            data=gettext_lazy("name, company, e-mail, companions, remark, state of the registration, attendance"),
            recipients=gettext_lazy("the board, hosts, event editors; the attendee list: other people registered"),
            kept=_months,
        ),
    )

    def export(self, subject: Subject) -> list[Section]:
        rows = Registration.objects.of_person(subject.person).select_related("event__page").order_by("pk")
        companions = Companion.objects.filter(registration__in=rows).select_related("registration__event__page")
        talks = EventSpeaker.objects.filter(person=subject.person).select_related("page").order_by("pk")
        hosted = EventPage.objects.filter(host=subject.person).order_by("starts_at")
        event = {"event.page": _("event"), "registration.event.page": _("event"), "page": _("event")}
        return [
            section("registrations", _("My registrations"), rows, OWN, labels=event),
            section(
                "companions", _("Companions I named"), companions, ("registration.event.page", "name"), labels=event
            ),
            section("talks", _("My talks"), talks, ("page", "topic", "company"), labels=event),
            section("hosted", _("Meetings I host"), hosted, ("title", "starts_at", "contact_email")),
        ]

    def records(self, subject: Subject) -> Mapping[str, Sequence[object]]:
        rows = Registration.objects.of_person(subject.person)
        return {"events.registration": list(rows.values_list("pk", flat=True))}

    def erase(self, subject: Subject, now: datetime) -> list[Outcome]:
        if not subject.leaves:
            reason = _("Needed as long as the membership lasts (Art. 6 (1) (b) GDPR).")
            count = Registration.objects.of_person(subject.person).count()
            return [Outcome(_("registrations"), count, because=reason)]
        return [
            Outcome(_("registrations for coming meetings, cancelled"), cancel_coming(subject, now=now)),
            Outcome(_("registrations: name, address, remark, companions"), forget_registrations(subject)),
            Outcome(_("speaker or host on event pages"), forget_roles(subject)),
            Outcome(_("texts about events in which the name was replaced"), forget_mentions(subject)),
        ]

    def export_guest(self, email: str) -> list[Section]:
        rows = Registration.objects.of_mere_guest(email).select_related("event__page").order_by("pk")
        companions = Companion.objects.filter(registration__in=rows).select_related("registration__event__page")
        event = {"event.page": _("event"), "registration.event.page": _("event")}
        fields = ("guest_name", "guest_company", "guest_email", *OWN)
        return [
            section("registrations", _("My registrations"), rows, fields, labels=event),
            section(
                "companions", _("Companions I named"), companions, ("registration.event.page", "name"), labels=event
            ),
        ]

    def guest_records(self, email: str) -> Mapping[str, Sequence[object]]:
        return {"events.registration": list(Registration.objects.of_mere_guest(email).values_list("pk", flat=True))}

    def erase_guest(self, email: str, now: datetime) -> list[Outcome]:
        return [
            Outcome(_("registrations for coming meetings, cancelled"), cancel_coming_of_guest(email, now=now)),
            Outcome(_("registrations: name, address, remark, companions"), forget_guest(email)),
        ]

    def retain(self, lengths: Retention, now: datetime) -> list[Outcome]:
        count = minimise_registrations(months=lengths.guest_months, now=now)
        return [Outcome(_("registrations of guests"), count)]


PROVIDER = EventsProvider()
