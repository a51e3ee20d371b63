"""Everything that went wrong and is not solved, with what to do; narrowed to one kind."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.billing.queries.glance import failures
from members.billing.rules.failures import FailureKind

from .desk import may_see

PER_PAGE = 50


@require_safe
@may_see
def failure_list(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("art", "")
    kind = kind if kind in FailureKind.values else ""
    found = failures(timezone.localdate(), kind)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    context = {"page": page, "kind": kind, "kinds": FailureKind.choices, "query": f"art={kind}"}
    return render(request, "billing/office/failures.html", context)
