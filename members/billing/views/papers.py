"""Receipts, mandates to sign, and letters for payers without an e-mail address."""

from django.contrib import messages as site_messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from members.billing.access import CHANGE, why_not_open
from members.billing.actions import BillingRefused
from members.billing.actions.papers import letters_of, make_receipt, print_letters
from members.billing.models import Account, BillingSettings, Mandate, Paper, Posting, PostRun
from members.billing.queries.collecting import next_mandate_reference
from members.billing.queries.papers import (
    addressed,
    changes_without_letter,
    debits_without_letter,
    invoices_to_print,
    papers_to_print,
    post_runs,
    waiting_letters,
)
from members.billing.queries.parties import issuer_of, recipient_of
from members.billing.queries.reminders import runs_to_print
from members.billing.writers.papers import change_title, mandate_form_pdf, mandate_pdf, notice_title
from members.models import User
from members.views.office import OfficeRequest

from .desk import may_change, may_see
from .stored import kept_pdf

SHOWN = 20


def _pdf(content: bytes, name: str, *, how: str = "inline") -> HttpResponse:
    headers = {"Content-Disposition": f'{how}; filename="{name}.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_safe
@never_cache
@login_required
def own_paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A receipt or letter, for its account's holder and the treasurer; for others it does not exist."""
    paper = get_object_or_404(Paper.objects.select_related("account__member"), pk=pk)
    if why_not_open(request, paper.account):
        raise Http404
    return kept_pdf(request, paper, f"{paper.title} {paper.issued_on:%Y-%m-%d}.pdf")


@require_POST
@login_required
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the receipt of a payment: of the own account, or as the treasurer."""
    posting = get_object_or_404(Posting.objects.select_related("account__member"), pk=pk)
    if why_not_open(request, posting.account, office=CHANGE):
        raise Http404
    actor = request.user if isinstance(request.user, User) else None
    try:
        paper = make_receipt(posting, today=timezone.localdate(), actor=actor)
    except BillingRefused as refused:
        site_messages.error(request, str(refused))
        return redirect("own_dues")
    return redirect("own_paper", paper.pk)


@require_safe
@never_cache
@login_required
def mandate_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy of a mandate; made anew each time from the row that never changes."""
    mandate = get_object_or_404(Mandate.objects.select_related("account__member").exclude(holder=""), pk=pk)
    if why_not_open(request, mandate.account):
        raise Http404
    settings = BillingSettings.load(request_or_site=request)
    content = mandate_pdf(
        mandate,
        issuer=issuer_of(settings),
        recipient=recipient_of(mandate.account, timezone.localdate()),
        notice_days=settings.notice_days,
        on=timezone.localdate(),
    )
    return _pdf(content, mandate.reference)


@require_safe
@never_cache
@login_required
def mandate_form(request: HttpRequest, pk: int) -> HttpResponse:
    """A mandate to print and sign; `pk` is the account's."""
    account = get_object_or_404(Account.objects.select_related("member"), pk=pk)
    settings = BillingSettings.load(request_or_site=request)
    if why_not_open(request, account) or not settings.creditor_identifier:
        raise Http404
    content = mandate_form_pdf(
        next_mandate_reference(account),
        issuer=issuer_of(settings),
        recipient=recipient_of(account),
        notice_days=settings.notice_days,
        on=timezone.localdate(),
    )
    return _pdf(content, "sepa-mandat")


@require_safe
@may_see
def post(request: HttpRequest) -> HttpResponse:
    """What waits to be printed, and what was."""
    titles = [(notice_title(get_language()), debit.mandate.account) for debit in debits_without_letter()]
    titles += [(change_title(debit, get_language()), debit.mandate.account) for debit in changes_without_letter()]
    context = {
        "documents": list(invoices_to_print().select_related("invoice__account__member")),
        "notices": [*titles, *((paper.title, paper.account) for paper in papers_to_print())],
        "letters": [(letter, addressed(letter)) for letter in waiting_letters()],
        "reminder_runs": runs_to_print()[:SHOWN],
        "runs": post_runs()[:SHOWN],
    }
    return render(request, "billing/office/post.html", context)


@require_POST
@may_change
def print_all(request: OfficeRequest) -> HttpResponse:
    try:
        run = print_letters(now=timezone.now(), actor=request.user)
    except BillingRefused as refused:
        messages.error(request, str(refused))
    else:
        button = messages.button(f"{run.pk}.pdf", _("Open the PDF"))
        messages.success(request, _("The letters are ready: print them now."), buttons=[button])
    return redirect("billing_post")


@require_safe
@may_change
def printed(request: OfficeRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(PostRun, pk=pk)
    try:
        content = letters_of(run)
    except BillingRefused as refused:
        messages.error(request, str(refused))
        return redirect("billing_post")
    return _pdf(content, f"briefe-{run.printed_on:%Y-%m-%d}", how="attachment")
