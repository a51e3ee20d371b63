"""The principles in the office: versions, drafts, the day of a version, and who has accepted."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from members.actions.principles import (
    accept_principles,
    change_principles,
    create_principles,
    delete_principles,
    put_principles_in_force,
    remind_of_principles,
    take_back_principles,
)
from members.forms.principles import InForceForm, PrinciplesForm
from members.models import Person, Principles
from members.queries.principles import not_accepted, principles_on, versions, with_acceptance
from members.rules.principles import compare, paragraphs, why_not_remind

from .office import OfficeRequest, _told

VIEW, CHANGE = "members.view_principles", "members.change_principles"
PEOPLE_A_PAGE = 50


@require_safe
@permission_required(VIEW, raise_exception=True)
def listing(request: OfficeRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {"versions": versions(), "current": principles_on(today), "today": today}
    return render(request, "members/office/principles/list.html", context)


@permission_required(CHANGE, raise_exception=True)
def create(request: OfficeRequest) -> HttpResponse:
    """A draft, which begins with the words of the version in force."""
    current = principles_on(timezone.localdate())
    initial = {"title": current.title if current else _("Our principles"), "text": current.text if current else ""}
    form = PrinciplesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        draft = create_principles(**form.cleaned_data, actor=request.user)
        messages.success(request, _("The draft is saved. Nobody is asked before you put it in force."))
        return redirect("office_principles", draft.pk)
    return render(request, "members/office/principles/form.html", {"form": form, "title": _("New version")})


@require_safe
@permission_required(VIEW, raise_exception=True)
def version(request: OfficeRequest, pk: int) -> HttpResponse:
    """One version as members will read it, and what is different from the one in force."""
    shown, today, now = get_object_or_404(Principles, pk=pk), timezone.localdate(), timezone.now()
    current = principles_on(today)
    context: dict[str, Any] = {
        "principles": shown,
        "paragraphs": paragraphs(shown.text),
        "is_draft": shown.in_force_on is None,
        "is_coming": shown.in_force_on is not None and shown.in_force_on > today,
        "is_current": shown == current,
        "may_change": request.user.has_perm(CHANGE),
    }
    if current and context["is_draft"]:
        context["compared"] = compare(current.text, shown.text)
    if shown == current:
        missing = not_accepted(shown, today).count()
        context |= {"missing": missing, "not_remind": why_not_remind(shown, missing=missing, now=now)}
    return render(request, "members/office/principles/version.html", context)


@permission_required(CHANGE, raise_exception=True)
def change(request: OfficeRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(Principles, pk=pk, in_force_on=None)
    form = PrinciplesForm(request.POST or None, instance=draft)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if _told(request, lambda: change_principles(draft, **given, actor=request.user), _("Saved.")):
            return redirect("office_principles", pk)
    context = {"form": form, "title": _("Change the draft"), "principles": draft}
    return render(request, "members/office/principles/form.html", context)


@permission_required(CHANGE, raise_exception=True)
def in_force(request: OfficeRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(Principles, pk=pk)
    form = InForceForm(request.POST or None, initial={"in_force_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["in_force_on"]
        done = _("This version is in force from %(day)s.") % {"day": f"{day:%d.%m.%Y}"}
        now = timezone.now()
        if _told(request, lambda: put_principles_in_force(draft, in_force_on=day, actor=request.user, now=now), done):
            return redirect("office_principles", pk)
    context = {"form": form, "title": _("Put in force"), "principles": draft}
    return render(request, "members/office/principles/form.html", context)


@require_POST
@permission_required(CHANGE, raise_exception=True)
def take_back(request: OfficeRequest, pk: int) -> HttpResponse:
    shown, today = get_object_or_404(Principles, pk=pk), timezone.localdate()
    done = _("This version is a draft again.")
    _told(request, lambda: take_back_principles(shown, today=today, actor=request.user), done)
    return redirect("office_principles", pk)


@require_POST
@permission_required(CHANGE, raise_exception=True)
def delete(request: OfficeRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(Principles, pk=pk)
    if _told(request, lambda: delete_principles(draft, actor=request.user), _("The draft has been deleted.")):
        return redirect("office_principles_list")
    return redirect("office_principles", pk)


@require_POST
@permission_required(CHANGE, raise_exception=True)
def remind(request: OfficeRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Principles, pk=pk)

    def act() -> str:
        count = remind_of_principles(shown, actor=request.user, now=timezone.now())
        return ngettext("%(n)d person is reminded by mail.", "%(n)d people are reminded by mail.", count) % {"n": count}

    _told(request, act)
    return redirect("office_principles", pk)


@require_safe
@permission_required(VIEW, raise_exception=True)
def acceptance(request: OfficeRequest, pk: int) -> HttpResponse:
    """The members of today, and who of them has accepted this version; `?wer=offen` shows the others alone."""
    shown, today = get_object_or_404(Principles.objects.exclude(in_force_on=None), pk=pk), timezone.localdate()
    people, missing = with_acceptance(shown, today), not_accepted(shown, today)
    only_missing = request.GET.get("wer") == "offen"
    context = {
        "principles": shown,
        "page": Paginator(missing if only_missing else people, PEOPLE_A_PAGE).get_page(request.GET.get("p")),
        "only_missing": only_missing,
        "all": people.count(),
        "missing": missing.count(),
        "is_current": shown == principles_on(today),
        "may_change": request.user.has_perm(CHANGE),
    }
    return render(request, "members/office/principles/acceptance.html", context)


@require_POST
@permission_required(CHANGE, raise_exception=True)
def accepted_on_paper(request: OfficeRequest, pk: int, person_pk: int) -> HttpResponse:
    """Somebody without an account has signed a sheet."""
    shown, person = get_object_or_404(Principles, pk=pk), get_object_or_404(Person, pk=person_pk)
    done = _("Noted: %(name)s has accepted.") % {"name": person.name}
    now, version = timezone.now(), shown.version
    _told(
        request,
        lambda: accept_principles(person, version=version, source="paper", actor=request.user, now=now),
        done,
    )
    return redirect("office_principles_acceptance", pk)
