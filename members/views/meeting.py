"""The general meeting in the office: its last days by the statutes, who may vote, the list for the door."""

from collections import Counter
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from members.actions.lists import list_voters
from members.forms.lists import MeetingForm, VotersForm
from members.queries.register import Entry, register_on
from members.queries.statutes import rulebook_on
from members.rules.meetings import Turnout, conditions, deadlines

from .office import OfficeRequest
from .register import PER_PAGE, may_see

MAY_EXPORT = "members.add_listexport"


@require_http_methods(["GET", "HEAD"])
@may_see
def meeting(request: OfficeRequest) -> HttpResponse:
    """`/admin/versammlung/?day=…`: without a day there is only the form."""
    form = MeetingForm(request.GET or None)
    context: dict[str, Any] = {"form": form, "may_export": request.user.has_perm(MAY_EXPORT)}
    if form.is_bound and form.is_valid():
        context |= _prepared(form.cleaned_data["day"], extraordinary=form.cleaned_data["extraordinary"])
        query = request.GET.copy()
        query.pop("p", None)
        context["query"] = query.urlencode()
        context["page"] = Paginator(context["voters"], PER_PAGE).get_page(request.GET.get("p"))
        context["export"] = VotersForm(initial={"recipient": _("Chair of the meeting")}, auto_id="voters_%s")
    return render(request, "members/office/meeting.html", context)


def _prepared(day: date, *, extraordinary: bool) -> dict[str, Any]:
    entries, rulebook = register_on(day), rulebook_on(day)
    voters = [entry for entry in entries if entry.votes]
    turnout = Turnout(len(entries), len(voters), sum(entry.votes for entry in voters))
    return {
        "day": day,
        "today": timezone.localdate(),
        "deadlines": deadlines(rulebook.general_meeting, day, extraordinary=extraordinary),
        "conditions": conditions(rulebook, turnout, extraordinary=extraordinary),
        "remarks": [text for text in (rulebook.general_meeting.held_on, rulebook.general_meeting.note) if text],
        "turnout": turnout,
        "voters": voters,
        "silent": _silent(entries),
    }


def _silent(entries: list[Entry]) -> list[tuple[str, int]]:
    """Members without a vote, by type; the dormant ones for themselves."""
    without = Counter(_("dormant") if entry.dormant else entry.type for entry in entries if not entry.votes)
    return without.most_common()


@require_http_methods(["POST"])
@permission_required(MAY_EXPORT, raise_exception=True)
def voters(request: OfficeRequest) -> HttpResponse:
    """The list of voters for paper or as CSV; it is recorded."""
    form = VotersForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Who gets the list? It is recorded with the list."))
        return redirect(f"{reverse('office_meeting')}?{urlencode({'day': request.POST.get('day', '')})}")
    data, now = form.cleaned_data, timezone.now()
    entries, content = list_voters(data["day"], recipient=data["recipient"], actor=request.user, now=now)
    if data["kind"] == "print":
        total = sum(entry.votes for entry in entries)
        context = {"entries": entries, "day": data["day"], "votes": total, "recipient": data["recipient"]}
        return render(request, "members/office/voters_sheet.html", context)
    name = _("voters")
    headers = {"Content-Disposition": f'attachment; filename="{name}-{data["day"].isoformat()}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
