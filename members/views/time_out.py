"""The own time out, and whether the association may congratulate in front of others."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.access import member_required
from members.actions.lists import set_honours
from members.actions.refusal import MemberRefused
from members.actions.time_out import end_time_out, take_time_out
from members.forms.own import HonoursForm, TimeOutForm
from members.models import Person, User
from members.queries.lists import ANNIVERSARY, BIRTHDAY

from .own import own_person


def _actor(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@own_person
def own_time_out(request: HttpRequest, person: Person) -> HttpResponse:
    today = timezone.localdate()
    form = TimeOutForm(request.POST or None, initial={"from_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            take_time_out(person, **form.cleaned_data, actor=_actor(request))
        except MemberRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your time out is noted."))
            return redirect("own_time_out")
    coming = person.time_outs.filter(until_on__gt=today).order_by("from_on")
    return render(request, "members/own_time_out.html", {"form": form, "coming": coming})


@require_POST
@member_required
@own_person
def end_own_time_out(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    time_out = get_object_or_404(person.time_outs, pk=pk)
    end_time_out(time_out, today=timezone.localdate(), actor=_actor(request))
    messages.success(request, _("Welcome back: the time out is over."))
    return redirect("own_time_out")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@own_person
def own_honours(request: HttpRequest, person: Person) -> HttpResponse:
    given = set(person.consents.filter(withdrawn_at=None).values_list("kind", flat=True))
    initial = {"birthday": BIRTHDAY in given, "anniversary": ANNIVERSARY in given}
    form = HonoursForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        set_honours(person, **form.cleaned_data, actor=_actor(request), now=timezone.now())
        messages.success(request, _("Your choice is saved."))
        return redirect("own_honours")
    return render(request, "members/own_honours.html", {"form": form})
