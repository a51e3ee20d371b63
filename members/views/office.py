"""Buttons of the office: each is a POST that calls one action and comes back to the record."""

from functools import partial

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from members.actions.accounts import invite, start_inviting
from members.actions.membership import deactivate_account, reactivate_account
from members.actions.refusal import MemberRefused
from members.models import Company, Person, User
from members.queries.invitations import invitations, inviting
from verein.office import told


class OfficeRequest(HttpRequest):
    """Wagtail lets only people with an account in."""

    user: User


def page_of(holder: Person | Company) -> str:
    """The name of the address of the office's page about the holder."""
    return "office_people:inspect" if isinstance(holder, Person) else "office_companies:inspect"


def holder_page(holder: Person | Company) -> str:
    """The address of the page of a person or company in the office."""
    return reverse(page_of(holder), args=[holder.pk])


def holder_of(kind: str, pk: int) -> Person | Company:
    if kind == "company":
        return get_object_or_404(Company, pk=pk)
    return get_object_or_404(Person, pk=pk)


def _account(person_pk: int) -> User:
    return get_object_or_404(User.objects.select_related("person"), person=person_pk)


def _to_holder(holder: Person | Company) -> HttpResponse:
    return redirect(page_of(holder), holder.pk)


_told = partial(told, refused=MemberRefused)


@require_POST
@permission_required("members.change_person", raise_exception=True)
def deactivate(request: OfficeRequest, pk: int) -> HttpResponse:
    user = _account(pk)
    _told(request, lambda: deactivate_account(user, actor=request.user), _("The account has been deactivated."))
    return _to_holder(user.person)


@require_POST
@permission_required("members.change_person", raise_exception=True)
def reactivate(request: OfficeRequest, pk: int) -> HttpResponse:
    user = _account(pk)
    _told(request, lambda: reactivate_account(user, actor=request.user), _("The account is active again."))
    return _to_holder(user.person)


@require_POST
@permission_required("members.change_person", raise_exception=True)
def invite_one(request: OfficeRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    done = _("The invitation to %(email)s is on its way.") % {"email": person.email}
    _told(request, lambda: invite(person, actor=request.user, now=timezone.now()), done)
    return _to_holder(person)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("members.change_person", raise_exception=True)
def invite_everybody(request: OfficeRequest) -> HttpResponse:
    """First who would get a mail and who not; the button there lets the queue send them; then how far it is."""
    now = timezone.now()
    if request.method == "POST":
        if start_inviting(actor=request.user, now=now):
            messages.success(request, _("The invitations are in the queue. This page shows how far it is."))
        return redirect("office_invite_all")
    found = invitations(now)
    going = [each for each in found if each.goes_out]
    context = {
        "going": going,
        "again": sum(each.again for each in going),
        "lately": sum(each.lately for each in found),
        "at_work": inviting(now),
        "refused": [each for each in found if each.reason and not each.lately],
    }
    return render(request, "members/office/invite_all.html", context)
