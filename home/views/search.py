"""`/suche/`: one search across the site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from home.forms import SearchForm
from home.queries.search import find
from members.access import request_viewer


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The words stand in the address; without any there is only the form."""
    query = request.GET.get("q", "").strip()
    form = SearchForm(request.GET if query else None)
    groups = None
    if form.is_valid():
        groups = find(form.cleaned_data["q"], request_viewer(request), now=timezone.now())
    context = {
        "form": form,
        "query": query,
        "groups": groups,
        "total": sum(group.count for group in groups or []),
    }
    return render(request, "home/search.html", context)
