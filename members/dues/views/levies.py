"""The treasurer's pages of levies: enter what was decided, look at who pays how much, issue by a run."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from members.dues.actions import DuesRefused, decide_levy, drop_levy, start_run
from members.dues.forms.levies import LevyForm
from members.dues.models import DecidedLevy, DuesRun, FeeBook
from members.dues.queries import fee_book_on
from members.dues.queries.levying import Levying, levies_charged
from members.views.office import OfficeRequest
from verein.office import answer

from .runs import may_run, may_see

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@may_see
def listing(request: OfficeRequest) -> HttpResponse:
    book = fee_book_on(timezone.localdate()) or FeeBook()
    context = {"levies": DecidedLevy.objects.all(), "charged": levies_charged(), "rules": book.levies}
    return render(request, "dues/office/levies.html", context)


@form_methods
@may_run
def create(request: OfficeRequest) -> HttpResponse:
    today = timezone.localdate()
    book = fee_book_on(today) or FeeBook()
    if not book.levies:
        messages.error(request, _("The dues regulations know no levy."))
        return redirect("dues_levies")
    form = LevyForm(request.POST or None, book=book, initial={"payers_on": today})
    made: list[DecidedLevy] = []

    def act(**facts: Any) -> str:
        made.append(decide_levy(actor=request.user, **facts))
        return _("The levy is entered. Compute it to see who pays how much; nothing is charged yet.")

    response = answer(
        request,
        form,
        act=act,
        refused=DuesRefused,
        back=reverse("dues_levies"),
        title=_("Enter a levy"),
        submit=_("Enter"),
        icon="list-ol",
        note=_("Only what the statutes allow up to a limit, and the meeting has decided, can be levied."),
    )
    return redirect("dues_levy", made[0].pk) if made else response


@require_safe
@may_see
def levy(request: OfficeRequest, pk: int) -> HttpResponse:
    """What was decided, the rule with its limit, and the runs."""
    found = get_object_or_404(DecidedLevy, pk=pk)
    context = {
        "levy": found,
        "rule": Levying(found).rule,
        "participants": found.participants.select_related("person", "company"),
        "runs": DuesRun.objects.filter(levy=found).order_by("-started_at", "-pk"),
        "is_charged": found.pk in levies_charged(),
        "may_run": request.user.has_perm("dues.add_duesrun"),
    }
    return render(request, "dues/office/levy.html", context)


@require_POST
@may_run
def look(request: OfficeRequest, pk: int) -> HttpResponse:
    """Compute who pays how much."""
    found = get_object_or_404(DecidedLevy, pk=pk)
    try:
        run = start_run(found.payers_on, levy=found, actor=request.user, now=timezone.now())
    except DuesRefused as refused:
        messages.error(request, str(refused))
        return redirect("dues_levy", pk)
    return redirect("dues_run", run.pk)


@form_methods
@may_run
def drop(request: OfficeRequest, pk: int) -> HttpResponse:
    """Asks first."""
    found = get_object_or_404(DecidedLevy, pk=pk)
    return answer(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        act=lambda: drop_levy(found, actor=request.user),
        refused=DuesRefused,
        back=reverse("dues_levies"),
        title=_("Delete this levy?"),
        subtitle=found,
        submit=_("Delete the levy"),
        done=_("The levy is deleted."),
        danger=True,
        icon="list-ol",
    )
