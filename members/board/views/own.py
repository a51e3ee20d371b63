"""`/mein/aemter/`: what I hold, what belongs to it, what is to be done; my working groups."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from members.access import request_viewer
from members.board.actions import choose_form
from members.board.forms.own import FormChoice
from members.board.models import Term
from members.board.queries import groups_of, tasks_of
from members.board.queries.own import my_offices as offices_of_person
from members.middleware import gave_second_factor


@require_safe
@never_cache
@login_required
def my_offices(request: HttpRequest) -> HttpResponse:
    """Open for everybody with an account; who holds nothing reads that."""
    person, today = request_viewer(request).person, timezone.localdate()
    context = {
        "offices": offices_of_person(person, today) if person else [],
        "tasks": tasks_of(person, today) if person else [],
        "groups": groups_of(person, today) if person else [],
        "today": today,
        "second_factor": gave_second_factor(request),
    }
    return render(request, "board/my_offices.html", context)


@require_POST
@login_required
def my_form(request: HttpRequest, pk: int) -> HttpResponse:
    """In which form the name of my office is written."""
    person = request_viewer(request).person
    term = get_object_or_404(Term.objects.on(timezone.localdate()), pk=pk, person=person)
    form = FormChoice(request.POST)
    if person is not None and form.is_valid():
        choose_form(term, form=form.cleaned_data["form"], actor=person.user)
    return redirect("my_offices")
