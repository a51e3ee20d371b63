"""Documents behind the link in the mail, for people without an account."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve

from events.models import Registration
from events.queries.documents import documents_of

from .registration import by_token


@require_safe
@by_token
def registration_document(
    request: HttpRequest, token: str, registration: Registration, document_id: int
) -> HttpResponseBase:
    """`/anmeldung/<token>/dokumente/<id>/`: what this registration does not open does not exist."""
    document = documents_of(registration).filter(pk=document_id).first()
    if document is None:
        return render(request, "404.html", status=404)
    return serve(request, document.pk, document.filename)
