"""The office's pages about bodies, offices and terms; each form calls one action."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from members.board.actions import (
    BoardRefused,
    cancel_term,
    close_group,
    elect,
    recall,
    record_results,
    resign,
    save_office_setting,
)
from members.board.forms.offices import EndForm, FillForm, OfficeSettingForm
from members.board.forms.results import ResultsForm, seats_of
from members.board.models import OfficeSetting, Term, WorkingGroup
from members.board.queries import gather_facts, overview
from members.board.queries.people import choices_of_people
from members.board.rules import Plan, office_name, plan_results
from members.models import User
from members.models.rulebook import Office
from members.queries.statutes import rulebook_on, statutes_on


class OfficeRequest(HttpRequest):
    """Wagtail lets only people with an account in."""

    user: User


@permission_required("board.view_term", raise_exception=True)
def offices(request: OfficeRequest) -> HttpResponse:
    """`/admin/aemter/`: every body with its offices, who holds them until when, what is empty."""
    today = timezone.localdate()
    context = {"rows": overview(today), "statutes": statutes_on(today)}
    return render(request, "board/admin/offices.html", context)


@permission_required("board.change_term", raise_exception=True)
def results(request: OfficeRequest) -> HttpResponse:
    """`/admin/aemter/wahl/`: all results of a meeting; first what they change and where the statutes are not met."""
    today = timezone.localdate()
    people = choices_of_people()
    form = ResultsForm(
        request.POST or None, seats=seats_of(overview(today)), people=people, initial={"elected_on": today}
    )
    plan = None
    if request.method == "POST" and form.is_valid():
        if "enter" in request.POST and _entered(request, form):
            return redirect("board_overview")
        plan = _planned(form)
    context = {"form": form, "rows": form.rows(), "people": people, "plan": plan, "day": today}
    return render(request, "board/admin/results.html", context)


def _planned(form: ResultsForm) -> Plan:
    found = form.results()
    if not found:
        form.add_error(None, _("There is no result to enter: choose for at least one office."))
    return plan_results(found, gather_facts([each.person for each in found if each.person], form.elected_day()))


def _entered(request: OfficeRequest, form: ResultsForm) -> bool:
    """Whether the results are written; the reasons why not stand in the form."""
    try:
        begun, warnings = record_results(
            form.results(), elected_on=form.elected_day(), actor=request.user, today=timezone.localdate()
        )
    except BoardRefused as refused:
        for reason in refused.reasons:
            form.add_error(None, reason)
        return False
    told = ngettext(
        "The results are entered: %(count)d term begins.", "The results are entered: %(count)d terms begin.", len(begun)
    )
    messages.success(request, told % {"count": len(begun)})
    for warning in warnings:
        messages.warning(request, warning)
    return True


def _office(key: str) -> Office:
    office = rulebook_on(timezone.localdate()).office(key)
    if office is None:
        raise Http404
    return office


def _done(request: OfficeRequest, form: Form, act: Callable[[], Any], told: str) -> bool:
    """Act; a refusal stands in the form."""
    try:
        act()
    except BoardRefused as refused:
        for reason in refused.reasons:
            form.add_error(None, reason)
        return False
    messages.success(request, told)
    return True


@permission_required("board.change_term", raise_exception=True)
def fill(request: OfficeRequest, key: str) -> HttpResponse:
    """`/admin/aemter/<office>/besetzen/`: co-option, acting, by-election."""
    office, people, today = _office(key), choices_of_people(), timezone.localdate()
    form = FillForm(
        request.POST or None, office=office, people=people, initial={"decided_on": today, "how": Term.How.CO_OPTED}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def act() -> None:
            elect(
                data["person"],
                office_key=key,
                elected_on=data["decided_on"],
                actor=request.user,
                today=today,
                **form.details(),
            )

        if _done(request, form, act, _("%(office)s: the term is entered.") % {"office": office.name}):
            return redirect("board_overview")
    title = _("Fill the office: %(office)s") % {"office": office.name}
    context = {"form": form, "title": title, "label": _("Enter the term"), "people": people}
    return render(request, "board/admin/form.html", context)


@permission_required("board.change_term", raise_exception=True)
def end(request: OfficeRequest, pk: int) -> HttpResponse:
    """`/admin/amtszeiten/<term>/beenden/`: resigned or recalled, at once or to a date."""
    term = get_object_or_404(Term.objects.select_related("person"), pk=pk)
    form = EndForm(request.POST or None)
    today = timezone.localdate()
    if request.method == "POST" and form.is_valid():
        action = resign if form.cleaned_data["how"] == Term.Ended.RESIGNED else recall

        def act() -> None:
            action(term, until_on=form.until_on(today), actor=request.user, today=today)

        if _done(request, form, act, _("The term of %(name)s ends.") % {"name": term.person.name}):
            return redirect("board_overview")
    context = {"form": form, "title": _("End a term early"), "subtitle": _title(term), "label": _("End the term")}
    return render(request, "board/admin/form.html", context)


@permission_required("board.change_term", raise_exception=True)
def cancel(request: OfficeRequest, pk: int) -> HttpResponse:
    """`/admin/amtszeiten/<term>/zuruecknehmen/`: it was entered by mistake."""
    term = get_object_or_404(Term.objects.select_related("person"), pk=pk)
    form = Form(request.POST if request.method == "POST" else None)
    title = _title(term)
    if request.method == "POST" and form.is_valid():
        today = timezone.localdate()
        told = _("The entry is taken back.")
        if _done(request, form, lambda: cancel_term(term, actor=request.user, today=today), told):
            return redirect("board_overview")
    context = {
        "form": form,
        "title": _("Take the entry back"),
        "subtitle": title,
        "label": _("Take the entry back"),
        "text": _(
            "Only for what was entered by mistake: the term disappears, the one before runs on as if it had not been."
        ),
    }
    return render(request, "board/admin/form.html", context)


@permission_required("board.change_workinggroup", raise_exception=True)
def end_group(request: OfficeRequest, pk: int) -> HttpResponse:
    """`/admin/arbeitskreise/<group>/schliessen/`: the work is done."""
    group = get_object_or_404(WorkingGroup, pk=pk)
    form = Form(request.POST if request.method == "POST" else None)
    act = partial(close_group, group, actor=request.user, today=timezone.localdate())
    if request.method == "POST" and _done(request, form, act, _("The working group is closed.")):
        return redirect("board_groups:index")
    title = _("Close the working group")
    text = _("From today nobody belongs to it any more, and its page disappears. What was stays in the records.")
    context = {"form": form, "title": title, "subtitle": group.name, "label": title, "text": text}
    return render(request, "board/admin/form.html", context)


def _title(term: Term) -> str:
    office = rulebook_on(term.from_on).office(term.office_key)
    return f"{term.person.name}, {office_name(office, term.form, key=term.office_key)}"


@permission_required("board.change_officesetting", raise_exception=True)
def setting(request: OfficeRequest, key: str) -> HttpResponse:
    """`/admin/aemter/<office>/einstellungen/`: address, page, documents; rights only for superusers."""
    office = _office(key)
    found = OfficeSetting.objects.filter(office_key=key).first() or OfficeSetting(office_key=key)
    may_grant = request.user.is_superuser
    form = OfficeSettingForm(request.POST or None, instance=found, may_grant=may_grant)
    if request.method == "POST" and form.is_valid():
        save_office_setting(
            key,
            data=form.data_to_save(),
            groups=form.cleaned_data["groups"] if may_grant else None,
            actor=request.user,
            today=timezone.localdate(),
        )
        messages.success(request, _("%(office)s: saved.") % {"office": office.name})
        return redirect("board_overview")
    granted = [] if may_grant or not found.pk else [group.name for group in found.groups.all()]
    context = {"form": form, "title": office.name, "label": _("Save"), "granted": ", ".join(granted)}
    return render(request, "board/admin/form.html", context)
