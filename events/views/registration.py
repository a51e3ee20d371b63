"""Signing up, and the page behind the link in the mail."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from events.actions.colleagues import register_colleague
from events.actions.queue import RegistrationRefused
from events.actions.registration import cancel, change_party, decline, register, register_guest, reinstate
from events.forms import ColleagueForm, GuestForm, PartyForm, party_form
from events.models import Event, Registration
from events.queries.documents import documents_of
from events.queries.registration import (
    attendees,
    colleague,
    colleagues,
    event_by_slug,
    my_coming_events,
    my_past_events,
    own_registration,
    places,
    queue_position,
    registration_by_token,
    token_of,
)
from events.rules import (
    cancel_deadline,
    why_not_cancel,
    why_not_change,
    why_not_decline,
    why_not_register,
    why_not_reinstate,
    why_not_see_list,
)
from members.access import member_required, request_viewer
from members.models import Person, User


def _event_or_404(slug: str) -> Event:
    event = event_by_slug(slug)
    if event is None:
        raise Http404
    return event


def _member(request: HttpRequest) -> Person | None:
    """Who registers with one click; an account whose membership has not begun registers as a guest."""
    viewer = request_viewer(request)
    return viewer.person if viewer.is_member else None


def _actor(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, slug: str) -> HttpResponse:
    """`/termine/<slug>/anmelden/`: everybody may; the rules say who gets in."""
    event, member = _event_or_404(slug), _member(request)
    if member:
        own = own_registration(event, member)
        if own and own.state != Registration.State.CANCELLED:
            return redirect("event_registration", token_of(own))
        return _sign_up_member(request, event, member)
    return _sign_up_guest(request, event)


def _sign_up_member(request: HttpRequest, event: Event, member: Person) -> HttpResponse:
    one_click = {"on_list": member.show_on_lists} if "one_click" in request.POST else None
    form = PartyForm(one_click or request.POST or None, page=event.page, initial={"on_list": member.show_on_lists})
    if request.method == "POST" and form.is_valid():
        try:
            registration = register(
                event=event, who=member, party=form.party(), now=timezone.now(), actor=_actor(request)
            )
        except RegistrationRefused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _success(registration))
            return redirect(event.page.address)
    return _form_page(request, event, form, member)


def _success(registration: Registration) -> str:
    if registration.state == Registration.State.CONFIRMED:
        return _("You are registered. The confirmation is on its way by mail.")
    return _("You are on the waiting list, in place %(position)d.") % {"position": queue_position(registration)}


def _sign_up_guest(request: HttpRequest, event: Event) -> HttpResponse:
    person = request_viewer(request).person
    known = {"name": person.name, "email": person.email} if person else {}
    form = GuestForm(request.POST or None, page=event.page, initial=known)
    if request.method == "POST" and form.is_valid():
        guest = form.guest(translation.get_language() or "de")
        if not ratelimit.consume(request, action="guest_registration"):
            form.add_error(None, _("There were many registrations from your connection. Please try again in an hour."))
            return _form_page(request, event, form, None, status=HTTPStatus.TOO_MANY_REQUESTS)
        try:
            register_guest(event=event, guest=guest, party=form.party(), now=timezone.now())
        except RegistrationRefused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("event_sign_up_done", event.page.slug)
    return _form_page(request, event, form, None)


def _form_page(
    request: HttpRequest, event: Event, form: PartyForm, member: Person | None, *, status: int = 200
) -> HttpResponse:
    reason = why_not_register(event, now=timezone.now(), is_member=member is not None)
    context = {
        "page": event.page,
        "event": event,
        "form": form,
        "member": member,
        "places": places(event),
        "reason": reason if not form.is_bound else None,
    }
    return render(request, "events/sign_up.html", context, status=status)


@require_safe
def sign_up_done(request: HttpRequest, slug: str) -> HttpResponse:
    """The same page for a new address and a known one."""
    return render(request, "events/sign_up_done.html", {"page": _event_or_404(slug).page})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def sign_up_colleague(request: HttpRequest, slug: str) -> HttpResponse:
    """A member looks for another member by name and signs them up."""
    event, member, today = _event_or_404(slug), _member(request), timezone.localdate()
    if member is None or member.user is None:
        raise Http404
    form = ColleagueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = colleague(form.cleaned_data["person"], without=member, today=today)
        if found is None:
            raise Http404
        try:
            register_colleague(
                event=event,
                colleague=found,
                remark=form.cleaned_data["remark"],
                now=timezone.now(),
                actor=member.user,
            )
        except RegistrationRefused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("%(name)s is signed up and gets a mail.") % {"name": found.name})
            return redirect(event.page.address)
    query = request.POST.get("name") or request.GET.get("name", "")
    context = {
        "page": event.page,
        "form": form,
        "query": query,
        "people": colleagues(query, without=member, today=today),
        "reason": why_not_register(event, now=timezone.now(), is_member=True),
    }
    return render(request, "events/sign_up_colleague.html", context)


@require_safe
@login_required
def my_events(request: HttpRequest) -> HttpResponse:
    """`/mein/termine/`: one's own registrations."""
    person, now = request_viewer(request).person, timezone.now()
    coming = my_coming_events(person, now=now) if person else []
    context = {
        "coming": [(mine, token_of(mine.registration)) for mine in coming],
        "past": my_past_events(person, now=now) if person else [],
    }
    return render(request, "events/my_events.html", context)


