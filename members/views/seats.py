"""The office's pages about seats: who stands for a company, each page one form and one action."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin import messages

from members.actions.seats import change_role, end_seat, give_seat, link_member, replace
from members.forms.seats import EndSeatForm, LinkForm, ReplaceForm, RoleForm, SeatForm
from members.models import Member, Seat
from members.queries.seats import remark_on_seats

from .office import OfficeRequest, page_of
from .periods import answer_for, form_methods, may_change


def _member(pk: int) -> Member:
    return get_object_or_404(Member.objects.select_related("company", "person"), pk=pk)


def _seat(pk: int) -> Seat:
    return get_object_or_404(Seat.objects.select_related("member__company", "person"), pk=pk)


@form_methods
@may_change
def add(request: OfficeRequest, pk: int) -> HttpResponse:
    member = _member(pk)
    if member.company is None:
        return redirect(page_of(member.holder), member.holder.pk)
    today = timezone.localdate()
    form = SeatForm(request.POST or None, initial={"from_on": today})

    def act(**data: Any) -> str:
        seat = give_seat(member, **data, actor=request.user)
        if remark := remark_on_seats(member, max(today, seat.from_on)):
            messages.warning(request, remark)
        day = date_format(seat.from_on)
        return _("%(name)s stands for %(company)s from %(day)s.") % {
            "name": seat.person,
            "company": member.company,
            "day": day,
        }

    return answer_for(member.holder, request, form, act, _("Give a seat"))


@form_methods
@may_change
def change(request: OfficeRequest, pk: int) -> HttpResponse:
    seat = _seat(pk)
    form = RoleForm(request.POST or None, initial={"role": seat.role, "from_on": timezone.localdate()})

    def act(**data: Any) -> str:
        new = change_role(seat, **data, actor=request.user)
        return _("%(name)s is now: %(role)s.") % {"name": new.person, "role": new.get_role_display()}

    return answer_for(seat.member.holder, request, form, act, _("Change the role of %(name)s") % {"name": seat.person})


@form_methods
@may_change
def end(request: OfficeRequest, pk: int) -> HttpResponse:
    seat = _seat(pk)

    def act(**data: Any) -> str:
        end_seat(seat, **data, actor=request.user)
        return _("The seat of %(name)s ends on %(day)s.") % {
            "name": seat.person,
            "day": date_format(data["last_day"]),
        }

    form = EndSeatForm(request.POST or None)
    return answer_for(seat.member.holder, request, form, act, _("End the seat of %(name)s") % {"name": seat.person})


@form_methods
@may_change
def succeed(request: OfficeRequest, pk: int) -> HttpResponse:
    """Somebody leaves the company, somebody else takes the seat the next day."""
    seat = _seat(pk)
    if seat.member.company is None:
        return redirect(page_of(seat.member.holder), seat.member.holder.pk)
    form = ReplaceForm(request.POST or None)

    def act(**data: Any) -> str:
        new = replace(seat, **data, actor=request.user)
        return _("%(name)s stands for %(company)s from %(day)s.") % {
            "name": new.person,
            "company": seat.member.company,
            "day": date_format(new.from_on),
        }

    return answer_for(seat.member.holder, request, form, act, _("Replace %(name)s") % {"name": seat.person})


@form_methods
@may_change
def link(request: OfficeRequest, pk: int) -> HttpResponse:
    member = _member(pk)
    form = LinkForm(request.POST or None, member=member, initial={"other": member.linked_to})

    def act(**data: Any) -> str:
        link_member(member, **data, actor=request.user)
        return _("Saved.")

    return answer_for(member.holder, request, form, act, _("Affiliation"))
