"""The office: exclusion, removal for arrears, dormant membership."""

from collections.abc import Callable
from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from members.actions.refusal import MemberRefused
from members.admission.actions import proceedings as actions
from members.admission.actions.suspensions import resume, suspend
from members.admission.forms import leaving as forms
from members.admission.models import Proceeding
from members.admission.queries import leaving as queries
from members.admission.rules.leaving import Arrears, clause_for, why_not_open
from members.models import Member, Suspension
from members.queries.statutes import rulebook_on
from members.views.office import OfficeRequest, holder_page

from .office_leaving import ask, may_change, may_view

ANSWER_WITHIN = timedelta(days=14)


@may_change
def open_proceeding(request: OfficeRequest, pk: int, kind: str) -> HttpResponse:
    """Begin an exclusion or a removal; the page says first what the statutes ask for."""
    member = get_object_or_404(Member.objects.select_related("person", "company"), pk=pk)
    if kind not in Proceeding.Kind.values:
        raise Http404
    arrears = kind == Proceeding.Kind.ARREARS
    form = (forms.ArrearsForm if arrears else forms.ExclusionForm)(request.POST or None)
    reason = why_not_open(rulebook_on(timezone.localdate()), kind, belongs=True, has_open=False)

    def act(data: dict[str, object]) -> None:
        grounds = str(data.pop("grounds"))
        actions.open_proceeding(
            member,
            kind=kind,
            grounds=grounds,
            actor=request.user,
            now=timezone.now(),
            arrears=Arrears(**data) if arrears else None,  # type: ignore[arg-type]
        )

    return ask(
        request,
        form,
        title=_("Begin a removal for arrears") if arrears else _("Begin an exclusion"),
        subtitle=member.holder,
        back=reverse("admission_leaving"),
        act=act,
        done=_("The proceeding is open. Next: ask the member for a statement."),
        note=reason or "",
    )


@may_view
def proceeding(request: OfficeRequest, pk: int) -> HttpResponse:
    """Everything about it, and the next steps."""
    found = get_object_or_404(queries.proceedings(), pk=pk)
    context = {
        "proceeding": found,
        "appeal": queries.appeal_of(found),
        "clause": queries.clause_of(found),
        "may_change": request.user.has_perm("members.change_membership"),
        "appeal_over": found.appeal_is_over(timezone.localdate()),
    }
    return render(request, "admission/office/proceeding.html", context)


@may_change
def step(request: OfficeRequest, pk: int, name: str) -> HttpResponse:
    """One step of a proceeding, each with its own form."""
    found = get_object_or_404(queries.proceedings(), pk=pk)
    today = timezone.localdate()
    who = {"actor": request.user, "now": timezone.now()}
    steps: dict[str, tuple[str, type, dict[str, object], Callable[[dict[str, object]], object]]] = {
        "anhoeren": (
            _("Ask for a statement until"),
            forms.DayForm,
            {"day": today + ANSWER_WITHIN},
            lambda data: actions.ask_for_statement(found, until=data["day"], **who),  # type: ignore[arg-type]
        ),
        "stellungnahme": (
            _("Note the statement"),
            forms.StatementForm,
            {"text": found.hearing_note},
            lambda data: actions.note_statement(found, **data, **who),  # type: ignore[arg-type]
        ),
        "beschluss": (
            _("Enter the decision"),
            forms.DecisionForm,
            {"decided_on": today},
            lambda data: actions.decide(found, **data, **who),  # type: ignore[arg-type]
        ),
        "zugang": (
            _("Enter the delivery"),
            forms.DayForm,
            {"day": today},
            lambda data: actions.note_delivery(found, delivered_on=data["day"], **who),  # type: ignore[arg-type]
        ),
        "widerspruch": (
            _("Enter an appeal"),
            forms.DayForm,
            {"day": today},
            lambda data: actions.receive_appeal(found, received_on=data["day"], **who),  # type: ignore[arg-type]
        ),
        "widerspruch-entscheiden": (
            _("Decide on the appeal"),
            forms.AppealForm,
            {"decided_on": today},
            lambda data: actions.decide_appeal(found, **data, **who),  # type: ignore[arg-type]
        ),
    }
    if name not in steps:
        raise Http404
    title, form_class, initial, act = steps[name]
    return ask(
        request,
        form_class(request.POST or None, initial=initial),
        title=title,
        subtitle=found,
        back=reverse("admission_proceeding", args=[pk]),
        act=act,
        done=_("It is entered."),
    )


@may_change
def close(request: OfficeRequest, pk: int) -> HttpResponse:
    if request.method == "POST":
        try:
            actions.close_proceeding(get_object_or_404(Proceeding, pk=pk), actor=request.user, now=timezone.now())
        except MemberRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The proceeding is closed."))
    return redirect("admission_proceeding", pk)


@may_change
def rest(request: OfficeRequest, pk: int) -> HttpResponse:
    """Put a membership to rest: only for the reasons that a clause of the statutes names."""
    member = get_object_or_404(Member.objects.select_related("person", "company"), pk=pk)
    rulebook = rulebook_on(timezone.localdate())
    reasons = [each for each in Suspension.Reason if clause_for(rulebook, each)]
    form = forms.SuspensionForm(request.POST or None, reasons=reasons, initial={"from_on": timezone.localdate()})

    def act(data: dict[str, object]) -> None:
        last_day = data.pop("last_day")
        until_on = last_day + timedelta(days=1) if last_day else None  # type: ignore[operator]
        suspend(member, **data, until_on=until_on, actor=request.user, now=timezone.now())  # type: ignore[arg-type]

    return ask(
        request,
        form,
        title=_("Put the membership to rest"),
        subtitle=member.holder,
        back=holder_page(member.holder),
        act=act,
        done=_("The membership is dormant; the member gets a mail."),
        note="" if reasons else _("The statutes have no clause for a dormant membership."),
    )


@may_change
def go_on(request: OfficeRequest, pk: int) -> HttpResponse:
    suspension = get_object_or_404(Suspension.objects.select_related("member"), pk=pk)
    return ask(
        request,
        forms.DayForm(request.POST or None, initial={"day": timezone.localdate()}),
        title=_("End the rest"),
        subtitle=suspension.member.holder,
        back=holder_page(suspension.member.holder),
        act=lambda data: resume(suspension, from_on=data["day"], actor=request.user, now=timezone.now()),
        done=_("The membership goes on; the member gets a mail."),
    )
