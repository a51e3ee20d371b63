"""Refunds to be transferred: the list, the file for the bank, where a refund goes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from members.billing.actions import BillingRefused
from members.billing.actions.refunding import send_payout_to
from members.billing.actions.transferring import content_of, make_payout_file, withdraw_payout_file
from members.billing.forms.booking import TargetForm
from members.billing.models import Payout, PayoutFile
from members.billing.queries.payouts import payout_files, payout_queue
from members.views.office import OfficeRequest
from verein.office import answer, told

from .desk import form_methods, may_change, may_see

SHOWN = 20


@require_safe
@may_see
def queue(request: HttpRequest) -> HttpResponse:
    waiting = list(payout_queue())
    context = {
        "waiting": waiting,
        "ready": sum(payout.amount_cents for payout in waiting if payout.iban_sealed),
        "files": payout_files()[:SHOWN],
    }
    return render(request, "billing/office/payout_queue.html", context)


@require_POST
@may_change
def make_file(request: OfficeRequest) -> HttpResponse:
    def act() -> str:
        file = make_payout_file(now=timezone.now(), actor=request.user)
        return _("File %(reference)s is made: download it and hand it to the bank.") % {"reference": file.reference}

    told(request, act, refused=BillingRefused)
    return redirect("billing_payouts")


@require_POST
@may_change
def download(request: OfficeRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(PayoutFile, pk=pk)
    try:
        content = content_of(file, actor=request.user)
    except BillingRefused as refused:
        messages.error(request, str(refused))
        return redirect("billing_payouts")
    response = HttpResponse(content, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{file.reference}.xml"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@may_change
def withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(PayoutFile, pk=pk)
    told(
        request,
        lambda: withdraw_payout_file(file, now=timezone.now(), actor=request.user),
        _("The file is withdrawn; its refunds wait again."),
        refused=BillingRefused,
    )
    return redirect("billing_payouts")


@form_methods
@may_change
def target(request: OfficeRequest, pk: int) -> HttpResponse:
    """Where the refund goes; the IBAN is never shown in full again."""
    row = get_object_or_404(Payout.objects.select_related("account__member"), pk=pk)
    holder = row.holder or row.account.payer_name or str(row.account.member.holder)
    form = TargetForm(request.POST if request.method == "POST" else None, initial={"holder": holder})

    def act(**data: Any) -> str:
        send_payout_to(row, **data, actor=request.user)
        return _("The refund goes to this account.")

    return answer(
        request,
        form,
        act=act,
        refused=BillingRefused,
        back=reverse("billing_payouts"),
        title=_("Where does the refund go?"),
        subtitle=row.account.member,
        submit=_("Save"),
        note=_(
            "The IBAN is stored encrypted and shown shortened from then on: please compare it once more before saving."
        ),
        icon="form",
    )
