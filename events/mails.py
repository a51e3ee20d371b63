"""One function a mail: to people about their registrations, and to the host."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from verein.mail import queue_mail

from .models import Event, Registration
from .queries.registration import Places, host_address, places, queue_position, token_of
from .writers.ics import calendar


def _send(name: str, registration: Registration, *, now: datetime, method: str = "", **context: object) -> None:
    """To whoever registered, if there is an address; `method` attaches the calendar entry (PUBLISH or CANCEL)."""
    if not registration.email:
        return
    event, token = registration.event, token_of(registration)
    waiting = registration.state == Registration.State.WAITING
    queue_mail(
        f"events/mail/{name}",
        to=registration.email,
        language=registration.language,
        reply_to=host_address(event),
        context={
            "registration": registration,
            "event": event,
            "page": event.page,
            "companions": [companion.name for companion in registration.companions.order_by("pk")],
            "position": queue_position(registration) if waiting else None,
            "link": reverse("event_registration", args=[token]),
            **context,
        },
        attachments=[("termin.ics", calendar([event], method=method, now=now), "text/calendar")] if method else [],
    )


def registered(registration: Registration, *, now: datetime) -> None:
    """Confirmed with the calendar entry, or waiting without one."""
    if registration.state == Registration.State.WAITING:
        _send("waiting", registration, now=now)
    else:
        _send("confirmed", registration, now=now, method="PUBLISH")


def already_registered(registration: Registration, *, now: datetime) -> None:
    _send("already", registration, now=now)


def moved_up(registration: Registration, *, now: datetime) -> None:
    link = reverse("event_decline", args=[token_of(registration)])
    _send("moved_up", registration, now=now, method="PUBLISH", decline_link=link)


def changed(registration: Registration, *, now: datetime) -> None:
    _send("changed", registration, now=now)


def cancelled(registration: Registration, *, now: datetime) -> None:
    _send("cancelled", registration, now=now, method="CANCEL")


def event_cancelled(registration: Registration, *, now: datetime) -> None:
    _send("event_cancelled", registration, now=now, method=_if_confirmed(registration, "CANCEL"))


def event_postponed(registration: Registration, *, now: datetime) -> None:
    _send("event_postponed", registration, now=now, method=_if_confirmed(registration, "PUBLISH"))


def event_changed(registration: Registration, *, time: bool, place: bool, now: datetime) -> None:
    """The published page has another time or place."""
    method = _if_confirmed(registration, "PUBLISH")
    _send("event_changed", registration, now=now, method=method, new_time=time, new_place=place, has_place=bool(method))


def event_reinstated(registration: Registration, *, now: datetime) -> None:
    _send("event_reinstated", registration, now=now, method=_if_confirmed(registration, "PUBLISH"))


def _if_confirmed(registration: Registration, method: str) -> str:
    """Only who has a place has the entry in the calendar."""
    return method if registration.state == Registration.State.CONFIRMED else ""


def host_news(event: Event, registrations: Sequence[Registration]) -> int:
    """Who registered or cancelled; returns 1 if the host has an address, else 0."""
    return _tell_host("host_news", event, {"registrations": registrations, "places": places(event)})


def host_places_free(event: Event, have: Places) -> int:
    """Places are free and people wait, but moving up by itself is over: the host decides."""
    waiting = list(event.registrations.waiting().select_related("person"))
    return _tell_host("host_places_free", event, {"registrations": waiting, "places": have})


def host_held_up(event: Event, registration: Registration, have: Places) -> int:
    """Places are free, but the first who waits is a party larger than the whole event: the host decides."""
    registration.event = event
    return _tell_host("host_held_up", event, {"registration": registration, "places": have})


def _tell_host(name: str, event: Event, context: dict[str, object]) -> int:
    if not (to := host_address(event)):
        return 0
    host = event.page.host
    queue_mail(
        f"events/mail/{name}",
        to=to,
        language=host.language if host else "de",
        context={"event": event, "page": event.page, **context},
    )
    return 1
