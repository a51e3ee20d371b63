"""Buttons of the office on the page of an application: each is a POST that calls one action and comes back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from members.access import request_viewer
from members.admission.actions import decide
from members.admission.actions.admit import admit
from members.admission.actions.apply import withdraw
from members.admission.actions.outcome import close_objections
from members.admission.actions.refusal import AdmissionRefused
from members.admission.forms.office import (
    AdmitForm,
    ExceptionForm,
    MeetingForm,
    NoteForm,
    PaymentForm,
    QuestionForm,
    ReasonForm,
)
from members.admission.models import Application, Kind, State, Vote
from members.admission.queries.progress import doubles_of
from members.models import User

MAY_DECIDE = "admission.change_application"


class OfficeRequest(HttpRequest):
    """Wagtail lets only people with an account in."""

    user: User


Act = Callable[[OfficeRequest, Application, Any], str]


def _application(pk: int) -> Application:
    """Unconfirmed ones are nobody's business yet."""
    rows = Application.objects.exclude(state=State.RECEIVED).select_related("type", "membership")
    return get_object_or_404(rows, pk=pk)


def _errors(form: Form) -> str:
    """All messages in one line, each with the name of its field."""
    told = []
    for name, found in form.errors.items():
        label = f"{form.fields[name].label}: " if name in form.fields else ""
        told.append(label + " ".join(str(each) for each in found))
    return " ".join(told)


def _do(request: OfficeRequest, pk: int, act: Act, form: Form | None = None) -> HttpResponse:
    """Check, act, tell how it went, and back to the application; what was typed comes back in the message's form."""
    application = _application(pk)
    if form is not None and not form.is_valid():
        messages.error(request, _errors(form))
        _keep(request, pk, form)
        return redirect("office_applications:inspect", pk)
    try:
        messages.success(request, act(request, application, form.cleaned_data if form else {}))
    except AdmissionRefused as refused:
        messages.error(request, str(refused))
        _keep(request, pk, form)
    return redirect("office_applications:inspect", pk)


def _keep(request: OfficeRequest, pk: int, form: Form | None) -> None:
    """What was typed stands in the form again when the page comes back."""
    if form is not None:
        typed = {key: value for key, value in form.data.items() if key != "csrfmiddlewaretoken"}
        request.session[f"application-{pk}"] = typed


def _told(application: Application) -> str:
    application.refresh_from_db()
    return _("Done. It now stands like this: %(state)s.") % {"state": application.get_state_display()}


@require_POST
@permission_required(MAY_DECIDE, raise_exception=True)
def vote(request: OfficeRequest, pk: int) -> HttpResponse:
    person, choice = request_viewer(request).person, request.POST.get("choice", "")

    def act(request: OfficeRequest, application: Application, _data: Any) -> str:
        if person is None or choice not in Vote.Choice.values:
            raise AdmissionRefused(_("You do not belong to the body that decides on this."))
        decide.vote(application, person=person, choice=choice, actor=request.user, now=timezone.now())
        return _("Your vote has been counted.")

    return _do(request, pk, act)


@require_POST
@permission_required(MAY_DECIDE, raise_exception=True)
def conclude(request: OfficeRequest, pk: int) -> HttpResponse:
    def act(request: OfficeRequest, application: Application, data: Any) -> str:
        decide.conclude(application, reason=data["reason"], actor=request.user, now=timezone.now())
        return _told(application)

    return _do(request, pk, act, ReasonForm(request.POST))


@require_POST
@permission_required(MAY_DECIDE, raise_exception=True)
def meeting(request: OfficeRequest, pk: int) -> HttpResponse:
    form = MeetingForm(request.POST)

    def act(request: OfficeRequest, application: Application, data: Any) -> str:
        decide.record_meeting(
            application, meeting=form.meeting(), reason=data["reason"], actor=request.user, now=timezone.now()
        )
        return _told(application)

    return _do(request, pk, act, form)


@require_POST
@permission_required(MAY_DECIDE, raise_exception=True)
def ask(request: OfficeRequest, pk: int) -> HttpResponse:
    def act(request: OfficeRequest, application: Application, data: Any) -> str:
        decide.ask(application, text=data["text"], actor=request.user, now=timezone.now())
        return _("The question is on its way.")

    return _do(request, pk, act, QuestionForm(request.POST))


@require_POST
@permission_required(MAY_DECIDE, raise_exception=True)
def note(request: OfficeRequest, pk: int) -> HttpResponse:
    def act(request: OfficeRequest, application: Application, data: Any) -> str:
        decide.note(application, facts=data, actor=request.user, now=timezone.now())
        return _("Noted.")

    return _do(request, pk, act, NoteForm(request.POST, moves=bool(_application(pk).transfer_from)))


@require_POST
@permission_required(MAY_DECIDE, raise_exception=True)
def grant_exception(request: OfficeRequest, pk: int) -> HttpResponse:
    def act(request: OfficeRequest, application: Application, data: Any) -> str:
        decide.grant_exception(application, reason=data["reason"], actor=request.user, now=timezone.now())
        return _("Noted.")

    return _do(request, pk, act, ExceptionForm(request.POST))


@require_POST
@permission_required("admission.note_payment", raise_exception=True)
def payment(request: OfficeRequest, pk: int) -> HttpResponse:
    def act(request: OfficeRequest, application: Application, data: Any) -> str:
        decide.note_payment(application, paid_on=data["paid_on"], actor=request.user, now=timezone.now())
        return _told(application)

    return _do(request, pk, act, PaymentForm(request.POST))


@require_safe
@permission_required("admission.view_application", raise_exception=True)
def proof(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """What the applicant handed in; saved, not opened: it comes from outside."""
    application = _application(pk)
    if not application.proof:
        raise Http404
    name = f"nachweis-{pk}{Path(str(application.proof)).suffix}"
    response = FileResponse(application.proof.open(), as_attachment=True, filename=name)
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@permission_required(MAY_DECIDE, raise_exception=True)
def end_objections(request: OfficeRequest, pk: int) -> HttpResponse:
    def act(request: OfficeRequest, application: Application, _data: Any) -> str:
        close_objections(application, actor=request.user, now=timezone.now())
        return _told(application)

    return _do(request, pk, act)


@require_POST
@permission_required(MAY_DECIDE, raise_exception=True)
def withdraw_for(request: OfficeRequest, pk: int) -> HttpResponse:
    def act(request: OfficeRequest, application: Application, _data: Any) -> str:
        withdraw(application, actor=request.user, now=timezone.now())
        return _("The application has been withdrawn.")

    return _do(request, pk, act)


@require_POST
@permission_required(MAY_DECIDE, raise_exception=True)
def admit_as(request: OfficeRequest, pk: int) -> HttpResponse:
    application = _application(pk)
    form = AdmitForm(request.POST, doubles=doubles_of(application), needs_company=application.kind == Kind.COMPANY)

    def act(request: OfficeRequest, application: Application, _data: Any) -> str:
        membership = admit(application, **form.chosen(), actor=request.user, now=timezone.now())
        return _("%(name)s is a member with number %(number)s.") % {
            "name": membership.member.holder,
            "number": membership.member.number,
        }

    return _do(request, pk, act, form)
