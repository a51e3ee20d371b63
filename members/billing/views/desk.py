"""The treasurer's desk: sums for the board, everything else for whoever keeps the books."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from members.billing import gateway
from members.billing.actions import BillingRefused, check, close_year
from members.billing.forms.booking import CloseYearForm
from members.billing.queries import collecting, taxes
from members.billing.queries import desk as queries
from members.billing.queries.books import past_years
from members.billing.queries.glance import failures, glance
from members.billing.queries.late import reminders_due
from members.billing.rules.small_business import warnings
from members.views.office import OfficeRequest
from verein.office import answer

VIEW_SUMS, VIEW, CHANGE = "billing.view_sums", "billing.view_account", "billing.change_account"
may_see_sums = permission_required(VIEW_SUMS, raise_exception=True)
may_see = permission_required(VIEW, raise_exception=True)
may_change = permission_required(CHANGE, raise_exception=True)
form_methods = require_http_methods(["GET", "HEAD", "POST"])
YEARS_TO_CLOSE = 4
FAILURES_SHOWN = 8


@require_safe
@may_see_sums
def desk(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    years = queries.years(today)
    wanted = request.GET.get("jahr", "")
    year = int(wanted) if wanted.isdecimal() and int(wanted) in years else today.year
    ledger = queries.ledger()
    context: dict[str, Any] = {
        "totals": queries.totals(today, ledger),
        "months": queries.months(year, ledger),
        "year": year,
        "years": years,
        "today": today,
        "soon_days": queries.SOON_DAYS,
        "mode": gateway.mode(),
    }
    if request.user.has_perm(VIEW):
        context |= _keeping_the_books(today, ledger)
    return render(request, "billing/office/desk.html", context)


def _keeping_the_books(today: date, ledger: queries.Ledger) -> dict[str, Any]:
    """What only whoever keeps the books sees."""
    seen = glance(today)
    troubles = failures(today, sources=seen.sources)
    turnover = taxes.turnover(today.year)
    overdue, soon = queries.first_charges(today, ledger)
    payouts = queries.open_payouts()
    return {
        "overdue": overdue,
        "soon": soon,
        "payouts": payouts[: queries.SHOWN],
        "overpaid": queries.overpaid_accounts(ledger, payouts),
        "failures": troubles[:FAILURES_SHOWN],
        "failure_count": len(troubles),
        "bank_lines": seen.bank_lines,
        "lapsing": collecting.lapsing_mandates(today),
        "turnover": turnover if seen.is_small_business or turnover.this_cents or turnover.last_cents else None,
        "tax_warnings": warnings(turnover),
        "is_small_business": seen.is_small_business,
        "reminders_due": reminders_due(today),
        "checked_at": seen.checked_at,
        "closed_before": seen.closed_before,
    }


@require_POST
@may_change
def check_now(request: OfficeRequest) -> HttpResponse:
    found = check(timezone.now())
    if found.problems:
        messages.error(request, _("The ledger does not agree: see below."))
    else:
        messages.success(request, _("All numbers and sums agree."))
    return redirect("billing_desk")


@form_methods
@may_change
def close(request: OfficeRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    # Who closes a year twice is told so; offered are those that are open.
    form = CloseYearForm(data, choices=_years(timezone.localdate(), with_closed=data is not None))

    def act(*, year: str) -> str:
        closed = close_year(date.fromisoformat(year), now=timezone.now(), actor=request.user)
        return _("The books are closed before %(day)s.") % {"day": date_format(closed.until_on)}

    note = _(
        "Nothing is booked into a closed year any more, and it is never opened again. What comes in later is booked on "
        "the first open day."
    )
    back = reverse("billing_desk")
    return answer(
        request, form, act=act, refused=BillingRefused, back=back, title=_("Close a year"), note=note, icon="form"
    )


def _years(today: date, *, with_closed: bool) -> list[tuple[str, str]]:
    """The last fiscal years that are over, the newest first."""
    return [
        (
            year.first_on.isoformat(),
            f"{date_format(year.first_on, 'SHORT_DATE_FORMAT')} – {date_format(year.last_on, 'SHORT_DATE_FORMAT')}",
        )
        for year in past_years(today, count=YEARS_TO_CLOSE)
        if with_closed or not year.is_closed
    ]
