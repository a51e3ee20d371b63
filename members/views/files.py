"""Portraits, logos and the statutes: private files, given out only to those who may see them."""

from mimetypes import guess_type
from pathlib import Path

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from members.access import request_viewer
from members.models import Company, Person, Visibility
from members.queries import companies_shown_to, for_profiles, statutes_on, visible_profile


@require_safe
def person_photo(request: HttpRequest, slug: str, size: str) -> HttpResponseBase:
    """The portrait, for those who may see it and for its owner."""
    people = for_profiles(Person.objects.exclude(photo=""), timezone.localdate())
    person = get_object_or_404(people, slug=slug)
    viewer = request_viewer(request)
    if viewer.person != person and not visible_profile(person, viewer).has_photo:
        raise Http404
    public = person.is_current and Visibility.EVERYONE == person.listed == person.visibility["photo"]
    return _picture(request, _sized(person.photo_small, person.photo, size), public=public)


@require_safe
def company_logo(request: HttpRequest, slug: str, size: str) -> HttpResponseBase:
    """The logo, for those who may see the company and for its people."""
    viewer = request_viewer(request)
    company = get_object_or_404(Company.objects.exclude(logo=""), slug=slug)
    shown = companies_shown_to(viewer, timezone.localdate()).filter(pk=company.pk).exists()
    own = viewer.person is not None and viewer.person.company_id == company.pk
    if not own and not shown:
        raise Http404
    public = shown and company.listed == Visibility.EVERYONE
    return _picture(request, _sized(company.logo_small, company.logo, size), public=public)


@require_safe
def statutes_document(request: HttpRequest) -> HttpResponseBase:
    """The document of the statutes in force: for members always, for visitors where the board shows it."""
    statutes = statutes_on(timezone.localdate())
    if statutes is None or not statutes.document:
        raise Http404
    if not statutes.public and not request_viewer(request).is_member:
        raise Http404
    name = Path(str(statutes.document)).name
    response = FileResponse(statutes.document.open(), as_attachment=not name.endswith(".pdf"), filename=name)
    response["Cache-Control"] = "no-cache" if statutes.public else "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _sized(small: FieldFile, large: FieldFile, size: str) -> FieldFile:
    return small if size == "klein" and small else large


def _picture(request: HttpRequest, file: FieldFile, *, public: bool) -> HttpResponseBase:
    """`no-cache` makes browsers ask again each time: what its owner hides is gone at once."""
    etag = quote_etag(file.name or "")
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        with file.open() as content:  # a few kilobytes
            response = HttpResponse(content.read(), content_type=guess_type(file.name or "")[0])
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache" if public else "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response
