"""The treasurer's debits: runs with preview, file, booking; mandates on paper."""

from datetime import timedelta

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from members.billing.actions import BillingRefused
from members.billing.actions import collecting as actions
from members.billing.actions.correcting import leave_out as leave_out_debit
from members.billing.actions.mandates import give_mandate, revoke_mandate
from members.billing.actions.settling import settle_run
from members.billing.forms.mandates import LeaveOutForm, PaperMandateForm, RunForm, SettleForm
from members.billing.models import Account, BillingSettings, Debit, DebitRun, Mandate
from members.billing.queries.collecting import debits_of, mandates, next_mandate_reference, planned, runs
from members.billing.queries.corrections import changed_by_file, corrections
from members.billing.queries.papers import unprinted_letters
from members.billing.rules.collecting import why_not_leave_out
from members.billing.rules.target import target_day
from members.models import User
from verein.money import euros
from verein.office import answer, told

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
    messages.success(request, _("The run is ready, and its payers are being told."))
    return redirect("debit_run", run.pk)


@permission_required(VIEW, raise_exception=True)
def one(request: OfficeRequest, pk: int) -> HttpResponse:
    """One run: who is in it, who was left out, who will be when the file is made, and how many are told."""
    run = get_object_or_404(DebitRun, pk=pk)
    debits = debits_of(run)
    live, is_open = [debit for debit in debits if not debit.left_out], not (run.downloaded_at or run.cancelled_at)
    context = {
        "run": run,
        "page": Paginator(live, PER_PAGE).get_page(request.GET.get("p")),
        "left_out": [debit for debit in debits if debit.left_out],
        "lowered": [debit for debit in live if debit.amount_cents < debit.announced_cents] if not is_open else [],
        "coming": corrections(run, debits) if is_open else [],
        "may_leave_out": is_open and request.user.has_perm(CHANGE),
        "to_tell": sum(bool(debit.to_tell) for debit in debits),
        "letters": unprinted_letters(live) if is_open else 0,
        "not_booked": sum(debit.credited_on is None for debit in live),
        "booking": sum(debit.credited_on is not None and debit.settled_on is None for debit in live),
        "form": SettleForm(initial={"booked_on": max(run.collect_on, timezone.localdate())}),
    }
    return render(request, "billing/office/debit_run.html", context)


@permission_required(CHANGE, raise_exception=True)
def leave_out(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take one payer out of an announced run; `pk` is the debit's."""
    debit = get_object_or_404(Debit.objects.select_related("run", "mandate__account__member"), pk=pk)
    if why := why_not_leave_out(debit):
        messages.error(request, why)
        return redirect("debit_run", debit.run_id)
    return answer(
        request,
        LeaveOutForm(request.POST if request.method == "POST" else None),
        act=lambda **data: leave_out_debit(debit, actor=request.user, now=timezone.now(), **data),
        refused=BillingRefused,
        back=reverse("debit_run", args=[debit.run_id]),
        title=_("Leave out of the run"),
        subtitle=f"{debit.mandate.account}, {euros(debit.amount_cents)}",
        note=_(
            "The payer hears that nothing is collected on that day, not why. What is open is in the next run again, "
            "unless the payment is put off on the account, or the mandate ends."
        ),
        done=_("The payer is left out of the run."),
        icon="resubmit",
    )


@require_POST
@permission_required(CHANGE, raise_exception=True)
def download(request: OfficeRequest, pk: int) -> HttpResponse:
    """The file; who was left out when it was made is told first, and the next click downloads it."""
    run = get_object_or_404(DebitRun, pk=pk)
    was_open = run.downloaded_at is None
    try:
        content = actions.file_of(run, actor=request.user, now=timezone.now())
    except BillingRefused as refused:
        messages.error(request, str(refused))
        return redirect("debit_run", pk)
    if was_open and (changed := changed_by_file(run)):
        said = ngettext(
            "The file is made: %(count)d payer is left out or pays less, as shown below. You can download it now.",
            "The file is made: %(count)d payers are left out or pay less, as shown below. You can download it now.",
            changed,
        )
        messages.warning(request, said % {"count": changed})
        return redirect("debit_run", pk)
    response = HttpResponse(content, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{run.reference}.xml"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@permission_required(CHANGE, raise_exception=True)
def cancel(request: OfficeRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(DebitRun, pk=pk)
    told(
        request,
        lambda: actions.cancel_run(run, actor=request.user, now=timezone.now()),
        _("The run is cancelled, and its payers are being told."),
        refused=BillingRefused,
    )
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
        done = settle_run(run, booked_on=form.cleaned_data["booked_on"], actor=request.user)
        said = ngettext("%(count)d debit was booked.", "%(count)d debits were booked.", done.debits)
        messages.success(request, said % {"count": done.debits})
        if done.left:
            said = ngettext(
                "%(count)d more is booked in the background.", "%(count)d more are booked in the background.", done.left
            )
            messages.info(request, said % {"count": done.left})
        if done.credit_cents:
            said = _("%(sum)s had been paid otherwise meanwhile and are credit now: offset or pay them back.")
            messages.warning(request, said % {"sum": euros(done.credit_cents)})
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
    mandate = get_object_or_404(Mandate, pk=pk)
    told(
        request,
        lambda: revoke_mandate(mandate, actor=request.user, today=timezone.localdate()),
        _("The mandate is revoked."),
        refused=BillingRefused,
    )
    return redirect("mandates")
