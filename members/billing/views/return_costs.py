"""What returned debits cost: charged to the member or borne by the association, each with one click."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.billing.actions import BillingRefused
from members.billing.actions import returns as actions
from members.billing.models import WaivedCost
from members.billing.queries.returns import reconsidered_costs, return_costs
from members.views.office import OfficeRequest
from verein.office import told

from .desk import may_change, may_see

PER_PAGE, SHOWN = 50, 20


@require_safe
@may_see
def cost_list(request: HttpRequest) -> HttpResponse:
    """What is to be decided; what the regulations leave with the association; what was waived last."""
    rows = return_costs()
    kept = [row for row in rows if not row.may_charge]
    context = {
        "page": Paginator([row for row in rows if row.may_charge and not row.waived], PER_PAGE).get_page(
            request.GET.get("p")
        ),
        "kept_count": len(kept),
        "kept_cents": sum(row.cents for row in kept),
        "waived": [row for row in reversed(rows) if row.waived][:SHOWN],
        "reconsidered": reconsidered_costs(SHOWN),
    }
    return render(request, "billing/office/return_costs.html", context)


@require_POST
@may_change
def charge(request: OfficeRequest, key: str) -> HttpResponse:
    return _decide(request, key, actions.charge_return_costs, _("The cost is charged to the member."))


@require_POST
@may_change
def waive(request: OfficeRequest, key: str) -> HttpResponse:
    return _decide(request, key, actions.waive_return_costs, _("The association bears the cost."))


def _decide(request: OfficeRequest, key: str, decide: Callable[..., object], done: str) -> HttpResponse:
    told(request, lambda: decide(key, today=timezone.localdate(), actor=request.user), done, refused=BillingRefused)
    return redirect("billing_return_costs")


@require_POST
@may_change
def reconsider(request: OfficeRequest, pk: int) -> HttpResponse:
    waived = get_object_or_404(WaivedCost, pk=pk)
    told(
        request,
        lambda: actions.reconsider_return_costs(waived, now=timezone.now(), actor=request.user),
        _("It can be decided on again."),
        refused=BillingRefused,
    )
    return redirect("billing_return_costs")
