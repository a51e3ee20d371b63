"""The office's pages about memberships: start, change the type, end, correct; each one form and one action."""

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

from members.actions.membership import change_type, correct_membership, end_membership, start_membership
from members.actions.refusal import MemberRefused
from members.forms.office import ChangeTypeForm, CorrectMembershipForm, EndMembershipForm, StartMembershipForm
from members.models import Company, Membership, Person

from .office import OfficeRequest, holder_of, page_of

may_change = permission_required("members.change_membership", raise_exception=True)
form_methods = require_http_methods(["GET", "HEAD", "POST"])


def _membership(pk: int) -> Membership:
    return get_object_or_404(Membership.objects.select_related("type", "member__person", "member__company"), pk=pk)


def answer(
    request: OfficeRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], str],
    holder: Person | Company,
    **context: Any,
) -> HttpResponse:
    """Act on a good form and tell what `act` says; else, or where it was refused, the form with what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act(form.cleaned_data))
        except MemberRefused as refused:
            messages.error(request, str(refused))
        else:
            return redirect(page_of(holder), holder.pk)
    return render(
        request, "members/office/form.html", {"form": form, "holder": holder, "back": page_of(holder), **context}
    )


@form_methods
@permission_required("members.add_membership", raise_exception=True)
def start(request: OfficeRequest, kind: str, pk: int) -> HttpResponse:
    holder = holder_of(kind, pk)
    form = StartMembershipForm(request.POST or None, initial={"from_on": timezone.localdate()})

    def act(data: dict[str, Any]) -> str:
        period = start_membership(holder, **data, actor=request.user)
        return _("%(name)s is a member from %(day)s.") % {"name": holder, "day": date_format(period.from_on)}

    return answer(request, form, act, holder, title=_("Start a membership"))


@form_methods
@may_change
def change(request: OfficeRequest, pk: int) -> HttpResponse:
    membership = _membership(pk)
    form = ChangeTypeForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        new = change_type(membership, **data, actor=request.user)
        return _("%(type)s from %(day)s.") % {"type": new.type, "day": date_format(new.from_on)}

    context = {"title": _("Change the membership type"), "membership": membership}
    return answer(request, form, act, membership.member.holder, **context)


@form_methods
@may_change
def end(request: OfficeRequest, pk: int) -> HttpResponse:
    membership = _membership(pk)
    form = EndMembershipForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        end_membership(membership, **data, actor=request.user)
        return _("The membership ends on %(day)s.") % {"day": date_format(data["last_day"])}

    context = {"title": _("End the membership"), "membership": membership}
    return answer(request, form, act, membership.member.holder, **context)


@form_methods
@may_change
def correct(request: OfficeRequest, pk: int) -> HttpResponse:
    membership = _membership(pk)
    names = ("type", "from_on", "last_day", "start_reason", "end_reason")
    form = CorrectMembershipForm(request.POST or None, initial={name: getattr(membership, name) for name in names})

    def act(data: dict[str, Any]) -> str:
        changed = correct_membership(membership, data=data, actor=request.user)
        return _("The membership is corrected; the log says so.") if changed else _("Nothing was changed.")

    context = {"title": _("Correct the membership"), "membership": membership}
    return answer(request, form, act, membership.member.holder, **context)
