"""The directory: people and companies who show themselves to the asker."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from members.access import request_viewer
from members.filters import CompanyFilter, PersonFilter
from members.queries import for_profiles, visible_profile
from verein.models import Association

PER_PAGE = 30


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """`?ansicht=firmen` lists companies; filters and page stand in the address."""
    viewer, today = request_viewer(request), timezone.localdate()
    companies = request.GET.get("ansicht") == "firmen"
    filters: Any = (CompanyFilter if companies else PersonFilter)(request.GET, viewer=viewer, today=today)
    found = filters.qs if companies else for_profiles(filters.qs, today)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("seite"))
    context = {
        "companies": companies,
        "filters": filters,
        "filtered": any(filters.form.cleaned_data.values()) or bool(filters.form.errors),
        "page": page,
        "profiles": [] if companies else [visible_profile(person, viewer) for person in page.object_list],
        "is_member": viewer.is_member,
        "show_statistics": Association.load(request).show_statistics,
    }
    response = render(request, "members/directory.html", context)
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_store=True)
    return response
