"""The treasurer's debits: runs with preview, file, booking; mandates on paper."""

from datetime import timedelta

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from members.billing.actions import BillingRefused
from members.billing.actions import collecting as actions
from members.billing.actions.mandates import give_mandate, revoke_mandate
from members.billing.forms.mandates import PaperMandateForm, RunForm, SettleForm
from members.billing.models import Account, BillingSettings, DebitRun, Mandate
from members.billing.queries.collecting import debits_of, mandates, next_mandate_reference, planned, runs
from members.billing.queries.papers import unprinted_letters
from members.billing.rules.target import target_day
from members.models import User
from verein.money import euros

VIEW, CHANGE = "billing.view_debitrun", "billing.change_debitrun"
PER_PAGE = 50


class OfficeRequest(HttpRequest):
    """Wagtail lets only people with an account in."""

    user: User


@permission_required(VIEW, raise_exception=True)
def overview(request: OfficeRequest) -> HttpResponse:
    """The runs, and the preview of the next one for a day: who is in it, and who is not and why."""
    today = timezone.localdate()
    first = target_day(today + timedelta(days=BillingSettings.load(request_or_site=request).notice_days))
    form = RunForm(request.GET if "collect_on" in request.GET else None, initial={"collect_on": first})
    day = form.cleaned_data["collect_on"] if form.is_bound and form.is_valid() else first
    rows = planned(day)
    context = {
        "form": form,
        "day": day,
        "runs": runs()[:50],
        "chosen": [row for row in rows if row.reason is None],
        "skipped": [row for row in rows if row.reason is not None],
        "total": sum(row.cents for row in rows if row.reason is None),
    }
    return render(request, "billing/office/debits.html", context)


@require_POST
@permission_required(CHANGE, raise_exception=True)
def start(request: OfficeRequest) -> HttpResponse:
    form = RunForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose a day."))
        return redirect("debit_runs")
    try:
        run = actions.start_run(collect_on=form.cleaned_data["collect_on"], actor=request.user, now=timezone.now())
    except BillingRefused as refused:
        messages.error(request, str(refused))
        return redirect("debit_runs")
    messages.success(request, _("The run is ready, and its payers have been told."))
    return redirect("debit_run", run.pk)


@permission_required(VIEW, raise_exception=True)
def one(request: OfficeRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(DebitRun, pk=pk)
    debits = debits_of(run)
    context = {
        "run": run,
        "debits": debits,
        "letters": 0 if run.downloaded_at or run.cancelled_at else unprinted_letters(debits),
        "is_settled": all(debit.settled_on for debit in debits),
        "form": SettleForm(initial={"booked_on": max(run.collect_on, timezone.localdate())}),
    }
    return render(request, "billing/office/debit_run.html", context)


@require_POST
@permission_required(CHANGE, raise_exception=True)
def download(request: OfficeRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(DebitRun, pk=pk)
    try:
        content = actions.file_of(run, actor=request.user, now=timezone.now())
    except BillingRefused as refused:
        messages.error(request, str(refused))
        return redirect("debit_run", pk)
    response = HttpResponse(content, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{run.reference}.xml"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@permission_required(CHANGE, raise_exception=True)
def cancel(request: OfficeRequest, pk: int) -> HttpResponse:
    try:
        actions.cancel_run(get_object_or_404(DebitRun, pk=pk), actor=request.user, now=timezone.now())
        messages.success(request, _("The run is cancelled, and its payers have been told."))
    except BillingRefused as refused:
        messages.error(request, str(refused))
    return redirect("debit_run", pk)


@require_POST
@permission_required(CHANGE, raise_exception=True)
def settle(request: OfficeRequest, pk: int) -> HttpResponse:
    form = SettleForm(request.POST)
    run = get_object_or_404(DebitRun, pk=pk)
    if not form.is_valid():
        messages.error(request, _("Please choose a day."))
        return redirect("debit_run", pk)
    try:
        done = actions.settle_run(run, booked_on=form.cleaned_data["booked_on"], actor=request.user)
        told = ngettext("%(count)d debit was booked.", "%(count)d debits were booked.", done.debits)
        messages.success(request, told % {"count": done.debits})
        if done.credit_cents:
            told = _("%(sum)s had been paid otherwise meanwhile and are credit now: offset or pay them back.")
            messages.warning(request, told % {"sum": euros(done.credit_cents)})
    except BillingRefused as refused:
        messages.error(request, str(refused))
    return redirect("debit_run", pk)


@permission_required(VIEW, raise_exception=True)
def mandate_list(request: OfficeRequest) -> HttpResponse:
    page = Paginator(mandates(), PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "billing/office/mandates.html", {"page": page, "rows": page.object_list})


@permission_required(CHANGE, raise_exception=True)
def enter_mandate(request: OfficeRequest, pk: int) -> HttpResponse:
    """A mandate that was signed on paper; `pk` is the account's."""
    account = get_object_or_404(Account, pk=pk)
    initial = {"reference": next_mandate_reference(account), "holder": account.payer_name or str(account.member.holder)}
    form = PaperMandateForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            mandate = give_mandate(
                account, how=Mandate.How.PAPER, actor=request.user, today=timezone.localdate(), **form.cleaned_data
            )
        except BillingRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Mandate %(reference)s is entered.") % {"reference": mandate.reference})
            return redirect("mandates")
    return render(request, "billing/office/mandate_form.html", {"form": form, "account": account})


@require_POST
@permission_required(CHANGE, raise_exception=True)
def end_mandate(request: OfficeRequest, pk: int) -> HttpResponse:
    try:
        revoke_mandate(get_object_or_404(Mandate, pk=pk), actor=request.user, today=timezone.localdate())
        messages.success(request, _("The mandate is revoked."))
    except BillingRefused as refused:
        messages.error(request, str(refused))
    return redirect("mandates")
