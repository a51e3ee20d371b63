"""`/mein/`: where people land after signing in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from home.queries.start import start_of
from members.access import request_viewer


@require_safe
@never_cache
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """For everybody with an account; until the membership begins one sees one's own and what is public."""
    viewer = request_viewer(request)
    context = {
        "viewer": viewer,
        "start": start_of(viewer, now=timezone.now()),
        "may_edit": request.user.has_perm("wagtailadmin.access_admin"),
    }
    return render(request, "home/start.html", context)
