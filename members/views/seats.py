"""The office's pages about seats: who stands for a company, each page one form and one action."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from members.actions.refusal import MemberRefused
from members.actions.seats import change_role, end_seat, give_seat, link_member, replace
from members.forms.seats import EndSeatForm, LinkForm, ReplaceForm, RoleForm, SeatForm
from members.models import Member, Seat
from members.queries.seats import remark_on_seats

from .office import OfficeRequest, page_of

may_change = permission_required("members.change_membership", raise_exception=True)
form_methods = require_http_methods(["GET", "HEAD", "POST"])


def _member(pk: int) -> Member:
    return get_object_or_404(Member.objects.select_related("company", "person"), pk=pk)


def _seat(pk: int) -> Seat:
    return get_object_or_404(Seat.objects.select_related("member__company", "person"), pk=pk)


def _answer(
    request: OfficeRequest, form: forms.Form, act: Callable[[dict[str, Any]], str], member: Member, title: str
) -> HttpResponse:
    """Act on a good form and tell what `act` says; else, or where it was refused, the form with what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act(form.cleaned_data))
        except MemberRefused as refused:
            messages.error(request, str(refused))
        else:
            return redirect(page_of(member.holder), member.holder.pk)
    context = {"form": form, "holder": member.holder, "title": title, "back": page_of(member.holder)}
    return render(request, "members/office/form.html", context)


@form_methods
@may_change
def add(request: OfficeRequest, pk: int) -> HttpResponse:
    member = _member(pk)
    if member.company is None:
        return redirect(page_of(member.holder), member.holder.pk)
    today = timezone.localdate()
    form = SeatForm(request.POST or None, company=member.company, initial={"from_on": today})

    def act(data: dict[str, Any]) -> str:
        seat = give_seat(member, **data, actor=request.user)
        if remark := remark_on_seats(member, max(today, seat.from_on)):
            messages.warning(request, remark)
        day = date_format(seat.from_on)
        return _("%(name)s stands for %(company)s from %(day)s.") % {
            "name": seat.person,
            "company": member.company,
            "day": day,
        }

    return _answer(request, form, act, member, _("Give a seat"))


@form_methods
@may_change
def change(request: OfficeRequest, pk: int) -> HttpResponse:
    seat = _seat(pk)
    form = RoleForm(request.POST or None, initial={"role": seat.role, "from_on": timezone.localdate()})

    def act(data: dict[str, Any]) -> str:
        new = change_role(seat, **data, actor=request.user)
        return _("%(name)s is now: %(role)s.") % {"name": new.person, "role": new.get_role_display()}

    return _answer(request, form, act, seat.member, _("Change the role of %(name)s") % {"name": seat.person})


@form_methods
@may_change
def end(request: OfficeRequest, pk: int) -> HttpResponse:
    seat = _seat(pk)

    def act(data: dict[str, Any]) -> str:
        end_seat(seat, **data, actor=request.user)
        return _("The seat of %(name)s ends on %(day)s.") % {
            "name": seat.person,
            "day": date_format(data["last_day"]),
        }

    form = EndSeatForm(request.POST or None)
    return _answer(request, form, act, seat.member, _("End the seat of %(name)s") % {"name": seat.person})


@form_methods
@may_change
def succeed(request: OfficeRequest, pk: int) -> HttpResponse:
    """Somebody leaves the company, somebody else takes the seat the next day."""
    seat = _seat(pk)
    if seat.member.company is None:
        return redirect(page_of(seat.member.holder), seat.member.holder.pk)
    form = ReplaceForm(request.POST or None, company=seat.member.company)

    def act(data: dict[str, Any]) -> str:
        new = replace(seat, **data, actor=request.user)
        return _("%(name)s stands for %(company)s from %(day)s.") % {
            "name": new.person,
            "company": seat.member.company,
            "day": date_format(new.from_on),
        }

    return _answer(request, form, act, seat.member, _("Replace %(name)s") % {"name": seat.person})


@form_methods
@may_change
def link(request: OfficeRequest, pk: int) -> HttpResponse:
    member = _member(pk)
    form = LinkForm(request.POST or None, member=member, initial={"other": member.linked_to})

    def act(data: dict[str, Any]) -> str:
        link_member(member, **data, actor=request.user)
        return _("Saved.")

    return _answer(request, form, act, member, _("Affiliation"))
