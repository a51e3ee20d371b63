"""The office's pages about doubles: who looks like one, and the preview of a merger."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from members.actions.merging import merge_companies, merge_people
from members.actions.refusal import MemberRefused
from members.models import Company, Person
from members.queries.duplicates import choices_of, likely_companies, likely_people, moves

from .office import OfficeRequest, page_of

may_change = permission_required("members.change_person", raise_exception=True)
MODELS: dict[str, type[Person] | type[Company]] = {"person": Person, "company": Company}


@require_safe
@may_change
def duplicates(request: OfficeRequest) -> HttpResponse:
    context = {"groups": [("person", likely_people()), ("company", likely_companies())]}
    return render(request, "members/office/duplicates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def merge(request: OfficeRequest, kind: str, pk: int, other_pk: int) -> HttpResponse:
    """The record `pk` stays, the other becomes part of it; the boxes say in which fields the other one is right."""
    if kind not in MODELS or pk == other_pk:
        raise Http404
    kept: Any = get_object_or_404(MODELS[kind], pk=pk)
    other: Any = get_object_or_404(MODELS[kind], pk=other_pk)
    choices = choices_of(kept, other)
    if request.method == "POST":
        take = {choice.name for choice in choices} & set(request.POST.getlist("take"))
        act: Any = merge_people if kind == "person" else merge_companies
        try:
            act(kept, other, take=take, actor=request.user)
        except MemberRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Both are one now: %(name)s.") % {"name": kept})
            return redirect(page_of(kept), kept.pk)
    context = {
        "kind": kind,
        "kept": kept,
        "other": other,
        "choices": choices,
        "moves": moves(other),
        "taken": request.POST.getlist("take"),
    }
    return render(request, "members/office/merge.html", context)
