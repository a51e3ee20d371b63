"""The statutes in the office: versions, their sections, what they mean and what is wrong with them."""

from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from members.actions.refusal import MemberRefused
from members.actions.rules_file import export_rules
from members.actions.statutes import (
    change_draft,
    change_statutes_facts,
    create_draft,
    delete_draft,
    put_in_force,
    take_back_statutes,
)
from members.forms.rules import Section, SectionForm, all_sections
from members.forms.statutes import PutInForceForm, StatutesFactsForm
from members.models import Statutes
from members.models.rulebook import Rulebook
from members.queries import statutes_on
from members.queries.statutes import versions
from members.rules.contradictions import Problem, problems_of
from members.rules.differences import differences
from members.rules.sentences import sentences_on

from .office import OfficeRequest, _told

VIEW, ADD, CHANGE = "members.view_statutes", "members.add_statutes", "members.change_statutes"


@require_safe
@permission_required(VIEW, raise_exception=True)
def listing(request: OfficeRequest) -> HttpResponse:
    today = timezone.localdate()
    rows = versions(today)
    return render(request, "members/office/statutes/list.html", {"versions": rows, "in_force": statutes_on(today)})


@require_POST
@permission_required(ADD, raise_exception=True)
def create(request: OfficeRequest) -> HttpResponse:
    """A new draft, as a copy of the version that is named, or empty."""
    pk = request.POST.get("copy_of", "")
    copy_of = get_object_or_404(Statutes, pk=pk) if pk.isdecimal() else None
    draft = create_draft(actor=request.user, copy_of=copy_of, title=_("New draft"))
    messages.success(request, _("The draft has been made. Nothing counts before you put it in force."))
    return redirect("office_statutes_facts", draft.pk)


def _meaning(rulebook: Rulebook, section: Section, today: date) -> list[str]:
    return [text for name in section.names for text in sentences_on(rulebook, name, today=today)]


def _of(section: Section, problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.section in section.names]


@require_safe
@permission_required(VIEW, raise_exception=True)
def version(request: OfficeRequest, pk: int) -> HttpResponse:
    """Everything about one version, read back in sentences."""
    statutes, today = get_object_or_404(Statutes, pk=pk), timezone.localdate()
    problems = problems_of(statutes.rulebook)
    parts = [
        {
            "section": section,
            "sentences": _meaning(statutes.rulebook, section, today),
            "problems": _of(section, problems),
        }
        for section in all_sections()
    ]
    context = {**_about(request, statutes), "parts": parts, "remarks": statutes.rulebook.remarks}
    return render(request, "members/office/statutes/version.html", context)


def _about(request: OfficeRequest, statutes: Statutes) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "statutes": statutes,
        "subtitle": statutes,
        "icon": "doc-full",
        "back": reverse("office_statutes", args=[statutes.pk]),
        "is_draft": statutes.effective_on is None,
        "is_coming": statutes.effective_on is not None and statutes.effective_on > today,
        "may_change": request.user.has_perm(CHANGE),
        "other": next((row for row in [statutes_on(today)] if row and row.pk != statutes.pk), None),
    }


@permission_required(CHANGE, raise_exception=True)
def facts(request: OfficeRequest, pk: int) -> HttpResponse:
    statutes = get_object_or_404(Statutes, pk=pk)
    form = StatutesFactsForm(request.POST or None, request.FILES or None, instance=statutes)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if _told(request, lambda: change_statutes_facts(statutes, actor=request.user, **given), _("Saved.")):
            return redirect("office_statutes", pk)
    context = {**_about(request, statutes), "form": form, "title": _("Decision and document"), "submit": _("Save")}
    return render(request, "members/office/statutes/form.html", context)


@permission_required(VIEW, raise_exception=True)
def section(request: OfficeRequest, pk: int, slug: str) -> HttpResponse:
    """One section as a form; buttons inside it add and remove parts and save nothing."""
    statutes = get_object_or_404(Statutes, pk=pk)
    chosen = next((each for each in all_sections() if each.slug == slug), None)
    if chosen is None:
        raise Http404
    about = _about(request, statutes)
    if request.method == "POST" and not about["may_change"]:
        return HttpResponse(status=403)
    form = SectionForm(statutes.rulebook, chosen, request.POST if request.method == "POST" else None)
    if (rulebook := form.made) and _told(
        request, lambda: change_draft(statutes, rulebook=rulebook, actor=request.user), _("Saved.")
    ):
        return redirect("office_statutes_section", pk, slug)
    shown = form.made or statutes.rulebook
    context = {
        **about,
        "form": form,
        "section": chosen,
        "sections": all_sections(),
        "sentences": _meaning(shown, chosen, timezone.localdate()),
        "problems": _of(chosen, problems_of(shown)),
        "editable": about["may_change"] and about["is_draft"],
    }
    return render(request, "members/office/statutes/section.html", context, status=422 if form.errors else 200)


@require_safe
@permission_required(VIEW, raise_exception=True)
def compare(request: OfficeRequest, pk: int) -> HttpResponse:
    """What is different from the version in force."""
    statutes = get_object_or_404(Statutes, pk=pk)
    about = _about(request, statutes)
    if about["other"] is None:
        raise Http404
    rows = differences(about["other"].rulebook, statutes.rulebook)
    return render(request, "verein/office/compare.html", {**about, "rows": rows})


@permission_required(CHANGE, raise_exception=True)
def in_force(request: OfficeRequest, pk: int) -> HttpResponse:
    statutes = get_object_or_404(Statutes, pk=pk)
    form = PutInForceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["effective_on"]
        done = _("This version is in force from %(day)s.") % {"day": f"{day:%d.%m.%Y}"}
        if _told(request, lambda: put_in_force(statutes, effective_on=day, actor=request.user), done):
            return redirect("office_statutes", pk)
    problems = problems_of(statutes.rulebook)
    context = {**_about(request, statutes), "form": form, "title": _("Put in force"), "problems": problems}
    return render(request, "members/office/statutes/form.html", context)


@require_POST
@permission_required(CHANGE, raise_exception=True)
def take_back(request: OfficeRequest, pk: int) -> HttpResponse:
    statutes = get_object_or_404(Statutes, pk=pk)
    done = _("This version is a draft again.")
    _told(request, lambda: take_back_statutes(statutes, today=timezone.localdate(), actor=request.user), done)
    return redirect("office_statutes", pk)


@permission_required(CHANGE, raise_exception=True)
def delete(request: OfficeRequest, pk: int) -> HttpResponse:
    """Asks first."""
    statutes = get_object_or_404(Statutes, pk=pk)
    if request.method == "POST":
        try:
            delete_draft(statutes, actor=request.user)
        except MemberRefused as refused:
            messages.error(request, str(refused))
            return redirect("office_statutes", pk)
        messages.success(request, _("The draft has been deleted."))
        return redirect("office_statutes_list")
    context = {
        **_about(request, statutes),
        "title": _("Delete this draft?"),
        "submit": _("Delete the draft"),
        "danger": True,
    }
    return render(request, "members/office/statutes/form.html", context)


@require_safe
@permission_required(VIEW, raise_exception=True)
def document(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The document of any version, for the office."""
    statutes = get_object_or_404(Statutes.objects.exclude(document=""), pk=pk)
    return FileResponse(statutes.document.open(), as_attachment=True, filename=Path(str(statutes.document)).name)


@require_safe
@permission_required(VIEW, raise_exception=True)
def rules_file(request: OfficeRequest) -> HttpResponse:
    """All rules as one file, to keep or to share."""
    response = HttpResponse(export_rules(), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="regeln.yaml"'
    return response
