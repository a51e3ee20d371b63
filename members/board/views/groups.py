"""Working groups: the list, a group's page, joining and leaving, what the lead does."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.access import member_required, request_viewer
from members.board.actions import (
    BoardRefused,
    answer_request,
    ask_to_join,
    close_group,
    invite_to_group,
    leave_group,
    set_lead,
    update_group,
)
from members.board.forms.groups import DescriptionForm, InviteForm
from members.board.models import GroupMembership, WorkingGroup
from members.board.queries import GroupPage, group_page, group_rows
from members.board.queries.people import choices_of_members
from members.models import Person
from verein.office import told


@require_safe
def working_groups(request: HttpRequest) -> HttpResponse:
    """`/arbeitskreise/`: everybody sees public groups, members all."""
    viewer = request_viewer(request)
    return render(request, "board/groups.html", {"groups": group_rows(viewer, timezone.localdate()), "viewer": viewer})


def _group(request: HttpRequest, slug: str) -> WorkingGroup:
    """The running group; for who may not see it, it does not exist."""
    rows = group_rows(request_viewer(request), timezone.localdate())
    return get_object_or_404(rows, slug=slug)


def _page(request: HttpRequest, slug: str) -> GroupPage:
    return group_page(_group(request, slug), request_viewer(request), timezone.localdate())


@require_safe
def working_group(request: HttpRequest, slug: str) -> HttpResponse:
    viewer = request_viewer(request)
    return render(request, "board/group.html", {"view": _page(request, slug), "viewer": viewer})


def _me(request: HttpRequest) -> Person:
    person = request_viewer(request).person
    if person is None:
        raise PermissionDenied
    return person


_told = partial(told, refused=BoardRefused)


@require_POST
@login_required
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Join, accept an invitation or ask, as the group wants it."""
    group, person = _group(request, slug), _me(request)
    open_group = group.joining == WorkingGroup.Joining.OPEN
    done = _("Welcome to the working group.") if open_group else _("Thank you. You will hear from the lead.")
    today = timezone.localdate()
    _told(request, lambda: ask_to_join(group, person=person, actor=_me(request).user, today=today), done)
    return redirect("working_group", slug)


@require_POST
@login_required
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave, decline an invitation, take a request back."""
    group, person, today = _group(request, slug), _me(request), timezone.localdate()
    _told(request, lambda: leave_group(group, person=person, actor=_me(request).user, today=today), _("Done."))
    return redirect("working_group", slug)


def _lead_page(request: HttpRequest, slug: str) -> GroupPage:
    view = _page(request, slug)
    if not view.is_lead:
        raise PermissionDenied
    return view


@require_POST
@member_required
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The lead accepts (`accept=1`) or declines a request."""
    group, accept = _lead_page(request, slug).group, bool(request.POST.get("accept"))
    row = get_object_or_404(GroupMembership, pk=pk, group=group)
    done = _("%(name)s belongs to the working group now.") if accept else _("%(name)s gets a friendly refusal.")
    today = timezone.localdate()
    act = lambda: answer_request(row, accept=accept, actor=_me(request).user, today=today)  # noqa: E731
    _told(request, act, done % {"name": row.person.name})
    return redirect("working_group", slug)


@require_POST
@member_required
def change_member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The lead hands on or shares the lead (`lead=1` or `lead=0`), or takes somebody out of the group."""
    group = _lead_page(request, slug).group
    person = get_object_or_404(Person, pk=pk, working_groups__group=group, working_groups__until_on=None)
    today, lead = timezone.localdate(), request.POST.get("lead", "")
    if lead not in {"", "0", "1"}:
        raise Http404
    if lead:
        act = lambda: set_lead(group, person=person, is_lead=lead == "1", actor=_me(request).user, today=today)  # noqa: E731
    else:
        act = lambda: leave_group(group, person=person, actor=_me(request).user, today=today)  # noqa: E731
    _told(request, act, _("Done."))
    return redirect("working_group", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def manage(request: HttpRequest, slug: str) -> HttpResponse:
    """`/arbeitskreise/<group>/leiten/`: the lead's text, requests and invitations."""
    view = _lead_page(request, slug)
    today = timezone.localdate()
    people = choices_of_members(today)
    inviting = "person" in request.POST
    invite_form = InviteForm(request.POST if inviting else None, people=people)
    form = DescriptionForm(None if inviting or not request.POST else request.POST, instance=view.group)
    if inviting and invite_form.is_valid():
        person = invite_form.cleaned_data["person"]
        act = lambda: invite_to_group(view.group, person=person, actor=_me(request).user, today=today)  # noqa: E731
        _told(request, act, _("%(name)s is invited.") % {"name": person.name})
        return redirect("working_group_manage", slug)
    if form.is_bound and form.is_valid():
        data, actor = form.cleaned_data, _me(request).user
        _told(request, lambda: update_group(view.group, data=data, actor=actor), _("The text is saved."))
        return redirect("working_group", slug)
    context = {"view": view, "form": form, "invite_form": invite_form, "people": people}
    return render(request, "board/manage_group.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """`/arbeitskreise/<group>/schliessen/`: the lead says that the work is done; first the question, then the act."""
    group, today = _lead_page(request, slug).group, timezone.localdate()
    if request.method == "POST":
        act = partial(close_group, group, actor=_me(request).user, today=today)
        _told(request, act, _("The working group is closed."))
        return redirect("working_groups")
    return render(request, "board/close_group.html", {"group": group})
