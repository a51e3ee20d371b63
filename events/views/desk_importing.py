"""The desk: taking over a calendar of another program, with a look at what would happen before it does."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from events.actions.importing import CREATED, SKIPPED, UNCHANGED, UPDATED, Report, import_events
from events.models import EventIndexPage
from events.panels.importing import ImportEventsForm, pack
from events.readers.ics import UnreadableCalendar

from .desk import may_run_events

SHOWN = 500


@may_run_events
def import_calendar(request: HttpRequest) -> HttpResponse:
    """`/admin/termine/einlesen/`: a file makes a preview, the button below it the drafts."""
    if not EventIndexPage.objects.get().permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    form = ImportEventsForm(request.POST or None, request.FILES or None, today=timezone.localdate())
    report, doing = None, "import" in request.POST
    if form.is_valid():
        try:
            report = _run(request, form, dry_run=not doing)
        except UnreadableCalendar as error:
            form.add_error("file", str(error))
    if report and doing:
        messages.success(request, _("%(count)d drafts have been made.") % {"count": report.count(CREATED)})
        return redirect("event_desks")
    return render(request, "events/admin/import.html", {"form": form, **_shown(form, report)})


def _run(request: HttpRequest, form: ImportEventsForm, *, dry_run: bool) -> Report:
    assert request.user.is_authenticated
    data = form.cleaned_data
    return import_events(
        content=data["content"],
        source=data["name"],
        from_on=data["from_on"],
        until_on=data["until_on"],
        now=timezone.now(),
        actor=request.user,
        dry_run=dry_run,
    )


def _shown(form: ImportEventsForm, report: Report | None) -> dict[str, object]:
    if report is None:
        return {"report": None}
    words = {
        CREATED: _("new"),
        UPDATED: _("changed"),
        UNCHANGED: _("unchanged"),
        SKIPPED: _("left out"),
    }
    return {
        "report": report,
        "counts": [(word, report.count(outcome)) for outcome, word in words.items()],
        "lines": [(words[line.outcome], line) for line in report.lines[:SHOWN]],
        "more": max(0, len(report.lines) - SHOWN),
        "kept": pack(form.cleaned_data["content"]),
        "data": form.cleaned_data,
    }
