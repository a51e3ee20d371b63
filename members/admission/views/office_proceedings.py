"""The office: exclusion, removal for arrears, dormant membership."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from members.actions.refusal import MemberRefused
from members.admission.actions import proceedings as actions
from members.admission.actions.suspensions import resume, suspend
from members.admission.forms import leaving as forms
from members.admission.models import Proceeding
from members.admission.queries import leaving as queries
from members.admission.queries.arrears import handed_over
from members.admission.rules.leaving import clause_for, statement_until, why_not_open
from members.models import Member, Suspension
from members.models.rulebook import ArrearsRemoval
from members.queries.statutes import rulebook_on
from members.rules.sentences.leaving import arrears_sentence
from members.views.office import OfficeRequest, holder_page

from .office_leaving import ask, may_change, may_view


@may_change
def open_proceeding(request: OfficeRequest, pk: int, kind: str) -> HttpResponse:
    """Begin an exclusion or a removal; the page says first what the statutes ask for."""
    member = get_object_or_404(Member.objects.select_related("person", "company"), pk=pk)
    if kind not in Proceeding.Kind.values:
        raise Http404
    rulebook = rulebook_on(timezone.localdate())
    arrears = kind == Proceeding.Kind.ARREARS
    clauses = [arrears_sentence(rulebook, clause) for clause in rulebook.leaving.arrears] if arrears else []
    data = request.POST if request.method == "POST" else None
    form = forms.ArrearsForm(data, clauses=clauses, initial=_known(member)) if arrears else forms.ExclusionForm(data)
    reason = why_not_open(rulebook, kind, belongs=True, has_open=False)
    return ask(
        request,
        form,
        title=_("Begin a removal for arrears") if arrears else _("Begin an exclusion"),
        subtitle=member.holder,
        back=reverse("admission_leaving"),
        act=partial(actions.open_proceeding, member, kind=kind, actor=request.user, now=timezone.now()),
        done=_("The proceeding is open. Next: ask the member for a statement."),
        note=reason or (clauses[0] if len(clauses) == 1 else ""),
    )


def _known(member: Member) -> dict[str, Any]:
    """What the treasurer's reminders say of the arrears; empty where the last one has not gone out."""
    for row in handed_over(timezone.localdate(), [member.pk]):
        return {"grounds": row.grounds, **vars(row.arrears)}
    return {}


@may_view
def proceeding(request: OfficeRequest, pk: int) -> HttpResponse:
    """Everything about it, and the next steps."""
    found = get_object_or_404(queries.proceedings(), pk=pk)
    clause, rulebook = queries.clause_of(found), rulebook_on(found.opened_on)
    context = {
        "proceeding": found,
        "appeal": queries.appeal_of(found),
        "clause": arrears_sentence(rulebook, clause) if isinstance(clause, ArrearsRemoval) else "",
        "may_change": request.user.has_perm("members.change_membership"),
        "appeal_over": found.appeal_is_over(timezone.localdate()),
    }
    return render(request, "admission/office/proceeding.html", context)


@dataclass(frozen=True)
class Step:
    """A step of a proceeding: its form has the arguments of its action; `today` names the fields that start with it."""

    title: Promise
    form: type[Form]
    action: Callable[..., Proceeding]
    today: str = ""

    def initial(self, found: Proceeding) -> dict[str, Any]:
        day = timezone.localdate()
        if self.form is forms.AskForm:
            return {"until": statement_until(queries.clause_of(found), day)}
        return {"text": found.hearing_note, self.today: day}


STEPS = {
    "anhoeren": Step(gettext_lazy("Ask for a statement until"), forms.AskForm, actions.ask_for_statement),
    "stellungnahme": Step(gettext_lazy("Note the statement"), forms.StatementForm, actions.note_statement),
    "beschluss": Step(gettext_lazy("Enter the decision"), forms.DecisionForm, actions.decide, "decided_on"),
    "zugang": Step(gettext_lazy("Enter the delivery"), forms.DeliveryForm, actions.note_delivery, "delivered_on"),
    "widerspruch": Step(
        gettext_lazy("Enter an appeal"), forms.AppealReceivedForm, actions.receive_appeal, "received_on"
    ),
    "widerspruch-entscheiden": Step(
        gettext_lazy("Decide on the appeal"), forms.AppealForm, actions.decide_appeal, "decided_on"
    ),
}


@may_change
def step(request: OfficeRequest, pk: int, name: str) -> HttpResponse:
    """One step of a proceeding, each with its own form."""
    found = get_object_or_404(queries.proceedings(), pk=pk)
    if name not in STEPS:
        raise Http404
    chosen = STEPS[name]
    data = request.POST if request.method == "POST" else None
    return ask(
        request,
        chosen.form(data, initial=chosen.initial(found)),
        title=str(chosen.title),
        subtitle=found,
        back=reverse("admission_proceeding", args=[pk]),
        act=partial(chosen.action, found, actor=request.user, now=timezone.now()),
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
    return ask(
        request,
        form,
        title=_("Put the membership to rest"),
        subtitle=member.holder,
        back=holder_page(member.holder),
        act=partial(suspend, member, actor=request.user, now=timezone.now()),
        done=_("The membership is dormant; the member gets a mail."),
        note="" if reasons else _("The statutes have no clause for a dormant membership."),
    )


@may_change
def go_on(request: OfficeRequest, pk: int) -> HttpResponse:
    suspension = get_object_or_404(Suspension.objects.select_related("member__person", "member__company"), pk=pk)
    return ask(
        request,
        forms.GoOnForm(request.POST or None, initial={"from_on": timezone.localdate()}),
        title=_("End the rest"),
        subtitle=suspension.member.holder,
        back=holder_page(suspension.member.holder),
        act=partial(resume, suspension, actor=request.user, now=timezone.now()),
        done=_("The membership goes on; the member gets a mail."),
    )
