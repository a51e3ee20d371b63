"""Handovers: the office's list, and ticking off for whoever does the work."""

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from members.access import request_viewer
from members.board.actions import BoardRefused, assign_task, tick_task, untick_task
from members.board.forms.offices import TaskForm
from members.board.models import HandoverTask
from members.board.queries import open_handovers, tasks_of
from members.board.queries.people import choices_of_people
from members.board.rules import office_name
from members.models import User
from members.queries.statutes import rulebook_on


class AccountRequest(HttpRequest):
    user: User


@permission_required("board.view_term", raise_exception=True)
def handovers(request: AccountRequest) -> HttpResponse:
    """`/admin/uebergaben/`: what is open, oldest first."""
    today = timezone.localdate()
    rulebook = rulebook_on(today)
    rows = [
        (office_name(rulebook.office(each.office_key), key=each.office_key), each, list(each.tasks.all()))
        for each in open_handovers()
    ]
    return render(request, "board/admin/handovers.html", {"rows": rows, "today": today})


@permission_required("board.change_handovertask", raise_exception=True)
def assign(request: AccountRequest, pk: int) -> HttpResponse:
    """`/admin/uebergaben/aufgabe/<task>/`: who does it, until when."""
    task = get_object_or_404(HandoverTask, pk=pk)
    people = choices_of_people()
    form = TaskForm(request.POST or None, task=task, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            assign_task(task, data=form.cleaned_data, actor=request.user)
        except BoardRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("board_handovers")
    context = {"form": form, "title": task.title, "subtitle": task.detail, "label": _("Save"), "people": people}
    return render(request, "board/admin/form.html", context)


@require_POST
@permission_required("board.change_handovertask", raise_exception=True)
def tick_in_office(request: AccountRequest, pk: int) -> HttpResponse:
    """Done, or open again (`open=1`)."""
    task = get_object_or_404(HandoverTask, pk=pk)
    action = untick_task if request.POST.get("open") else tick_task
    action(task, actor=request.user, now=timezone.now())
    messages.success(request, _("“%(title)s”: saved.") % {"title": task.title})
    return redirect("board_handovers")


@require_POST
@login_required
def tick_own(request: AccountRequest, pk: int) -> HttpResponse:
    """`/mein/aemter/aufgabe/<task>/`: whoever the task belongs to ticks it off."""
    person = request_viewer(request).person
    if person is None or not tasks_of(person, timezone.localdate()).filter(pk=pk).exists():
        raise PermissionDenied
    tick_task(get_object_or_404(HandoverTask, pk=pk), actor=request.user, now=timezone.now())
    return redirect("my_offices")
