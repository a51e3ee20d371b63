"""The treasurer's page of one member's dues of a year: how they come about, and the invoice by one click."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.dues.actions import DuesRefused, charge_member
from members.dues.actions.charging import TO_DO
from members.dues.queries.planning import proposals
from members.models import Member
from members.views.office import OfficeRequest
from verein.office import told

from .runs import may_run


@require_http_methods(["GET", "HEAD", "POST"])
@may_run
def member(request: OfficeRequest, pk: int) -> HttpResponse:
    """`?tag=2026-07-01`: the year in which this day lies, else the one running. The button issues what is shown."""
    found = get_object_or_404(Member.objects.select_related("person__company", "company"), pk=pk)
    today = timezone.localdate()
    day = _day(request.GET.get("tag", "")) or today
    if request.method == "POST":
        told(
            request,
            lambda: charge_member(
                found, day, digest=request.POST.get("digest", ""), actor=request.user, now=timezone.now()
            ),
            _("The document is issued and goes out by mail."),
            refused=DuesRefused,
        )
        return redirect(f"{reverse('dues_member', args=[pk])}?tag={day.isoformat()}")
    proposal = next(iter(proposals([found], day, today=today)), None)
    context = {
        "member": found,
        "day": day,
        "proposal": proposal,
        "step": proposal and proposal.step_words,
        "may_issue": proposal and proposal.step in TO_DO,
    }
    return render(request, "dues/office/member.html", context)


def _day(text: str) -> date | None:
    """A day from the address; anything else is none."""
    try:
        return parse_date(text)
    except ValueError:
        return None
