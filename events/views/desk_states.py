"""The desk: calling an event off, moving it, taking that back; first it is shown who will be told."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from events.actions.registration import RegistrationRefused
from events.actions.state import cancel_event, postpone_event, reinstate_event
from events.models import Event
from events.panels.desk import NoteForm, PostponeForm
from events.queries.desk import register_of

from .desk import event_of_page, may_run_events


class Change(NamedTuple):
    form: type[forms.Form]
    action: Callable[..., Event]
    title: Any
    button: Any
    done: Any


CHANGES = {
    "absagen": Change(
        NoteForm,
        cancel_event,
        gettext_lazy("Cancel the event"),
        gettext_lazy("Cancel the event and tell everybody"),
        gettext_lazy("The event is cancelled; everybody registered gets a mail."),
    ),
    "verlegen": Change(
        PostponeForm,
        postpone_event,
        gettext_lazy("Move the event to another time"),
        gettext_lazy("Move the event and tell everybody"),
        gettext_lazy("The event has been moved; everybody registered gets a mail."),
    ),
    "findet-statt": Change(
        NoteForm,
        reinstate_event,
        gettext_lazy("The event takes place"),
        gettext_lazy("Take it back"),
        gettext_lazy("The event takes place as planned."),
    ),
}


@may_run_events
def change_state(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """`/admin/termine/<page>/absagen/`, `…/verlegen/`, `…/findet-statt/`"""
    if verb not in CHANGES:
        raise Http404
    change, event = CHANGES[verb], event_of_page(pk)
    initial = {"starts_at": event.page.starts_at, "ends_at": event.page.ends_at}
    form = change.form(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change.action(event=event, now=timezone.now(), actor=request.user, **form.cleaned_data)
        except RegistrationRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, change.done)
            return redirect("event_desk", pk)
    register = register_of(event)
    told = [row for row in (*register.confirmed, *register.waiting) if row.email]
    untold = [row for row in (*register.confirmed, *register.waiting) if not row.email]
    # Who is postponed and then planned again hears nothing: the time has been told already.
    silent = verb == "findet-statt" and event.state != Event.State.CANCELLED
    context = {
        "form": form,
        "change": change,
        "event": event,
        "page": event.page,
        "told": [] if silent else told,
        "untold": [] if silent else untold,
    }
    return render(request, "events/admin/state.html", context)
