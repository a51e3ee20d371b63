"""The dues regulations in the office: versions, their sections, what they say and what is wrong with them."""

from pathlib import Path
from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from members.dues.actions import (
    DuesRefused,
    change_draft,
    change_facts,
    create_draft,
    delete_draft,
    put_in_force,
    take_back,
)
from members.dues.forms.regulations import SECTIONS, FeeFactsForm, FeeSectionForm, FeesInForceForm
from members.dues.models import FeeRegulations
from members.dues.queries import fee_regulations_on, versions
from members.dues.rules.contradictions import problems_of
from members.dues.rules.reading import differences
from members.dues.rules.sentences import sentences_on
from members.forms.rules import Section
from members.queries import rulebook_on
from members.rules.contradictions import Problem
from members.views.office import OfficeRequest
from verein.office import answer

from .examples import example_of

VIEW, ADD, CHANGE = "dues.view_feeregulations", "dues.add_feeregulations", "dues.change_feeregulations"


@require_safe
@permission_required(VIEW, raise_exception=True)
def listing(request: OfficeRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {"versions": versions(today), "in_force": fee_regulations_on(today)}
    return render(request, "dues/office/regulations/list.html", context)


@require_POST
@permission_required(ADD, raise_exception=True)
def create(request: OfficeRequest) -> HttpResponse:
    """A new draft, as a copy of the version that is named, or empty."""
    pk = request.POST.get("copy_of", "")
    copy_of = get_object_or_404(FeeRegulations, pk=pk) if pk.isdecimal() else None
    draft = create_draft(actor=request.user, copy_of=copy_of, title=_("New draft"))
    messages.success(request, _("The draft has been made. Nothing counts before you put it in force."))
    return redirect("dues_regulations_facts", draft.pk)


def _about(request: OfficeRequest, regulations: FeeRegulations) -> dict[str, Any]:
    today = timezone.localdate()
    in_force = fee_regulations_on(today)
    return {
        "regulations": regulations,
        "is_draft": regulations.effective_on is None,
        "is_coming": regulations.effective_on is not None and regulations.effective_on > today,
        "may_change": request.user.has_perm(CHANGE),
        "other": in_force if in_force and in_force.pk != regulations.pk else None,
        "rulebook": rulebook_on(max(today, regulations.effective_on or today)),
    }


def _of(section: Section, problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.section in section.names]


@require_safe
@permission_required(VIEW, raise_exception=True)
def version(request: OfficeRequest, pk: int) -> HttpResponse:
    """Everything about one version, read back."""
    regulations = get_object_or_404(FeeRegulations, pk=pk)
    about = _about(request, regulations)
    problems = problems_of(regulations.book, about["rulebook"])
    parts = [
        {
            "section": section,
            "sentences": sentences_on(regulations.book, about["rulebook"], section.names),
            "problems": _of(section, problems),
        }
        for section in SECTIONS
    ]
    return render(request, "dues/office/regulations/version.html", {**about, "parts": parts})


@permission_required(VIEW, raise_exception=True)
def section(request: OfficeRequest, pk: int, slug: str) -> HttpResponse:
    """One section as a form; buttons inside it add and remove parts and save nothing."""
    regulations = get_object_or_404(FeeRegulations, pk=pk)
    chosen = next((each for each in SECTIONS if each.slug == slug), None)
    if chosen is None:
        raise Http404
    about = _about(request, regulations)
    if request.method == "POST" and not about["may_change"]:
        return HttpResponse(status=403)
    posted = request.POST if request.method == "POST" else None
    form = FeeSectionForm(regulations.book, chosen, posted, rulebook=about["rulebook"])
    if form.made and _saved(request, regulations, form):
        return redirect("dues_regulations_section", pk, slug)
    shown = form.made or regulations.book
    context = {
        **about,
        "form": form,
        "section": chosen,
        "sections": SECTIONS,
        "sentences": sentences_on(shown, about["rulebook"], chosen.names),
        "problems": _of(chosen, problems_of(shown, about["rulebook"])),
        "editable": about["may_change"] and about["is_draft"],
    }
    return render(request, "dues/office/regulations/section.html", context, status=422 if form.errors else 200)


def _saved(request: OfficeRequest, regulations: FeeRegulations, form: FeeSectionForm) -> bool:
    assert form.made is not None
    try:
        change_draft(regulations, book=form.made, actor=request.user)
    except DuesRefused as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, _("Saved."))
    return True


