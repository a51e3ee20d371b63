"""The treasurer's page of what the dues of one member depend on: entered, ended, withdrawn; the index of prices."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.dues.actions import DuesRefused
from members.dues.actions.circumstances import (
    end_circumstance,
    enter_circumstance,
    set_index,
    withdraw_circumstance,
)
from members.dues.actions.declaring import enter_declaration
from members.dues.forms.circumstances import CircumstanceForm, EndCircumstanceForm, IndexForm
from members.dues.forms.declaring import OfficeDeclarationForm
from members.dues.models import Circumstance, IndexValue
from members.dues.queries.declaring import member_years
from members.dues.queries.office import facts_sheet
from members.dues.queries.regulations import fee_book_on
from members.dues.rules.circumstances import kinds_of, name_of
from members.models import Member
from members.views.office import OfficeRequest
from verein.office import answer

VIEW, CHANGE = "dues.view_yearlydeclaration", "dues.change_yearlydeclaration"
may_see = permission_required(VIEW, raise_exception=True)
may_change = permission_required(CHANGE, raise_exception=True)
form_methods = require_http_methods(["GET", "HEAD", "POST"])


def member_of(pk: int) -> Member:
    return get_object_or_404(Member.objects.select_related("person__company", "company"), pk=pk)


def _answer(request: OfficeRequest, form: forms.BaseForm, member: Member, **context: Any) -> HttpResponse:
    values = {"subtitle": member.holder, "icon": "form", "back": reverse("dues_facts", args=[member.pk]), **context}
    return answer(request, form, refused=DuesRefused, **values)


def _data(request: OfficeRequest) -> Any:
    return request.POST if request.method == "POST" else None


@require_safe
@may_see
def facts(request: OfficeRequest, pk: int) -> HttpResponse:
    member, today = member_of(pk), timezone.localdate()
    context = {
        "member": member,
        "sheet": facts_sheet(member, today),
        "years": [today.year, today.year + 1],
        "may_change": request.user.has_perm(CHANGE),
    }
    return render(request, "dues/office/facts.html", context)


@form_methods
@may_change
def enter(request: OfficeRequest, pk: int, kind: str) -> HttpResponse:
    """`kind` is one the regulations have a use for."""
    member, book = member_of(pk), fee_book_on(timezone.localdate())
    if book is None or kind not in kinds_of(book):
        raise Http404
    form = CircumstanceForm(_data(request), kind=kind, book=book, initial={"from_on": date(timezone.now().year, 1, 1)})

    def act(**_data: Any) -> str:
        row = enter_circumstance(member, entry=form.entry, actor=request.user)
        return _("Entered: %(what)s.") % {"what": name_of(book, row)}

    return _answer(request, form, member, act=act, title=capfirst(str(Circumstance.Kind(kind).label)))


def _row(pk: int) -> tuple[Circumstance, Member]:
    row = get_object_or_404(Circumstance.objects.select_related("member__person", "member__company"), pk=pk)
    return row, row.member


@form_methods
@may_change
def end(request: OfficeRequest, pk: int) -> HttpResponse:
    row, member = _row(pk)

    def act(last_day: date) -> str:
        end_circumstance(row, last_day=last_day, actor=request.user)
        return _("It ends then. Years before are computed as they were.")

    title = _("End: %(what)s") % {"what": name_of(fee_book_on(timezone.localdate()), row)}
    return _answer(request, EndCircumstanceForm(_data(request)), member, act=act, title=title, submit=_("End"))


@form_methods
@may_change
def withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Asks first."""
    row, member = _row(pk)

    def act() -> str:
        withdraw_circumstance(row, actor=request.user, now=timezone.now())
        return _("It is withdrawn and counts for no year any more.")

    title = _("Withdraw: %(what)s") % {"what": name_of(fee_book_on(timezone.localdate()), row)}
    note = _("Only for what was entered by mistake. What held once and does not any more is ended.")
    form = forms.Form(_data(request))
    return _answer(request, form, member, act=act, title=title, note=note, submit=_("Withdraw"), danger=True)


@form_methods
@may_change
def numbers(request: OfficeRequest, pk: int, year: int) -> HttpResponse:
    """What came on paper, what the board has set, or an estimate."""
    member = member_of(pk)
    found = next(iter(member_years([member], year)), None)
    if found is None or not found.needs:
        raise Http404
    form = OfficeDeclarationForm(_data(request), found=found)

    def act(**_data: Any) -> str:
        source = form.cleaned_data["source"]
        enter_declaration(found, statement=form.statement, source=source, actor=request.user, now=timezone.now())
        return _("The data are entered.")

    title = _("Data for the %(year)s dues") % {"year": year}
    return _answer(request, form, member, act=act, title=title, submit=_("Save"))


@form_methods
@may_change
def index(request: OfficeRequest) -> HttpResponse:
    """The index of each year and a form for one."""
    form = IndexForm(_data(request), initial={"year": timezone.localdate().year - 1})
    return answer(
        request,
        form,
        act=lambda year, value: set_index(year=year, value=value, actor=request.user),
        refused=DuesRefused,
        done=_("The index is entered."),
        back=reverse("dues_index"),
        title=_("Index of prices"),
        submit=_("Save"),
        icon="form",
        note=", ".join(str(row) for row in IndexValue.objects.order_by("-year")) or _("None is entered yet."),
    )
