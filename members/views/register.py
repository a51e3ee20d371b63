"""The office's register of members on any day, on screen, on paper and as a file."""

from collections import Counter
from datetime import date
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from members.actions.lists import ListRequest, export_members, hand_out_members
from members.actions.refusal import MemberRefused
from members.forms.lists import HandOutForm, ListForm, RegisterForm
from members.queries.register import register_on

from .office import OfficeRequest

PER_PAGE = 100
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
may_see = permission_required("members.view_membership", raise_exception=True)
may_export = permission_required("members.add_listexport", raise_exception=True)


def _register(request: HttpRequest) -> dict[str, Any]:
    """The form, the day asked for (today where none or a wrong one was) and everybody on it."""
    today = timezone.localdate()
    form = RegisterForm(request.GET or None, initial={"day": today})
    day = (form.cleaned_data["day"] or today) if form.is_bound and form.is_valid() else today
    entries = register_on(day, form.filters())
    types = Counter(entry.type for entry in entries)
    votes = sum(entry.votes for entry in entries)
    return {"form": form, "day": day, "entries": entries, "types": types.most_common(), "votes": votes}


@require_safe
@may_see
def register(request: HttpRequest) -> HttpResponse:
    found = _register(request)
    query = request.GET.copy()
    query.pop("p", None)
    page = Paginator(found["entries"], PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "members/office/register.html", {**found, "page": page, "query": query.urlencode()})


@require_safe
@may_see
def sheet(request: HttpRequest) -> HttpResponse:
    """All of it on paper."""
    return render(request, "members/office/register_sheet.html", _register(request))


@require_http_methods(["GET", "HEAD", "POST"])
@may_export
def export(request: OfficeRequest) -> HttpResponse:
    today = timezone.localdate()
    form = ListForm(request.POST or None, initial={"day": today, **request.GET.dict()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = ListRequest(
            columns=data["columns"],
            day=data["day"] or today,
            purpose=data["purpose"],
            recipient=data["recipient"],
            format=data["format"],
            filters=form.filters(),
            moved_since=data["moved_since"],
            anniversaries_only=data["anniversaries_only"],
        )
        return _file(export_members(wanted, actor=request.user, now=timezone.now()), wanted.day, wanted.format)
    context = {"form": form, "title": _("Make a member list"), "explained": _EXPLAINED, **_FRAME}
    return render(request, "members/office/list_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_export
def hand_out(request: OfficeRequest) -> HttpResponse:
    """A member asks for the list of members (OLG Hamm 8 U 94/22)."""
    form = HandOutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        today = timezone.localdate()
        try:
            content = hand_out_members(**form.cleaned_data, day=today, actor=request.user, now=timezone.now())
        except MemberRefused as refused:
            messages.error(request, str(refused))
        else:
            return _file(content, today, form.cleaned_data["kind"])
    context = {"form": form, "title": _("Hand out the list of members"), "explained": _HANDED_OUT, **_FRAME}
    return render(request, "members/office/list_form.html", context)


_FRAME = {"icon": "list-ul", "submit": gettext_lazy("Make the file"), "back": reverse_lazy("office_register")}
_EXPLAINED = "members/office/list_explained.html"
_HANDED_OUT = "members/office/hand_out_explained.html"


def _file(content: bytes, day: date, kind: str) -> HttpResponse:
    name = _("members")
    headers = {"Content-Disposition": f'attachment; filename="{name}-{day.isoformat()}.{kind}"'}
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)
