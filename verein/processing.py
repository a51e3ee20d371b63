"""The record of processing activities (Art. 30 GDPR) in the editors' area, made from the privacy providers."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .models import Association, Retention
from .privacy import Activity, activities
from .spreadsheet import excel_csv

PERMISSION = "verein.change_retention"


def rows(found: list[Activity]) -> list[dict[str, Any]]:
    """Each activity with how long its data is kept, in words; the privacy notice shows the same."""
    lengths = Retention.load()
    return [{"activity": activity, "kept": activity.kept(lengths)} for activity in found]


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """`/admin/datenschutz/verzeichnis/`: to read, to print, `?format=csv` to keep."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    lines = rows(activities())
    if request.GET.get("format") == "csv":
        return _csv(lines)
    context = {"rows": lines, "association": Association.load(), "page_title": _("Record of processing activities")}
    return render(request, "verein/admin/processing.html", context)


def _csv(lines: list[dict[str, Any]]) -> HttpResponse:
    header = [_("Purpose"), _("Legal basis"), _("Whose data"), _("Which data"), _("Who gets them"), _("How long")]
    found = []
    for line in lines:
        activity = line["activity"]
        facts = (activity.purpose, activity.legal_basis, activity.people, activity.data, activity.recipients)
        found.append([*map(str, facts), line["kept"]])
    response = HttpResponse(excel_csv([header, *found]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verarbeitungsverzeichnis.csv"'
    return response
