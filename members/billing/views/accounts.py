"""The list of accounts and one account, with who pays and how."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.billing.actions import BillingRefused, open_account
from members.billing.actions.accounts import save_account
from members.billing.filters import AccountFilter
from members.billing.forms.accounts import AccountForm
from members.billing.models import Account
from members.billing.queries.accounts import HOLDER, account_sheet, accounts_with_sums, members_without_account
from members.models import Member
from members.views.office import OfficeRequest
from verein.office import answer

from .desk import form_methods, may_change, may_see

PER_PAGE = 50


def account_of(pk: int) -> Account:
    return get_object_or_404(Account.objects.select_related(*HOLDER), pk=pk)


@require_safe
@may_see
def accounts(request: HttpRequest) -> HttpResponse:
    found = AccountFilter(request.GET or None, queryset=accounts_with_sums(timezone.localdate()))
    query = request.GET.copy()
    query.pop("p", None)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("p"))
    context = {"form": found.form, "page": page, "query": query.urlencode()}
    return render(request, "billing/office/accounts.html", context)


@require_safe
@may_see
def account(request: HttpRequest, pk: int) -> HttpResponse:
    row, today = account_of(pk), timezone.localdate()
    context = {"account": row, "sheet": account_sheet(row, today=today), "today": today}
    return render(request, "billing/office/account.html", context)


@form_methods
@may_change
def open_one(request: OfficeRequest) -> HttpResponse:
    """Before the first invoice: choose a member without an account."""
    if request.method == "POST" and request.POST.get("member", "").isdecimal():
        row = open_account(get_object_or_404(Member, pk=request.POST["member"]), actor=request.user)
        return redirect("billing_account", row.pk)
    asked = request.GET.get("q", "").strip()
    context = {"q": asked, "members": members_without_account(asked)}
    return render(request, "billing/office/open_account.html", context)


@form_methods
@may_change
def edit(request: OfficeRequest, pk: int) -> HttpResponse:
    row = account_of(pk)
    form = AccountForm(request.POST if request.method == "POST" else None, instance=account_of(pk))

    def act(**data: Any) -> str:
        changed = save_account(row, data=data, actor=request.user)
        return _("The account is changed.") if changed else _("Nothing was changed.")

    return answer(
        request,
        form,
        act=act,
        refused=BillingRefused,
        back=reverse("billing_account", args=[pk]),
        title=_("Payer, payment method, pause"),
        subtitle=row.member,
        note=_("Documents that are issued keep what they say; the next ones name the new payer."),
        submit=_("Save"),
        icon="form",
    )