@require_safe
@permission_required(VIEW, raise_exception=True)
def example(request: OfficeRequest, pk: int) -> HttpResponse:
    """What somebody would owe by this version, draft or in force."""
    regulations = get_object_or_404(FeeRegulations, pk=pk)
    about = _about(request, regulations)
    context = {**about, **example_of(request, regulations, about["rulebook"])}
    return render(request, "dues/office/regulations/example.html", context)


@require_safe
@permission_required(VIEW, raise_exception=True)
def compare(request: OfficeRequest, pk: int) -> HttpResponse:
    """What is different from the version in force."""
    regulations = get_object_or_404(FeeRegulations, pk=pk)
    about = _about(request, regulations)
    if about["other"] is None:
        raise Http404
    rows = differences(about["other"].book, regulations.book, about["rulebook"])
    frame = {"subtitle": regulations, "icon": "form", "back": reverse("dues_regulations", args=[regulations.pk])}
    return render(request, "verein/office/compare.html", {**about, **frame, "rows": rows})


def _answer(request: OfficeRequest, regulations: FeeRegulations, form: forms.BaseForm, **about: Any) -> HttpResponse:
    about.setdefault("back", reverse("dues_regulations", args=[regulations.pk]))
    return answer(request, form, refused=DuesRefused, subtitle=regulations, icon="form", **about)


@permission_required(CHANGE, raise_exception=True)
def facts(request: OfficeRequest, pk: int) -> HttpResponse:
    regulations = get_object_or_404(FeeRegulations, pk=pk)
    form = FeeFactsForm(request.POST or None, request.FILES or None, instance=regulations)

    def act(**given: Any) -> None:
        change_facts(regulations, actor=request.user, **given)

    title = _("Decision and document")
    return _answer(request, regulations, form, act=act, title=title, submit=_("Save"), done=_("Saved."))


@permission_required(CHANGE, raise_exception=True)
def in_force(request: OfficeRequest, pk: int) -> HttpResponse:
    regulations = get_object_or_404(FeeRegulations, pk=pk)

    def act(effective_on: Any, sure: bool) -> str:  # noqa: FBT001 - the data of the form
        put_in_force(regulations, effective_on=effective_on, actor=request.user)
        return _("This version is in force from %(day)s.") % {"day": f"{effective_on:%d.%m.%Y}"}

    return _answer(request, regulations, FeesInForceForm(request.POST or None), act=act, title=_("Put in force"))


@require_POST
@permission_required(CHANGE, raise_exception=True)
def back_to_draft(request: OfficeRequest, pk: int) -> HttpResponse:
    regulations = get_object_or_404(FeeRegulations, pk=pk)
    try:
        take_back(regulations, today=timezone.localdate(), actor=request.user)
    except DuesRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("This version is a draft again."))
    return redirect("dues_regulations", pk)


@permission_required(CHANGE, raise_exception=True)
def delete(request: OfficeRequest, pk: int) -> HttpResponse:
    """Asks first."""
    regulations = get_object_or_404(FeeRegulations, pk=pk)
    if request.method == "POST":
        try:
            delete_draft(regulations, actor=request.user)
        except DuesRefused as refused:
            messages.error(request, str(refused))
            return redirect("dues_regulations", pk)
        messages.success(request, _("The draft has been deleted."))
        return redirect("dues_regulations_list")
    about = {"title": _("Delete this draft?"), "submit": _("Delete the draft"), "danger": True}
    return _answer(request, regulations, forms.Form(), act=lambda: None, **about)


@require_safe
@permission_required(VIEW, raise_exception=True)
def document(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The document of any version, for the office."""
    regulations = get_object_or_404(FeeRegulations.objects.exclude(document=""), pk=pk)
    return FileResponse(regulations.document.open(), as_attachment=True, filename=Path(str(regulations.document)).name)
