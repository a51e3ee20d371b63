"""Structured data (schema.org Event) for search engines."""

from typing import Any

from django.conf import settings

from events.models import Event, EventPage
from events.queries.calendar import Listed
from events.writers.ics import ZONE
from verein.models import Association

_STATUS = {
    Event.State.PLANNED: "EventScheduled",
    Event.State.POSTPONED: "EventPostponed",
    Event.State.CANCELLED: "EventCancelled",
}


def event_data(
    row: Listed, association: Association, *, image: str, speakers: list[str], free: bool | None
) -> dict[str, Any]:
    """The event as schema.org has it. `image` is an absolute address; the online link is never in it.

    `free`: True when places are left, False when not, None when nobody can sign up.
    """
    page, address = row.page, settings.BASE_URL + row.page.address
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": address,
        "url": address,
        "name": page.title,
        "description": page.summary,
        "startDate": page.starts_at.astimezone(ZONE).isoformat(),
        "endDate": page.ends_at.astimezone(ZONE).isoformat(),
        "eventStatus": f"https://schema.org/{_STATUS[Event.State(row.event.state)]}",
        "eventAttendanceMode": f"https://schema.org/{_mode(page)}",
        "location": _location(page, address),
        "image": [image],
        "organizer": {"@type": "Organization", "name": association.name, "url": settings.BASE_URL + "/"},
    }
    if row.event.capacity:
        data["maximumAttendeeCapacity"] = row.event.capacity
    if free is not None:
        data["offers"] = _offer(page, address, free=free)
    if speakers:
        data["performer"] = [{"@type": "Person", "name": name} for name in speakers]
    return {key: value for key, value in data.items() if value not in ("", [], None)}


def _mode(page: EventPage) -> str:
    if page.online_url:
        return "MixedEventAttendanceMode" if page.place else "OnlineEventAttendanceMode"
    return "OfflineEventAttendanceMode"


def _location(page: EventPage, address: str) -> Any:
    places: list[dict[str, Any]] = []
    if page.place:
        postal = {"streetAddress": page.street, "postalCode": page.postcode, "addressLocality": page.city}
        postal = {key: value for key, value in postal.items() if value}
        places.append(
            {
                "@type": "Place",
                "name": page.venue or page.city,
                "address": {"@type": "PostalAddress", "addressCountry": "DE", **postal},
            }
        )
    if page.online_url:
        places.append({"@type": "VirtualLocation", "url": address})
    return places[0] if len(places) == 1 else places


def _offer(page: EventPage, address: str, *, free: bool) -> dict[str, Any]:
    offer: dict[str, Any] = {
        "@type": "Offer",
        "url": f"{address}anmelden/",
        "availability": f"https://schema.org/{'InStock' if free else 'SoldOut'}",
        "priceCurrency": "EUR",
    }
    if page.price:
        offer["description"] = page.price
    else:
        offer["price"] = 0
    if page.registration_opens_at:
        offer["validFrom"] = page.registration_opens_at.astimezone(ZONE).isoformat()
    if page.registration_closes_at:
        offer["validThrough"] = page.registration_closes_at.astimezone(ZONE).isoformat()
    return offer
