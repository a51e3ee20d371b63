"""Pages behind the links in mails: how an application stands, what a sponsor says, what a member objects to."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from members.access import member_required, request_viewer
from members.admission import rules
from members.admission.actions.apply import answer, answer_as_sponsor, appeal, confirm, withdraw
from members.admission.actions.outcome import object_to
from members.admission.actions.proofs import hand_in_proof
from members.admission.actions.refusal import AdmissionRefused
from members.admission.forms.apply import AnswerForm, ObjectionForm, ProofForm
from members.admission.models import Application, Sponsor, State
from members.admission.queries.fees import to_pay
from members.admission.queries.mine import by_token, objects_already, sponsor_by_token
from members.admission.queries.standing import standing_of
from members.models import User

TokenView = Callable[..., HttpResponseBase]


def _actor(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def secret(find: Callable[[str], Any]) -> Callable[[TokenView], TokenView]:
    """Fetch what the link names, and keep the address to ourselves: no Referer, no cache, no index, no log line.

    No CSRF token: the secret is the address itself, so nobody else can make a browser send this request; and with
    `no-referrer` a browser sends `Origin: null`, which Django's check refuses.
    """

    def decorate(view: TokenView) -> TokenView:
        @csrf_exempt
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def wrapped(request: HttpRequest, token: str) -> HttpResponseBase:
            found = find(token)
            if found is None:
                response: HttpResponseBase = render(request, "admission/gone.html", status=404)
            else:
                response = view(request, token, found)
            response["Referrer-Policy"] = "no-referrer"
            response["Cache-Control"] = "no-store, private"
            response["X-Robots-Tag"] = "noindex, nofollow"
            response._has_been_logged = True  # type: ignore[attr-defined]  # Django's log of 404 names the path
            return response

        return wrapped

    return decorate


@secret(by_token)
def confirm_application(request: HttpRequest, token: str, application: Application) -> HttpResponse:
    """The page asks, its button confirms: mail scanners only open the page."""
    reason = rules.why_not_confirm(application, timezone.now())
    if request.method == "POST":
        try:
            counts = confirm(application, now=timezone.now())
        except AdmissionRefused as refused:
            reason = str(refused)
        else:
            return redirect("application", counts.token)
    return render(request, "admission/confirm.html", {"application": application, "token": token, "reason": reason})


@secret(by_token)
def status(request: HttpRequest, token: str, application: Application) -> HttpResponse:
    """`/antrag/<token>/`: how it stands; answer a question, hand in a proof, withdraw, appeal."""
    step = request.POST.get("action", "")
    form = AnswerForm(request.POST) if step == "answer" else AnswerForm()
    appeal_form = ObjectionForm(request.POST) if step == "appeal" else ObjectionForm()
    proof_form = ProofForm(request.POST, request.FILES) if step == "proof" else ProofForm()
    forms = {"answer": form, "appeal": appeal_form, "proof": proof_form}
    refusal = ""
    if step in _STEPS and (step not in forms or forms[step].is_valid()):
        try:
            _STEPS[step](request, application, forms.get(step))
        except AdmissionRefused as reason:
            refusal = str(reason)
        else:
            return redirect(f"{request.path}?done={step}")
    context = {
        "application": application,
        "token": application.token,
        "standing": standing_of(application, timezone.localdate()),
        "due": to_pay(application, timezone.localdate()) if application.state == State.PAYMENT else None,
        "form": form,
        "appeal_form": appeal_form,
        "proof_form": proof_form,
        "refusal": refusal,
        "done": request.GET.get("done", "") if request.method != "POST" else "",
    }
    return render(request, "admission/status.html", context)


def _answer(_request: HttpRequest, application: Application, form: Any) -> None:
    answer(application, text=form.cleaned_data["text"], now=timezone.now())


def _withdraw(request: HttpRequest, application: Application, _form: Any) -> None:
    withdraw(application, actor=_actor(request), now=timezone.now())


def _appeal(request: HttpRequest, application: Application, form: Any) -> None:
    appeal(application, text=form.cleaned_data["text"], actor=_actor(request), now=timezone.now())


def _proof(_request: HttpRequest, application: Application, form: Any) -> None:
    hand_in_proof(application, file=form.cleaned_data["proof"], now=timezone.now())


_STEPS = {"answer": _answer, "withdraw": _withdraw, "appeal": _appeal, "proof": _proof}


@secret(sponsor_by_token)
def sponsor(request: HttpRequest, token: str, sponsor: Sponsor) -> HttpResponse:
    """Yes or no, once; the mail to a member leads here, and so does `/mein/`."""
    reason = rules.why_not_sponsor(sponsor.application, answered=sponsor.answered_at is not None)
    if request.method == "POST" and request.POST.get("agrees") in {"yes", "no"}:
        try:
            answer_as_sponsor(
                sponsor, agrees=request.POST["agrees"] == "yes", actor=_actor(request), now=timezone.now()
            )
        except AdmissionRefused as refused:
            reason = str(refused)
        else:
            return redirect(f"{request.path}?done=1")
    context = {"sponsor": sponsor, "token": token, "reason": reason, "done": "done" in request.GET}
    return render(request, "admission/sponsor.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def object_to_application(request: HttpRequest, pk: int) -> HttpResponse:
    """A member reads who is to be admitted and may object; only what was announced can be seen here."""
    application = get_object_or_404(Application.objects.select_related("type"), pk=pk, announced_on__isnull=False)
    person, today = request_viewer(request).person, timezone.localdate()
    if person is None:
        raise Http404
    standing = standing_of(application, today)
    reason = rules.why_not_object(
        application, standing.rule, today=today, is_member=True, already=objects_already(application, person)
    )
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            object_to(
                application,
                person=person,
                text=form.cleaned_data["text"],
                actor=_actor(request),
                now=timezone.now(),
            )
        except AdmissionRefused as refused:
            reason = str(refused)
        else:
            messages.success(request, _("Your objection has arrived. Thank you."))
            return redirect("my_area")
    context = {"application": application, "form": form, "reason": reason, "standing": standing}
    return render(request, "admission/object.html", context)
