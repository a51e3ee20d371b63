"""Pages of a person and a company, and the contact card: what the asker may see."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from members.access import request_viewer
from members.models import Person, Visibility
from members.queries import (
    Viewer,
    VisibleProfile,
    companies_shown_to,
    company_people,
    for_profiles,
    member_since,
    visible_profile,
)
from members.queries.time_out import away_until
from members.writers.jsonld import company_jsonld, person_jsonld
from members.writers.qr import qr_data_uri
from members.writers.vcard import short_vcard, vcard


def _profile(request: HttpRequest, slug: str) -> tuple[Person, VisibleProfile]:
    """The person and what the viewer may see; 404 where that is nothing."""
    person = get_object_or_404(for_profiles(Person.objects.all(), timezone.localdate()), slug=slug)
    profile = visible_profile(person, request_viewer(request))
    if not profile.shown:
        raise Http404
    return person, profile


@require_safe
def person_profile(request: HttpRequest, slug: str) -> HttpResponse:
    person, profile = _profile(request, slug)
    public = visible_profile(person, Viewer())
    context = {
        "profile": profile,
        "own": request_viewer(request).person == person,
        "member_since": member_since(person),
        "away_until": away_until(person, timezone.localdate()) if request_viewer(request).is_member else None,
        "qr": profile_qr(profile),
        "jsonld": person_jsonld(public, base_url=settings.BASE_URL) if profile.public else None,
    }
    return _no_store(request, render(request, "members/profile.html", context))


@require_safe
def person_card(request: HttpRequest, slug: str) -> HttpResponse:
    person, profile = _profile(request, slug)
    photo = b""
    if profile.has_photo:
        with person.photo.open() as file:
            photo = file.read()
    card = vcard(profile, base_url=settings.BASE_URL, photo=photo)
    response = HttpResponse(card, content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{person.slug}.vcf"'
    response["X-Robots-Tag"] = "noindex"
    return _no_store(request, response)


def profile_qr(profile: VisibleProfile) -> str:
    """A QR code that holds the card itself, so that a phone needs no sign-in; a long one holds its address."""
    address = settings.BASE_URL + reverse("person_card", args=[profile.slug])
    return qr_data_uri(short_vcard(profile), fallback=address)


@require_safe
def company_profile(request: HttpRequest, slug: str) -> HttpResponse:
    viewer, today = request_viewer(request), timezone.localdate()
    company = get_object_or_404(companies_shown_to(viewer, today).select_related("trade"), slug=slug)
    public = company.listed == Visibility.EVERYONE
    logo = settings.BASE_URL + reverse("company_logo", args=[slug, "gross"]) if company.logo else ""
    context = {
        "company": company,
        "public": public,
        "own": viewer.is_member and viewer.person is not None and viewer.person.company_id == company.pk,
        "people": [
            visible_profile(person, viewer) for person in for_profiles(company_people(company, viewer, today), today)
        ],
        "jsonld": company_jsonld(company, url=settings.BASE_URL + request.path, logo=logo) if public else None,
    }
    return _no_store(request, render(request, "members/company.html", context))


def _no_store(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What a signed-in person sees is kept by no cache."""
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_store=True)
    return response