# --- The link in the mail --------------------------------------------------------------------------------------------
TokenView = Callable[..., HttpResponseBase]


def by_token(view: TokenView) -> TokenView:
    """Fetch the registration, and keep its address to ourselves: no Referer, no cache, no index, no log line.

    No CSRF token: the secret is the address itself, so nobody else can make a browser send this request; and with
    `no-referrer` a browser sends `Origin: null`, which Django's check refuses.
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
        registration = registration_by_token(token, now=timezone.now())
        if registration is None:
            response: HttpResponseBase = render(request, "events/registration_gone.html", status=404)
        else:
            response = view(request, token, registration, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response._has_been_logged = True  # type: ignore[attr-defined]  # Django's log of 404 names the path
        return response

    return wrapped


@by_token
def registration(request: HttpRequest, token: str, registration: Registration) -> HttpResponse:
    """`/anmeldung/<token>/`: whoever has the link may see, change, cancel and take the cancellation back."""
    step = request.POST.get("action", "")
    form = party_form(registration, request.POST if step == "change" else None)
    refusal = ""
    if step in _STEPS and (not form.is_bound or form.is_valid()):
        try:
            _STEPS[step](request, registration, form)
        except RegistrationRefused as reason:
            refusal = str(reason)
        else:
            return redirect(f"{request.path}?done={step}")
    context = _registration_context(request, token, registration, form)
    return render(request, "events/registration.html", {**context, "refusal": refusal})


def _change(request: HttpRequest, registration: Registration, form: PartyForm) -> None:
    change_party(registration=registration, party=form.party(), now=timezone.now(), actor=_actor(request))


def _cancel(request: HttpRequest, registration: Registration, form: PartyForm) -> None:
    cancel(registration=registration, now=timezone.now(), actor=_actor(request))


def _reinstate(request: HttpRequest, registration: Registration, form: PartyForm) -> None:
    reinstate(registration=registration, now=timezone.now(), actor=_actor(request))


_STEPS: dict[str, Callable[[HttpRequest, Registration, PartyForm], None]] = {
    "change": _change,
    "cancel": _cancel,
    "reinstate": _reinstate,
}


def _registration_context(
    request: HttpRequest, token: str, registration: Registration, form: PartyForm
) -> dict[str, Any]:
    now, event = timezone.now(), registration.event
    listed = why_not_see_list(registration, now=now) is None
    return {
        "page": event.page,
        "event": event,
        "registration": registration,
        "position": queue_position(registration) if registration.state == Registration.State.WAITING else None,
        "form": form,
        "token": token,
        "documents": documents_of(registration),
        "done": request.GET.get("done", "") if request.method != "POST" else "",
        "deadline": cancel_deadline(event.page),
        "not_change": why_not_change(registration, now=now),
        "not_cancel": why_not_cancel(registration, now=now),
        "not_reinstate": why_not_reinstate(registration, now=now, already=False),
        "not_decline": why_not_decline(registration, now=now),
        "attendees": attendees(event, viewer=request_viewer(request), today=timezone.localdate(now))
        if listed
        else None,
    }


@by_token
def decline_place(request: HttpRequest, token: str, registration: Registration) -> HttpResponse:
    """ "No, thank you": the page asks, its button declines; mail scanners only open the page."""
    if request.method == "POST":
        with suppress(RegistrationRefused):  # declined before: the registration's page says how things stand
            decline(registration=registration, now=timezone.now(), actor=_actor(request))
        return redirect("event_registration", token)
    reason = why_not_decline(registration, now=timezone.now())
    context = {"page": registration.event.page, "registration": registration, "token": token, "reason": reason}
    return render(request, "events/decline.html", context)
