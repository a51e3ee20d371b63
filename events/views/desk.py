"""The event editors' desk: which events there are, one event, its places and lists."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from events.actions.export import export_registrations
from events.actions.state import change_capacity
from events.models import Event, EventIndexPage, EventPage
from events.panels.desk import CapacityForm
from events.queries.desk import desk_events, register_of
from events.rules import never_fits

# Board and event editors have it; treasurer and editors do not (README: permission matrix).
may_run_events = permission_required("events.change_registration", raise_exception=True)
PER_PAGE = 30


def event_of_page(pk: int) -> Event:
    """The event of a page by the page's id; 404 before its first publication."""
    return get_object_or_404(Event.objects.select_related("page"), page_id=pk)


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


def _add_url(request: HttpRequest) -> str:
    index = EventIndexPage.objects.first()
    if index is None or not index.permissions_for_user(request.user).can_add_subpage():
        return ""
    return reverse("wagtailadmin_pages:add", args=["events", "eventpage", index.pk])


@may_run_events
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/termine/<page>/`: everything about one event; a page never published has nothing to show yet."""
    page = get_object_or_404(EventPage, pk=pk)
    event = Event.objects.filter(page=page).first()
    if event is None:
        messages.info(request, _("Nobody can register before the event is published."))
        return redirect("wagtailadmin_pages:edit", pk)
    event.page = page
    register = register_of(event)
    context = {
        "event": event,
        "page": page,
        "register": register,
        "held_up_by": next((row for row in register.waiting[:1] if never_fits(row, event)), None),
        "can_edit_page": page.permissions_for_user(request.user).can_edit(),
    }
    return render(request, "events/admin/desk.html", context)


@may_run_events
def places(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/termine/<page>/plaetze/`: change the capacity; who does not fit any more is named."""
    event = event_of_page(pk)
    form = CapacityForm(request.POST or None, initial={"capacity": event.capacity})
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "event": event, "page": event.page, "register": register_of(event)}
        return render(request, "events/admin/places.html", context)
    assert request.user.is_authenticated
    over = change_capacity(event=event, capacity=form.cleaned_data["capacity"], now=timezone.now(), actor=request.user)
    messages.success(request, _("The number of places has been changed."))
    if over:
        names = ", ".join(registration.name for registration in over)
        messages.warning(
            request, _("More people are registered than there are places. The latest: %(names)s") % {"names": names}
        )
    return redirect("event_desk", pk)


@may_run_events
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/termine/<page>/liste/`: to be printed, to sign or tick; `?names=1` as a plain list of names."""
    event = event_of_page(pk)
    context = {
        "event": event,
        "page": event.page,
        "register": register_of(event),
        "names_only": bool(request.GET.get("names")),
    }
    return render(request, "events/admin/sheet.html", context)


@may_run_events
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/termine/<page>/anmeldungen.csv`"""
    event = event_of_page(pk)
    assert request.user.is_authenticated
    content = export_registrations(event=event, now=timezone.now(), actor=request.user)
    day = timezone.localtime(event.page.starts_at).date()
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="anmeldungen-{day}.csv"'},
    )
