"""What the treasurer books by hand: each page is one form and one action."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse as url_of
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from members.billing.actions import (
    BillingRefused,
    drop_payout,
    enter_payment,
    make_payout,
    order_payout,
    reverse,
    take_back,
    use_credit,
    waive,
    write_off,
)
from members.billing.forms.booking import ForgiveForm, PaidForm, PaymentForm, PayoutForm, ReverseForm, TakeBackForm
from members.billing.models import Account, Charge, Invoice, Payout, Posting
from members.billing.queries.ledger import free_credit_cents, open_cents_of
from members.billing.rules import BY_HAND, Receipt
from members.views.office import OfficeRequest
from verein.money import euros
from verein.office import answer, told

from .accounts import account_of
from .desk import form_methods, may_change

LAPSES_AFTER_YEARS = 3  # from the end of the year (§§ 195, 199 BGB, L-DUES-13)


def page_of(account: Account) -> str:
    return url_of("billing_account", args=[account.pk])


def _answer(request: OfficeRequest, form: forms.Form, account: Account, **context: Any) -> HttpResponse:
    values = {"subtitle": account.member, "icon": "form", **context}
    return answer(request, form, refused=BillingRefused, back=page_of(account), **values)


def _data(request: OfficeRequest) -> Any:
    return request.POST if request.method == "POST" else None


@form_methods
@may_change
def payment(request: OfficeRequest, pk: int) -> HttpResponse:
    account, today = account_of(pk), timezone.localdate()
    initial = {"booked_on": today, "charge": request.GET.get("forderung")}
    form = PaymentForm(_data(request), account=account, initial=initial)

    def act(*, amount_cents: int, way: str, booked_on: date, charge: Charge | None, note: str, token: UUID) -> str:
        receipt = Receipt(amount_cents, way, booked_on, f"{BY_HAND}{token}", note)
        booked = enter_payment(account, receipt, charge=charge, today=today, actor=request.user)
        return _("The payment is booked.") if booked else _("This payment was booked already.")

    return _answer(request, form, account, act=act, title=_("Enter a payment"))


def _charge(pk: int) -> Charge:
    names = ("invoice", "account__member__person", "account__member__company")
    return get_object_or_404(Charge.objects.select_related(*names), pk=pk)


@form_methods
@may_change
def waiver(request: OfficeRequest, pk: int) -> HttpResponse:
    charge, today = _charge(pk), timezone.localdate()
    form = ForgiveForm(_data(request), initial={"amount_cents": open_cents_of(charge), "booked_on": today})

    def act(**data: Any) -> str:
        waive(charge, **data, today=today, actor=request.user)
        return _("%(amount)s waived.") % {"amount": euros(data["amount_cents"])}

    note = _("The member need not pay it. The regulations say who may decide that.")
    return _answer(request, form, charge.account, act=act, title=_("Waive"), note=note)


@form_methods
@may_change
def writing_off(request: OfficeRequest, pk: int) -> HttpResponse:
    charge, today = _charge(pk), timezone.localdate()
    form = ForgiveForm(_data(request), initial={"amount_cents": open_cents_of(charge), "booked_on": today})

    def act(**data: Any) -> str:
        write_off(charge, **data, today=today, actor=request.user)
        return _("%(amount)s written off.") % {"amount": euros(data["amount_cents"])}

    note = _("Nobody will pay it any more. The claim lapses on 31 December %(year)d (§§ 195, 199 BGB).") % {
        "year": charge.due_on.year + LAPSES_AFTER_YEARS
    }
    return _answer(request, form, charge.account, act=act, title=_("Write off"), note=note)


@form_methods
@may_change
def cancellation(request: OfficeRequest, pk: int) -> HttpResponse:
    invoice = get_object_or_404(Invoice, pk=pk)
    account, today = account_of(invoice.account_id), timezone.localdate()

    def act() -> str:
        reversal = reverse(invoice, issued_on=today, actor=request.user)
        return _("%(number)s is cancelled by %(reversal)s.") % {"number": invoice.number, "reversal": reversal.number}

    title = _("Cancel %(number)s") % {"number": invoice.number}
    note = _("A cancellation invoice is issued: nothing is owed on it any more, what was paid becomes credit.")
    return _answer(request, ReverseForm(_data(request)), account, act=act, title=title, note=note, danger=True)


@form_methods
@may_change
def taking_back(request: OfficeRequest, pk: int) -> HttpResponse:
    posting = get_object_or_404(Posting.objects.select_related("charge"), pk=pk)
    today = timezone.localdate()
    form = TakeBackForm(_data(request), initial={"booked_on": today})

    def act(**data: Any) -> str:
        take_back(posting, **data, today=today, actor=request.user)
        return _("The posting is taken back; both stay in the books.")

    what = {"what": posting.get_kind_display(), "amount": euros(posting.amount_cents)}
    title = _("Take back: %(what)s, %(amount)s") % what
    return _answer(request, form, account_of(posting.account_id), act=act, title=title, submit=_("Take back"))


@require_POST
@may_change
def credit(request: OfficeRequest, pk: int) -> HttpResponse:
    account = account_of(pk)
    used = use_credit(account, booked_on=timezone.localdate(), actor=request.user)
    messages.success(request, _("%(amount)s of credit used.") % {"amount": euros(used)})
    return redirect(page_of(account))


@form_methods
@may_change
def payout(request: OfficeRequest, pk: int) -> HttpResponse:
    account = account_of(pk)
    form = PayoutForm(_data(request), initial={"amount_cents": max(free_credit_cents(account), 0)})

    def act(**data: Any) -> str:
        order_payout(account, **data, now=timezone.now(), actor=request.user)
        return _("The refund is on the list of transfers to be made.")

    note = _("Nothing is booked before the transfer is made.")
    return _answer(request, form, account, act=act, title=_("Pay back credit"), note=note)


@form_methods
@may_change
def paid(request: OfficeRequest, pk: int) -> HttpResponse:
    row, today = get_object_or_404(Payout, pk=pk), timezone.localdate()
    form = PaidForm(_data(request), initial={"booked_on": today})

    def act(**data: Any) -> str:
        make_payout(row, **data, today=today, actor=request.user)
        return _("The refund is booked.")

    title = _("%(amount)s is transferred") % {"amount": euros(row.amount_cents)}
    return _answer(request, form, account_of(row.account_id), act=act, title=title)


@require_POST
@may_change
def drop(request: OfficeRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Payout.objects.select_related("account"), pk=pk)
    told(
        request,
        lambda: drop_payout(row, now=timezone.now(), actor=request.user),
        _("The refund is dropped; the credit stays."),
        refused=BillingRefused,
    )
    return redirect(page_of(row.account))
