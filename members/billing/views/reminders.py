"""The treasurer's reminders: preview and run, letters to print, pauses, withdrawals, stages and quiet days."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from members.billing.actions import BillingRefused, save_account
from members.billing.actions import reminding as actions
from members.billing.actions.papers import print_reminders
from members.billing.forms.reminders import PauseForm, SettingsForms, WithdrawForm
from members.billing.models import Reminder, ReminderRun, ReminderSettings
from members.billing.queries import reminders as queries
from members.views.office import OfficeRequest
from verein.office import answer

from .accounts import account_of
from .desk import form_methods, may_change, may_see

RUNS_SHOWN = 30


@require_safe
@may_see
def overview(request: OfficeRequest) -> HttpResponse:
    """Who would be reminded now, who not and why, and what was sent before."""
    plan = queries.plan(timezone.localdate())
    context = {"plan": plan, "runs": queries.runs()[:RUNS_SHOWN], "stages": queries.stages()}
    return render(request, "billing/office/reminders.html", context)


@require_POST
@may_change
def send(request: OfficeRequest) -> HttpResponse:
    """Exactly what was previewed: its fingerprint comes along."""
    try:
        run = actions.send_reminders(
            fingerprint=request.POST.get("fingerprint", ""), actor=request.user, now=timezone.now()
        )
    except BillingRefused as refused:
        messages.error(request, str(refused))
        return redirect("reminders")
    count = run.reminders.count()
    told = ngettext("%(count)d reminder goes out.", "%(count)d reminders go out.", count)
    messages.success(request, told % {"count": count})
    return redirect("reminder_run", run.pk)


@require_safe
@may_see
def one_run(request: OfficeRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(ReminderRun, pk=pk)
    found = queries.reminders_in(run)
    context = {
        "run": run,
        "reminders": found,
        "letters": len(queries.to_print(found)),
        "prints": queries.prints_of(run),
        "hands_over": any(row.clause for row in found),
    }
    return render(request, "billing/office/reminder_run.html", context)


@require_POST
@may_change
def print_letters(request: OfficeRequest, pk: int) -> HttpResponse:
    """The letters of a run for members without an e-mail address, each with its enclosure; noted as printed."""
    run = get_object_or_404(ReminderRun, pk=pk)
    try:
        printed = print_reminders(run, now=timezone.now(), actor=request.user)
    except BillingRefused as refused:
        messages.error(request, str(refused))
    else:
        button = messages.button(reverse("billing_post_printed", args=[printed.pk]), _("Open the PDF"))
        messages.success(request, _("The letters are ready: print them now."), buttons=[button])
    return redirect("reminder_run", pk)


@form_methods
@may_change
def pause(request: OfficeRequest, pk: int) -> HttpResponse:
    """No reminders to this account for a while, with the reason; `pk` is the account's."""
    account, today = account_of(pk), timezone.localdate()
    initial = {"until": account.reminders_paused_until, "reason": account.pause_reason}
    form = PauseForm(request.POST if request.method == "POST" else None, initial=initial, today=today)

    def act(*, until: date | None, reason: str) -> str:
        save_account(account, data={"reminders_paused_until": until, "pause_reason": reason}, actor=request.user)
        return _("Reminders rest.") if until else _("Reminders go out again.")

    return answer(
        request,
        form,
        act=act,
        refused=BillingRefused,
        back=reverse("reminders"),
        title=_("Let reminders rest"),
        subtitle=account.member,
        note=_("In dispute, deferred, promised: nothing is collected or reminded until that day."),
        icon="time",
    )


@form_methods
@may_change
def withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """A reminder that was wrong."""
    reminder = get_object_or_404(Reminder.objects.select_related("fee_invoice", "withdrawal"), pk=pk)
    account, today = account_of(reminder.account_id), timezone.localdate()
    form = WithdrawForm(request.POST if request.method == "POST" else None)

    def act(*, reason: str) -> None:
        actions.withdraw_reminder(reminder, reason=reason, today=today, actor=request.user)

    return answer(
        request,
        form,
        act=act,
        refused=BillingRefused,
        back=reverse("billing_account", args=[account.pk]),
        title=_("Withdraw: %(reminder)s") % {"reminder": reminder.title},
        subtitle=account.member,
        note=_("It counts no more, its fee is cancelled, and the payer is told."),
        submit=_("Withdraw the reminder"),
        done=_("The reminder is withdrawn."),
        icon="undo",
    )


@form_methods
@may_change
def stages(request: OfficeRequest) -> HttpResponse:
    """Stages, limit of the fee, quiet days."""
    data = request.POST if request.method == "POST" else None
    forms = SettingsForms(data, ReminderSettings.load(), queries.stages(), queries.quiet_days())
    if data is not None and forms.is_valid():
        try:
            actions.save_reminder_settings(**forms.values(), today=timezone.localdate(), actor=request.user)
        except BillingRefused as refused:
            forms.cap.add_error(None, str(refused))
        else:
            messages.success(request, _("The settings are saved."))
            return redirect("reminders")
    context = {"forms": forms, "regulated": queries.regulated_fee(timezone.localdate())}
    return render(request, "billing/office/reminder_settings.html", context)
