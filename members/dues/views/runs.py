"""The treasurer's pages of the dues runs: look, issue, stop, go on. Each button is a POST that calls one action."""

from datetime import date

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.dues.actions import DuesRefused, issue_run, start_run, stop_run
from members.dues.filters import RunRowFilter
from members.dues.forms.runs import StartRunForm
from members.dues.models import DuesRun, DuesRunRow
from members.dues.queries.runs import rows_of, run_facts
from members.views.office import OfficeRequest
from verein.office import answer, told

PER_PAGE = 50
REFRESH_SECONDS = 5
may_see = permission_required("dues.view_duesrun", raise_exception=True)
may_run = permission_required("dues.add_duesrun", raise_exception=True)


@require_safe
@may_see
def runs(request: OfficeRequest) -> HttpResponse:
    return render(
        request,
        "dues/office/runs.html",
        {"runs": DuesRun.objects.select_related("levy").order_by("-started_at", "-pk")[:50]},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@may_run
def start(request: OfficeRequest) -> HttpResponse:
    """Begin another look at a year."""
    today = timezone.localdate()
    form = StartRunForm(request.POST or None, initial={"day": date(today.year, 1, 1)})
    made: list[DuesRun] = []

    def act(day: date) -> None:
        made.append(start_run(day, actor=request.user, now=timezone.now()))

    response = answer(
        request,
        form,
        act=act,
        refused=DuesRefused,
        done=_("The dues are being computed; this page shows how far it is. Nothing is issued yet."),
        back=reverse("dues_runs"),
        title=_("Compute the dues of a year"),
        submit=_("Compute"),
        icon="list-ol",
    )
    return redirect("dues_run", made[0].pk) if made else response


@require_safe
@may_see
def run(request: OfficeRequest, pk: int) -> HttpResponse:
    """Who owes what and why, who does not and why not, sums; while it is at work the page comes again by itself."""
    found = get_object_or_404(DuesRun.objects.select_related("levy"), pk=pk)
    filters = RunRowFilter(request.GET or None, queryset=rows_of(found))
    page = Paginator(filters.qs, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "run": found,
        "facts": run_facts(found),
        "filters": filters,
        "rows": page,
        "may_run": request.user.has_perm("dues.add_duesrun"),
    }
    response = render(request, "dues/office/run.html", context)
    if found.is_at_work:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


@require_safe
@may_see
def row(request: OfficeRequest, pk: int) -> HttpResponse:
    """How the amount of one member came about."""
    found = get_object_or_404(DuesRunRow.objects.select_related("run", "member__person", "member__company"), pk=pk)
    return render(request, "dues/office/row.html", {"row": found})


@require_POST
@may_run
def issue(request: OfficeRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(DuesRun, pk=pk)
    told(
        request,
        lambda: issue_run(found, actor=request.user, now=timezone.now()),
        _("The invoices are being issued; this page shows how far it is."),
        refused=DuesRefused,
    )
    return redirect("dues_run", pk)


@require_POST
@may_run
def stop(request: OfficeRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(DuesRun, pk=pk)
    done = _("The run is stopped. What is issued stays.")
    is_stopped = told(request, lambda: stop_run(found, actor=request.user), done, refused=DuesRefused)
    if is_stopped and found.state != DuesRun.State.ISSUING:
        return redirect("dues_runs")
    return redirect("dues_run", pk)
