"""Who may open what belongs to an event."""

from django.http import HttpRequest

from members.access import request_viewer
from verein.models import SiteDocument

from .models import Registration


def may_open_document(document: SiteDocument, request: HttpRequest) -> bool:
    """Documents for registered people: whoever has a confirmed place at a published event that offers them."""
    if document.access != SiteDocument.Access.REGISTERED:
        return False
    person = request_viewer(request).person
    confirmed = Registration.objects.confirmed().filter(
        event__page__live=True, event__page__documents__document=document
    )
    return person is not None and confirmed.filter(person=person).exists()
