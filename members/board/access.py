"""Who may open the documents of an office or a working group."""

from django.http import HttpRequest
from django.utils import timezone

from members.access import request_viewer
from members.middleware import gave_second_factor
from verein.models import SiteDocument

from .queries import collections_of, is_in_group_of_collection


def may_open_document(document: SiteDocument, request: HttpRequest) -> bool:
    """Current holders of an office with this collection (with a second factor), members of its working group."""
    viewer = request_viewer(request)
    if document.access != SiteDocument.Access.CIRCLE or viewer.person is None:
        return False
    today = timezone.localdate()
    if is_in_group_of_collection(viewer.person, document.collection_id, today):
        return True
    return document.collection_id in collections_of(viewer.person, today) and gave_second_factor(request)
