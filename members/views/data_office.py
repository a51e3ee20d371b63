"""The office's side of data protection: requests with their due dates, preview of an erasure, the mailed link."""

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from members.actions.erasure import carry_out, preview, refuse_request, request_erasure, send_data_link
from members.actions.refusal import MemberRefused
from members.forms.erasure import AnswerForm, EraseForm
from members.models import ErasureRequest, Person
from members.queries.own_data import erasure_requests, has_namesake, has_rights, subject_of, token_of
from members.rules.erasure import why_not_erase

from .office import OfficeRequest

PERMISSION = "members.change_erasurerequest"


@require_safe
@permission_required(PERMISSION, raise_exception=True)
def requests(request: HttpRequest) -> HttpResponse:
    context = {"requests": erasure_requests(), "today": timezone.localdate(), "page_title": _("Requests for erasure")}
    return render(request, "members/office/erasure_requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(PERMISSION, raise_exception=True)
def person(request: OfficeRequest, pk: int) -> HttpResponse:
    """What an erasure would do today; POST carries it out."""
    someone = get_object_or_404(Person.objects.select_related("user", "company"), pk=pk)
    wish = ErasureRequest.objects.filter(person=someone, state=ErasureRequest.State.OPEN).first()
    form = EraseForm(request.POST or None)
    if request.method == "POST" and wish and form.is_valid():
        try:
            carry_out(wish, actor=request.user, now=timezone.now())
        except MemberRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Erased. What stays stands in the mail to the person."))
            return redirect("office_erasure_requests")
    outcomes = preview(someone, now=timezone.now())
    context = {
        "person": someone,
        "wish": wish,
        "form": form,
        "answer_form": AnswerForm(),
        "why_not": why_not_erase(someone, has_rights=has_rights(someone)),
        "namesake": has_namesake(someone),
        "subject": subject_of(someone, timezone.localdate()),
        "gone": [row for row in outcomes if not row.stays],
        "stays": [row for row in outcomes if row.stays],
    }
    return render(request, "members/office/erasure.html", context)


@require_POST
@permission_required(PERMISSION, raise_exception=True)
def enter(request: OfficeRequest, pk: int) -> HttpResponse:
    """A request that came by letter, mail or telephone."""
    someone = get_object_or_404(Person, pk=pk)
    try:
        request_erasure(someone, actor=request.user, now=timezone.now())
    except MemberRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("office_erasure", pk)


@require_POST
@permission_required(PERMISSION, raise_exception=True)
def refuse(request: OfficeRequest, pk: int) -> HttpResponse:
    wish = get_object_or_404(ErasureRequest, person=pk, state=ErasureRequest.State.OPEN)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please write down why: the person gets the reason by mail."))
        return redirect("office_erasure", pk)
    refuse_request(wish, answer=form.cleaned_data["answer"], actor=request.user, now=timezone.now())
    messages.success(request, _("The request is refused, the person gets the reason by mail."))
    return redirect("office_erasure_requests")


@require_POST
@permission_required(PERMISSION, raise_exception=True)
def send_link(request: OfficeRequest, pk: int) -> HttpResponse:
    """Mail the link to `/mein/daten/` that needs no account."""
    someone = get_object_or_404(Person, pk=pk)
    url = settings.BASE_URL + reverse("own_data", args=[token_of(someone)])
    try:
        send_data_link(someone, url=url, actor=request.user, now=timezone.now())
    except MemberRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The link to their data is on its way to %(email)s.") % {"email": someone.email})
    return redirect("office_erasure", pk)
