"""The import in the back office: upload, preview with questions, import."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from members.actions.importing import BAD, OUTCOMES, Options, Report, import_members
from members.actions.uploads import drop_upload, keep_upload
from members.forms.importing import ImportForm, UploadForm
from members.queries.uploads import kept_upload
from members.readers.members import read_members

from .office import OfficeRequest

SHOWN = 500


@permission_required("members.add_person", raise_exception=True)
def upload(request: OfficeRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        keep_upload(form.cleaned_data["file"], actor=request.user)
        return redirect("office_import_preview")
    return render(request, "members/office/upload.html", {"form": form})


@permission_required("members.add_person", raise_exception=True)
def preview(request: OfficeRequest) -> HttpResponse:
    """A GET shows what would happen; a POST previews with other answers, or imports."""
    content, today = kept_upload(request.user), timezone.localdate()
    if content is None:
        messages.error(request, _("Please choose the file again."))
        return redirect("office_import")
    found = read_members(content, today=today)
    form = ImportForm(request.POST or None, columns=found.columns)
    options = Options(dry_run=True)
    if form.is_valid():
        found = read_members(content, today=today, wanted=form.wanted)
        data = form.cleaned_data
        dry = "import" not in request.POST
        options = Options(skip_bad=data["skip_bad"], dry_run=dry, type=data["type"], joined=form.joined_on)
    report = None
    if not found.columns.questions and (form.is_valid() or not form.is_bound):
        report = import_members(found.entries, options=options, actor=request.user)
    if report and report.written:
        drop_upload(actor=request.user)
        return render(request, "members/office/imported.html", _shown(report))
    return render(request, "members/office/preview.html", {"form": form, "found": found, **_shown(report)})


def _shown(report: Report | None) -> dict[str, Any]:
    """The lines that say something, bad ones first; at most SHOWN of them."""
    if report is None:
        return {"report": None}
    telling = sorted((result for result in report.results if result.texts), key=lambda result: result.outcome != BAD)
    counts = [(label, report.counts[outcome]) for outcome, label in OUTCOMES.items()]
    return {
        "report": report,
        "counts": counts,
        "lines": telling[:SHOWN],
        "more": max(0, len(telling) - SHOWN),
        "bad": report.counts[BAD],
    }
