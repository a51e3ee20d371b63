"""`/mein/beitraege/`: what I owe and why, how I pay it, my documents."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from members.billing.access import why_not_open
from members.billing.models import BillingSettings, Invoice, Reminder
from members.billing.queries.own import OpenItem, OwnAccount, accounts_of, booked_in, own_account
from members.billing.queries.parties import issuer_of, recipient_of
from members.billing.writers.paying import TransferData, transfer_data
from members.billing.writers.statement import statement_pdf
from members.models import Person
from members.views.own import own_person

from .stored import kept_pdf


@dataclass(frozen=True)
class Payable:
    """An open charge with the data of its transfer; None where the association has no bank account."""

    item: OpenItem
    transfer: TransferData | None


@dataclass(frozen=True)
class Shown:
    own: OwnAccount
    payables: list[Payable]


@require_safe
@own_person
def own_dues(request: HttpRequest, person: Person) -> HttpResponse:
    today = timezone.localdate()
    issuer = issuer_of(BillingSettings.load(request_or_site=request))
    shown = []
    for account in accounts_of(person, today):
        own = own_account(account, today)
        payables = [
            Payable(item, transfer_data(issuer, cents=item.open_cents, number=item.invoice.number))
            for item in own.items
        ]
        shown.append(Shown(own, payables))
    links = [link for path in settings.OWN_DUES_LINKS for link in import_string(path)(person, today)]
    return render(request, "billing/own_dues.html", {"shown": shown, "today": today, "links": links})


@require_safe
@never_cache
@login_required
def own_document(request: HttpRequest, number: str) -> HttpResponseBase:
    """The PDF of an issued document, for its account's holder and the treasurer; for others it does not exist."""
    invoices = Invoice.objects.select_related("account__member", "document")
    invoice = get_object_or_404(invoices, number=number, document__isnull=False)
    if why_not_open(request, invoice.account):
        raise Http404
    return kept_pdf(request, invoice.document, f"{invoice.number}.pdf")


@require_safe
@never_cache
@login_required
def own_reminder(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The letter of a reminder, for whom its account's documents are."""
    reminders = Reminder.objects.select_related("account__member", "document")
    reminder = get_object_or_404(reminders, pk=pk, document__isnull=False)
    if why_not_open(request, reminder.account):
        raise Http404
    return kept_pdf(request, reminder.document, f"mahnung-{reminder.sent_on}.pdf")


@require_safe
@own_person
def own_statement(request: HttpRequest, person: Person, pk: int, year: int) -> HttpResponse:
    """The yearly statement of an account of one's own; made anew each time, it is no voucher."""
    today = timezone.localdate()
    account = get_object_or_404(accounts_of(person, today), pk=pk)
    booked = booked_in(account, year)
    if not booked.invoices and not booked.postings:
        raise Http404
    issuer = issuer_of(BillingSettings.load(request_or_site=request))
    pdf = statement_pdf(year, booked, issuer=issuer, recipient=recipient_of(account, today), on=today)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{year}.pdf"'
    return response
