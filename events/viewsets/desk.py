"""The event editors' desk: which events there are, and for each who comes, who waits and who came."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from events.models import Event, EventIndexPage, EventPage
from events.queries.desk import desk_events, register_of

# Board and event editors have it; treasurer and editors do not (README: permission matrix).
may_run_events = permission_required("events.change_registration", raise_exception=True)
PER_PAGE = 30


@may_run_events
def desks(request: HttpRequest) -> HttpResponse:
    """`/admin/termine/?past=1&q=…&p=2`"""
    past, search = bool(request.GET.get("past")), request.GET.get("q", "").strip()
    pages = desk_events(now=timezone.now(), past=past, search=search)
    query = {"past": "1"} if past else {}
    context = {
        "pages": Paginator(pages, PER_PAGE).get_page(request.GET.get("p")),
        "past": past,
        "search": search,
        "query": urlencode({**query, "q": search} if search else query),
        "add_url": _add_url(request),
    }
    return render(request, "events/admin/desks.html", context)


@may_run_events
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/termine/<page>/`: everything about one event; a page never published has nothing to show yet."""
    page = get_object_or_404(EventPage, pk=pk)
    event = Event.objects.filter(page=page).first()
    if event is None:
        messages.info(request, _("Nobody can register before the event is published."))
        return redirect("wagtailadmin_pages:edit", pk)
    event.page = page
    return render(request, "events/admin/desk.html", {"event": event, "page": page, "register": register_of(event)})


def _add_url(request: HttpRequest) -> str:
    index = EventIndexPage.objects.first()
    if index is None or not index.permissions_for_user(request.user).can_add_subpage():
        return ""
    return reverse("wagtailadmin_pages:add", args=["events", "eventpage", index.pk])
