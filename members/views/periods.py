"""The office's pages about memberships: start, change the type, end, correct; each one form and one action."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.actions.membership import change_type, correct_membership, end_membership, start_membership
from members.actions.refusal import MemberRefused
from members.forms.office import ChangeTypeForm, CorrectMembershipForm, EndMembershipForm, StartMembershipForm
from members.models import Company, Membership, Person
from verein.office import answer

from .office import OfficeRequest, holder_of, page_of

may_change = permission_required("members.change_membership", raise_exception=True)
form_methods = require_http_methods(["GET", "HEAD", "POST"])


def _membership(pk: int) -> Membership:
    return get_object_or_404(Membership.objects.select_related("type", "member__person", "member__company"), pk=pk)


def answer_for(
    holder: Person | Company,
    request: OfficeRequest,
    form: forms.Form,
    act: Callable[..., str],
    title: str,
    note: str = "",
) -> HttpResponse:
    """A form about a member: `verein.office.answer`, back to the page of the person or company."""
    back = reverse(page_of(holder), args=[holder.pk])
    return answer(request, form, act=act, refused=MemberRefused, back=back, title=title, subtitle=holder, note=note)


def _since(membership: Membership) -> str:
    """What there is to change, said above the form."""
    return _("%(type)s since %(day)s.") % {"type": membership.type, "day": date_format(membership.from_on)}


@form_methods
@permission_required("members.add_membership", raise_exception=True)
def start(request: OfficeRequest, kind: str, pk: int) -> HttpResponse:
    holder = holder_of(kind, pk)
    form = StartMembershipForm(request.POST or None, initial={"from_on": timezone.localdate()})

    def act(**data: Any) -> str:
        period = start_membership(holder, **data, actor=request.user)
        return _("%(name)s is a member from %(day)s.") % {"name": holder, "day": date_format(period.from_on)}

    return answer_for(holder, request, form, act, _("Start a membership"))


@form_methods
@may_change
def change(request: OfficeRequest, pk: int) -> HttpResponse:
    membership = _membership(pk)
    form = ChangeTypeForm(request.POST or None)

    def act(**data: Any) -> str:
        new = change_type(membership, **data, actor=request.user)
        return _("%(type)s from %(day)s.") % {"type": new.type, "day": date_format(new.from_on)}

    return answer_for(
        membership.member.holder, request, form, act, _("Change the membership type"), note=_since(membership)
    )


@form_methods
@may_change
def end(request: OfficeRequest, pk: int) -> HttpResponse:
    membership = _membership(pk)
    form = EndMembershipForm(request.POST or None)

    def act(**data: Any) -> str:
        end_membership(membership, **data, actor=request.user)
        return _("The membership ends on %(day)s.") % {"day": date_format(data["last_day"])}

    return answer_for(membership.member.holder, request, form, act, _("End the membership"), note=_since(membership))


@form_methods
@may_change
def correct(request: OfficeRequest, pk: int) -> HttpResponse:
    membership = _membership(pk)
    names = ("type", "from_on", "last_day", "start_reason", "end_reason")
    form = CorrectMembershipForm(request.POST or None, initial={name: getattr(membership, name) for name in names})

    def act(**data: Any) -> str:
        changed = correct_membership(membership, data=data, actor=request.user)
        return _("The membership is corrected; the log says so.") if changed else _("Nothing was changed.")

    return answer_for(
        membership.member.holder, request, form, act, _("Correct the membership"), note=_since(membership)
    )
