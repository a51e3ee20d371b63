"""The desk: registrations by hand, changes for somebody, and who came."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from events.actions.attendance import mark_attendance
from events.actions.queue import promote_by_hand
from events.actions.registration import RegistrationRefused, cancel, change_party, register, reinstate
from events.models import Registration
from events.panels.desk import AddForm, AttendanceForm, host_party_form
from events.queries.desk import register_of
from members.queries import members_on

from .desk import event_of_page, may_run_events


@may_run_events
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/termine/<page>/anmelden/`: a member or a guest by hand; waits when there is no place left."""
    event = event_of_page(pk)
    people = members_on(timezone.localdate()).select_related("company").order_by("sort_key", "pk")
    form = AddForm(request.POST or None, page=event.page, people=people)
    if form.is_valid():
        assert request.user.is_authenticated
        try:
            registration = register(
                event=event,
                who=form.who(),
                party=form.party(),
                now=timezone.now(),
                actor=request.user,
                by_host=True,
            )
        except RegistrationRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _ADDED[registration.state] % {"name": registration.name})
            return redirect("event_desk", pk)
    return render(request, "events/admin/add.html", {"form": form, "event": event, "page": event.page})


_ADDED: dict[str, Any] = {
    Registration.State.CONFIRMED: gettext_lazy("%(name)s is registered."),
    Registration.State.WAITING: gettext_lazy("No place is left: %(name)s is on the waiting list."),
}


@may_run_events
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/termine/anmeldung/<registration>/`: companions, remark and consent for somebody."""
    registration = _registration(pk)
    form = host_party_form(registration, request.POST or None)
    if form.is_valid():
        assert request.user.is_authenticated
        try:
            change_party(
                registration=registration, party=form.party(), now=timezone.now(), actor=request.user, by_host=True
            )
        except RegistrationRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The registration of %(name)s has been changed.") % {"name": registration.name})
            return redirect("event_desk", registration.event.page_id)
    context = {"form": form, "registration": registration, "page": registration.event.page}
    return render(request, "events/admin/edit.html", context)


def _cancel(registration: Registration, **kwargs: Any) -> Registration:
    return cancel(registration=registration, by_host=True, **kwargs)


def _reinstate(registration: Registration, **kwargs: Any) -> Registration:
    return reinstate(registration=registration, by_host=True, **kwargs)


def _promote(registration: Registration, **kwargs: Any) -> Registration:
    return promote_by_hand(registration=registration, **kwargs)


# verb in the address: what is done, and what is said then
VERBS: dict[str, tuple[Callable[..., Registration], Any]] = {
    "abmelden": (_cancel, gettext_lazy("%(name)s is not coming any more and has been told.")),
    "wieder-anmelden": (_reinstate, gettext_lazy("%(name)s is registered again: %(state)s.")),
    "nachruecken": (_promote, gettext_lazy("%(name)s has moved up and has been told.")),
}


@may_run_events
@require_POST
def do(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """`/admin/termine/anmeldung/<registration>/<verb>/`"""
    if verb not in VERBS:
        raise Http404
    registration = _registration(pk)
    action, said = VERBS[verb]
    try:
        done = action(registration, now=timezone.now(), actor=request.user)
    except RegistrationRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said % {"name": done.name, "state": done.get_state_display()})
    return redirect("event_desk", registration.event.page_id)


@may_run_events
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/termine/<page>/anwesenheit/`: who came, also from a phone at the door."""
    event = event_of_page(pk)
    register_ = register_of(event)
    form = AttendanceForm(request.POST or None, registrations=register_.confirmed)
    if request.method == "POST" and form.is_valid():
        assert request.user.is_authenticated
        try:
            mark_attendance(event=event, marks=form.marks(), now=timezone.now(), actor=request.user)
        except RegistrationRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Attendance has been saved."))
            return redirect("event_attendance", pk)
    context = {"form": form, "event": event, "page": event.page, "register": register_}
    return render(request, "events/admin/attendance.html", context)


def _registration(pk: int) -> Registration:
    rows = Registration.objects.select_related("event__page", "person").prefetch_related("companions")
    return get_object_or_404(rows, pk=pk)
