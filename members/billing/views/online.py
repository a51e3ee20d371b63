"""Paying online: to the pay page and back, and the card or account that is kept for later."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.billing import gateway
from members.billing.access import why_not_open
from members.billing.actions import BillingRefused
from members.billing.actions.online import abandon_method, start_payment, start_setup, sync_session
from members.billing.models import Account, Attempt, Charge
from members.billing.queries.ledger import open_cents_of
from members.billing.queries.online import profile_of, running_attempt
from members.billing.rules.online import reason_words, why_not_pay
from members.models import User


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # login_required has looked
    return request.user


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """What is to be paid; the button leads to the pay page."""
    charge = get_object_or_404(Charge.objects.select_related("account__member", "invoice"), pk=pk)
    if why_not_open(request, charge.account, office=""):  # nobody pays with the card of another
        raise Http404
    if request.method == "POST":
        try:
            return redirect(start_payment(charge, actor=_user(request), now=timezone.now()))
        except BillingRefused as refused:
            messages.error(request, str(refused))
            return redirect("own_dues")
    cents = open_cents_of(charge)
    reason = why_not_pay(is_on=gateway.is_on(), open_cents=cents, running=running_attempt(charge))
    context = {"charge": charge, "open_cents": cents, "reason": reason, "is_live": gateway.is_live()}
    return render(request, "billing/pay_online.html", context)


@require_safe
@never_cache
@login_required
def returned(request: HttpRequest, key: UUID) -> HttpResponse:
    """Back from the pay page: Stripe is asked, for the webhook may be slower than the payer."""
    attempt = get_object_or_404(Attempt.objects.select_related("account__member", "charge__invoice"), key=key)
    if why_not_open(request, attempt.account):
        raise Http404
    is_reached = True
    try:
        if attempt.session_id and attempt.watched:
            sync_session(attempt.session_id, now=timezone.now())
    except gateway.GatewayError:
        is_reached = False
    attempt.refresh_from_db()
    reason = reason_words(attempt.error_code) if attempt.error_code else ""
    context = {"attempt": attempt, "is_reached": is_reached, "reason": reason}
    return render(request, "billing/online_return.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def kept_method(request: HttpRequest, pk: int) -> HttpResponse:
    """The card or account that pays what falls due: give one, change it, remove it."""
    account = get_object_or_404(Account.objects.select_related("member"), pk=pk)
    if why_not_open(request, account, office=""):
        raise Http404
    if request.method == "POST":
        try:
            if request.POST.get("do") == "remove":
                abandon_method(account, actor=_user(request))
                messages.success(request, _("Removed. Please pay by transfer from now on."))
                return redirect("own_dues")
            return redirect(start_setup(account, actor=_user(request), now=timezone.now()))
        except BillingRefused as refused:
            messages.error(request, str(refused))
            return redirect("own_dues")
    context = {"account": account, "profile": profile_of(account), "is_on": gateway.is_on()}
    return render(request, "billing/kept_method.html", context)
