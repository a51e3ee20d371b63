"""The treasurer's bank account: statements taken over, lines matched with one click, mistakes taken back."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from members.actions.uploads import drop_upload, keep_upload
from members.billing.actions import BillingRefused
from members.billing.actions import bank as actions
from members.billing.actions.arrivals import note_arrival, note_certain_arrivals
from members.billing.actions.returns import charge_return_costs
from members.billing.actions.statements import remember_columns, take_statement
from members.billing.actions.taking_back import take_back as take_back_line
from members.billing.forms.bank import ColumnsForm, IgnoreForm, StatementForm
from members.billing.models import Account, BankTransaction, Posting, ProviderPayout
from members.billing.queries.bank import accounts_called, counts, history, open_rows, payments_like, shown
from members.billing.queries.returns import key_of, may_charge_costs
from members.billing.queries.statements import remembered_columns
from members.billing.readers import ColumnsNeeded, Unreadable, read_statements
from members.models import User
from members.queries.uploads import kept_upload

VIEW, CHANGE = "billing.view_banktransaction", "billing.change_banktransaction"
PER_PAGE = 50
FOREIGN_SHOWN = 10  # the others stand in the list of statements
AT_WORK = {
    "booking": gettext_lazy("It pays a debit run of many payers: it is being booked in the background."),
    "unbooking": gettext_lazy("It paid a debit run of many payers: it is being taken back in the background."),
}


class OfficeRequest(HttpRequest):
    """Wagtail lets only people with an account in."""

    user: User


@permission_required(VIEW, raise_exception=True)
def matches(request: OfficeRequest) -> HttpResponse:
    """What is open, each with its suggestions."""
    page = Paginator(open_rows(), PER_PAGE).get_page(request.GET.get("p"))
    context = {"page": page, "rows": shown(page.object_list), "counts": counts(), "form": StatementForm()}
    return render(request, "billing/office/bank.html", context)


@require_POST
@permission_required(CHANGE, raise_exception=True)
def upload(request: OfficeRequest) -> HttpResponse:
    form = StatementForm(request.POST, request.FILES)
    if not form.is_valid():
        for error in form.errors.get("file", []):
            messages.error(request, error)
        return redirect("bank_matches")
    name, content = form.cleaned_data["file"]
    return _take(request, name, content)


def _take(request: OfficeRequest, name: str, content: bytes) -> HttpResponse:
    try:
        taken = take_statement(content, name=name, actor=request.user, today=timezone.localdate())
    except BillingRefused as refused:
        messages.error(request, str(refused))
        return redirect("bank_matches")
    except ColumnsNeeded:
        keep_upload(content, actor=request.user)
        return redirect("bank_columns")
    drop_upload(actor=request.user)
    told = ngettext("%(count)d new line was taken over.", "%(count)d new lines were taken over.", taken.new)
    messages.success(request, told % {"count": taken.new} + _known(taken.known))
    if taken.left_out:
        told = ngettext(
            "%(count)d line of money that went out fits no refund and was left out.",
            "%(count)d lines of money that went out fit no refund and were left out.",
            taken.left_out,
        )
        button = messages.button(reverse("bank_history") + "?state=ignored", _("Look at them"))
        messages.info(request, told % {"count": taken.left_out}, buttons=[button])
    if taken.foreign:
        told = ngettext(
            "%(count)d line in another currency was not taken over, please book it in your bookkeeping: %(lines)s.",
            "%(count)d lines in other currencies were not taken over, please book them in your bookkeeping: %(lines)s.",
            len(taken.foreign),
        )
        lines = "; ".join(str(each) for each in taken.foreign[:FOREIGN_SHOWN])
        messages.warning(request, told % {"count": len(taken.foreign), "lines": lines})
    return redirect("bank_matches")


def _known(count: int) -> str:
    if not count:
        return ""
    told = ngettext("%(count)d was known already.", "%(count)d were known already.", count)
    return " " + told % {"count": count}


@permission_required(CHANGE, raise_exception=True)
def columns(request: OfficeRequest) -> HttpResponse:
    """What the columns of this bank mean, asked once; then the file is taken over."""
    content, is_answer = kept_upload(request.user), request.method == "POST"
    asked = _asked(content) if content is not None else None
    if content is None or (asked is None and not is_answer):
        messages.error(request, _("Please choose the file again."))
        return redirect("bank_matches")
    if asked is not None:
        form = ColumnsForm(
            request.POST if is_answer else None, header=asked.header, guessed=asked.guessed, example=asked.example
        )
        if not form.is_valid():
            return render(request, "billing/office/bank_columns.html", {"form": form})
        remember_columns(asked.signature, form.columns, actor=request.user)
    return _take(request, "CSV", content)


def _asked(content: bytes) -> ColumnsNeeded | None:
    """What is still to be said of the columns; None where they are known by now."""
    try:
        read_statements(content, today=timezone.localdate(), columns=remembered_columns())
    except ColumnsNeeded as asked:
        return asked
    except Unreadable:
        pass  # told when it is taken over
    return None


@permission_required(VIEW, raise_exception=True)
def past(request: OfficeRequest) -> HttpResponse:
    """What was booked or ignored, and which statements were taken over."""
    rows, statements = history(request.GET.get("state", ""))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "rows": shown(page.object_list, suggest=False),
        "statements": statements,
        "state": request.GET.get("state", ""),
    }
    return render(request, "billing/office/bank_history.html", context)


@permission_required(VIEW, raise_exception=True)
def line(request: OfficeRequest, pk: int) -> HttpResponse:
    """One line: suggestions, search for an account, leave out, take back."""
    row = get_object_or_404(BankTransaction, pk=pk)
    asked = request.GET.get("q", "").strip()
    context = {
        "row": shown([row])[0],
        "q": asked,
        "found": accounts_called(asked) if asked and not row.is_return else [],
        "payments": payments_like(row, asked) if row.is_return and row.state == BankTransaction.State.OPEN else [],
        "form": IgnoreForm(),
        "may_charge_costs": may_charge_costs(row),
    }
    return render(request, "billing/office/bank_line.html", context)


@require_POST
@permission_required(CHANGE, raise_exception=True)
def charge_costs(request: OfficeRequest, pk: int) -> HttpResponse:
    """The member bears what the bank took for the returned debit."""

    def act(row: BankTransaction) -> None:
        charge_return_costs(key_of(row), today=timezone.localdate(), actor=request.user)

    return _do(request, pk, act, _("The cost is charged to the member."))


def _do(request: OfficeRequest, pk: int, act: Callable[[BankTransaction], object], told: Any) -> HttpResponse:
    """One action on a line; a refusal is shown and nothing is lost."""
    row = get_object_or_404(BankTransaction, pk=pk)
    try:
        act(row)
    except BillingRefused as refused:
        messages.error(request, str(refused))
        return redirect("bank_line", pk)
    row.refresh_from_db(fields=["state"])
    told = AT_WORK.get(row.state, told)
    messages.success(request, told)
    return redirect("bank_matches")


@require_POST
@permission_required(CHANGE, raise_exception=True)
def book(request: OfficeRequest, pk: int) -> HttpResponse:
    """By a suggestion, for an account chosen by hand, or as the return of a payment chosen by hand."""
    posted, actor = request.POST, request.user

    def act(row: BankTransaction) -> None:
        if posted.get("account", "").isdigit():
            actions.book_for_account(row, get_object_or_404(Account, pk=posted["account"]), actor=actor)
        elif posted.get("payout", "").isdigit():
            note_arrival(row, get_object_or_404(ProviderPayout, pk=posted["payout"]), actor=actor)
        elif posted.get("posting", "").isdigit():
            actions.book_return_of(row, get_object_or_404(Posting, pk=posted["posting"]), actor=actor)
        else:
            actions.book_suggested(row, posted.get("suggestion", ""), actor=actor)

    return _do(request, pk, act, _("Booked."))


@require_POST
@permission_required(CHANGE, raise_exception=True)
def book_certain(request: OfficeRequest) -> HttpResponse:
    count = note_certain_arrivals(actor=request.user) + actions.book_certain(actor=request.user)
    told = ngettext("%(count)d line was booked.", "%(count)d lines were booked.", count) % {"count": count}
    messages.success(request, told)
    return redirect("bank_matches")


@require_POST
@permission_required(CHANGE, raise_exception=True)
def ignore(request: OfficeRequest, pk: int) -> HttpResponse:
    reason: Any = request.POST.get("reason", "")
    return _do(request, pk, lambda row: actions.ignore(row, reason=reason, actor=request.user), _("Left out."))


@require_POST
@permission_required(CHANGE, raise_exception=True)
def take_back(request: OfficeRequest, pk: int) -> HttpResponse:
    told = _("Taken back: the line is open again.")
    return _do(request, pk, lambda row: take_back_line(row, actor=request.user), told)
