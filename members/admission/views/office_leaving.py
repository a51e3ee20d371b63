"""The office: notices, ends by an event, death. Each button is a POST that calls one action."""

from collections.abc import Callable
from functools import partial

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from members.actions.refusal import MemberRefused
from members.admission.actions import notices as actions
from members.admission.forms.leaving import DeathForm, EnterNoticeForm, EventForm, LastDayForm
from members.admission.models import Notice
from members.admission.queries import leaving as queries
from members.admission.queries.arrears import handed_over
from members.admission.queries.changes import coming_changes
from members.admission.rules.leaving import events_that_end
from members.models import Membership, Person
from members.queries.statutes import rulebook_on
from members.views.office import OfficeRequest, holder_page
from verein.office import answer

may_change = permission_required("members.change_membership", raise_exception=True)
may_view = permission_required("members.view_membership", raise_exception=True)


ask = partial(answer, refused=MemberRefused)


@may_view
def overview(request: OfficeRequest) -> HttpResponse:
    """Notices, proceedings, dormant memberships, and what the statutes change by themselves in the next 90 days."""
    notices = queries.notices().order_by("-state", "-received_on", "-pk")[:200]
    context = {
        "open": [notice for notice in notices if notice.is_open],
        "settled": [notice for notice in notices if not notice.is_open],
        "proceedings": queries.proceedings().order_by("closed_on", "-opened_on")[:200],
        "arrears": handed_over(timezone.localdate()),
        "changes": coming_changes(timezone.localdate()),
        "suspensions": queries.suspensions(timezone.localdate()),
        "may_change": request.user.has_perm("members.change_membership"),
    }
    return render(request, "admission/office/leaving.html", context)


@may_change
def enter_notice(request: OfficeRequest, pk: int) -> HttpResponse:
    """A letter or mail with the day it was received; the first step shows the end, the second enters it."""
    membership = get_object_or_404(Membership.objects.select_related("member", "type"), pk=pk)
    form = EnterNoticeForm(request.POST or None, initial={"received_on": timezone.localdate()})
    end = None
    if request.method == "POST" and form.is_valid():
        end = queries.exit_of(membership, form.cleaned_data["received_on"])
        if "enter" in request.POST:
            try:
                notice = actions.give_notice(membership, **form.cleaned_data, actor=request.user, now=timezone.now())
            except MemberRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("The notice is entered."))
                return redirect("admission_notice", notice.pk)
    context = {"form": form, "membership": membership, "end": end, "back": holder_page(membership.member.holder)}
    return render(request, "admission/office/enter_notice.html", context)


@may_view
def notice(request: OfficeRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.notices(), pk=pk)
    context = {
        "notice": found,
        "end": queries.exit_of(found.membership, found.received_on),
        "may_change": request.user.has_perm("members.change_membership"),
        "may_withdraw": found.is_open or found.state == Notice.State.CONFIRMED,
    }
    return render(request, "admission/office/notice.html", context)


@may_change
def settle(request: OfficeRequest, pk: int, how: str) -> HttpResponse:
    """Buttons of a notice: confirm, take back, refuse the important reason."""
    found = get_object_or_404(Notice, pk=pk)
    acts: dict[str, Callable[..., object]] = {
        "bestaetigen": actions.confirm_notice,
        "zuruecknehmen": partial(actions.withdraw_notice, by_office=True),
        "ablehnen": actions.refuse_important_reason,
    }
    if how not in acts:
        raise Http404
    if request.method == "POST":
        try:
            acts[how](found, actor=request.user, now=timezone.now())
        except MemberRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("It is entered, and the member gets a mail."))
    return redirect("admission_notice", pk)


@may_change
def last_day(request: OfficeRequest, pk: int) -> HttpResponse:
    """Another last day: agreed with the member, or that of an accepted important reason."""
    found = get_object_or_404(queries.notices(), pk=pk)
    important = found.kind == Notice.Kind.EXTRAORDINARY
    action = actions.accept_important_reason if important else actions.agree_on_last_day
    form = LastDayForm(request.POST or None, initial={"last_day": found.last_day or timezone.localdate()})
    return ask(
        request,
        form,
        title=_("Accept the important reason") if important else _("Agree on another last day"),
        subtitle=found.membership.member.holder,
        back=reverse("admission_notice", args=[pk]),
        act=partial(action, found, actor=request.user, now=timezone.now()),
        done=_("It is entered, and the member gets a mail."),
    )


@may_change
def end_by_event(request: OfficeRequest, pk: int) -> HttpResponse:
    """What the statutes say ends a membership by itself."""
    membership = get_object_or_404(Membership.objects.select_related("member", "type"), pk=pk)
    events = events_that_end(rulebook_on(timezone.localdate()), membership.type.key)
    form = EventForm(request.POST or None, events=events, initial={"happened_on": timezone.localdate()})
    return ask(
        request,
        form,
        title=_("End by an event"),
        subtitle=membership.member.holder,
        back=holder_page(membership.member.holder),
        act=partial(actions.end_by_event, membership, actor=request.user, now=timezone.now()),
        done=_("The membership ends; the member gets a mail."),
        note="" if events else _("The statutes name nothing that ends a membership by itself."),
    )


@may_change
def death(request: OfficeRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    return ask(
        request,
        DeathForm(request.POST or None),
        title=_("Enter a death"),
        subtitle=person,
        back=holder_page(person),
        act=partial(actions.record_death, person, actor=request.user, now=timezone.now()),
        done=_("It is entered. Nothing is sent any more."),
        note=_("Membership and seats end on that day, the account closes, and no mail is sent to anybody."),
    )
