"""Reads: what a registration opens without signing in."""

from django.db.models import QuerySet

from events.models import Registration
from verein.models import SiteDocument


def documents_of(registration: Registration) -> "QuerySet[SiteDocument]":
    """The documents of the event for whoever has a place there; none while waiting, after cancelling, or of a draft."""
    page = registration.event.page
    if registration.state != Registration.State.CONFIRMED or not page.live:
        return SiteDocument.objects.none()
    open_to_guests = [SiteDocument.Access.PUBLIC, SiteDocument.Access.REGISTERED]
    return SiteDocument.objects.filter(event_documents__page=page, access__in=open_to_guests).distinct()
