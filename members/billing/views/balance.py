"""Payouts of Stripe: when money came to the bank, and what is in each."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from members.billing.queries import balance as queries

from .desk import may_see

PER_PAGE = 50


@require_safe
@may_see
def payout_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.payouts(), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "rows": queries.payout_rows(list(page.object_list)),
        "waiting_cents": queries.not_paid_out(),
        "check": queries.last_balance_check(),
    }
    return render(request, "billing/office/provider_payouts.html", context)


@require_safe
@may_see
def one_payout(request: HttpRequest, pk: int) -> HttpResponse:
    payout = get_object_or_404(queries.payouts(), pk=pk)
    page = Paginator(payout.entries.order_by("created_at", "pk"), PER_PAGE).get_page(request.GET.get("p"))
    context = {"row": queries.payout_rows([payout])[0], "page": page, "entries": queries.entry_rows(page.object_list)}
    return render(request, "billing/office/provider_payout.html", context)
