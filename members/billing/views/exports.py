"""Files of the books for the tax adviser and the auditors."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from members.billing.actions import BillingRefused
from members.billing.actions.exporting import export_datev, export_for_auditors, export_journal
from members.billing.forms.exports import ExportForm
from members.views.office import OfficeRequest

from .desk import form_methods, may_see

TYPES = {
    "csv": ("buchungen-{0}.csv", "text/csv; charset=utf-8"),
    "datev": ("EXTF_Buchungsstapel-{0}.csv", "text/csv; charset=windows-1252"),
    "zip": ("kassenpruefung-{0}.zip", "application/zip"),
}


@form_methods
@may_see
def export(request: OfficeRequest) -> HttpResponse:
    today = timezone.localdate()
    initial: dict[str, Any] = {"from_on": date(today.year - 1, 1, 1), "last_on": date(today.year - 1, 12, 31)}
    days = {name: _day(request.GET.get(key, "")) for name, key in (("from_on", "von"), ("last_on", "bis"))}
    asked: dict[str, Any] = {"kind": request.GET.get("art"), **days}
    initial |= {name: value for name, value in asked.items() if value}
    form = ExportForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            content = _made(**form.cleaned_data, request=request)
        except BillingRefused as refused:
            form.add_error(None, str(refused))
        else:
            name, type_ = TYPES[form.cleaned_data["kind"]]
            filename = name.format(f"{form.cleaned_data['from_on']:%Y%m%d}")
            headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
            return HttpResponse(content, content_type=type_, headers=headers)
    note = _("The columns are explained in members/README.md. The log notes who took which file when.")
    context = {"form": form, "title": _("Files for tax adviser and auditors"), "submit": _("Make the file")}
    context |= {"note": note, "icon": "download", "back": reverse("billing_desk")}
    return render(request, "verein/office/form.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _made(*, kind: str, from_on: date, last_on: date, request: OfficeRequest) -> Any:
    if kind == "datev":
        return export_datev(from_on, last_on, now=timezone.now(), actor=request.user)
    export_this = export_for_auditors if kind == "zip" else export_journal
    return export_this(from_on, last_on, actor=request.user)
