"""Numbers people look at: all of them in the office, some on the public site where the board wants it."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.queries.statistics import statistics_on
from verein.models import Association


@require_safe
@permission_required("members.view_membership", raise_exception=True)
def office_statistics(request: HttpRequest) -> HttpResponse:
    return render(request, "members/office/statistics.html", {"statistics": statistics_on(timezone.localdate())})


@require_safe
def public_statistics(request: HttpRequest) -> HttpResponse:
    """Open to everybody once the board has switched it on; until then there is no such page."""
    if not Association.load().show_statistics:
        raise Http404
    return render(request, "members/statistics.html", {"statistics": statistics_on(timezone.localdate())})
