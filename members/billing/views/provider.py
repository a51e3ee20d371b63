"""The connection to Stripe as the treasurer sees it: mode, key, payment methods, webhook, last news."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from members.billing import gateway
from members.billing.actions import BillingRefused
from members.billing.actions.online import forget_elsewhere, set_up_webhook, try_events_again
from members.billing.actions.online.setting_up import webhook_url
from members.billing.queries import provider as queries
from members.billing.rules.setting_up import Point, about_account, about_kept, about_methods, about_webhook
from members.views.office import OfficeRequest
from verein.office import told

from .desk import may_change


@require_safe
@may_change
def connection(request: HttpRequest) -> HttpResponse:
    """What we know ourselves; with `?pruefen` what Stripe says now."""
    now = timezone.now()
    last = queries.last_reconciliation()
    context: dict[str, Any] = {
        "mode": gateway.mode(),
        "news": queries.news(),
        "last": last,
        "is_overdue": gateway.is_on() and queries.is_overdue(last, now),
        "url": webhook_url(),
        "elsewhere": queries.elsewhere_at_last().count() if gateway.is_on() else 0,
    }
    if "pruefen" in request.GET and gateway.is_on():
        context["points"] = _looked_at()
    return render(request, "billing/office/provider.html", context)


def _looked_at() -> list[Point]:
    """Asks Stripe; what fails is a point, too, and the page still there."""
    try:
        owner = gateway.whose_account()
        points = about_account(owner)
        points += about_kept(queries.profiles_elsewhere(owner.id, is_live=gateway.is_live()).count())
        points += about_methods(gateway.switched_on(), settings.STRIPE_METHODS, owner.capabilities)
        return points + about_webhook(
            gateway.endpoints(),
            url=webhook_url(),
            version=gateway.VERSION,
            events=gateway.EVENTS,
            known=queries.own_webhooks(),
            has_own=bool(settings.STRIPE_WEBHOOK_SECRETS),
        )
    except gateway.GatewayError as error:
        advice = _("Is the key right, and does it have the rights it needs? If Stripe is down, try again later.")
        return [Point(False, _("Stripe does not answer as it should: %(why)s") % {"why": error}, advice)]


@require_POST
@may_change
def set_up(request: OfficeRequest) -> HttpResponse:
    told(request, lambda: set_up_webhook(actor=request.user, now=timezone.now()), refused=BillingRefused)
    return redirect("billing_provider")


@require_POST
@may_change
def forget(request: OfficeRequest) -> HttpResponse:
    """What is kept at another account of Stripe's is not needed any more."""

    def act() -> str:
        count = forget_elsewhere(actor=request.user)
        forgotten = ngettext(
            "%(count)d kept payment method is forgotten; its payer pays by transfer.",
            "%(count)d kept payment methods are forgotten; their payers pay by transfer.",
            count,
        )
        return forgotten % {"count": count}

    told(request, act, refused=BillingRefused)
    return redirect("billing_provider")


@require_POST
@may_change
def try_again(request: OfficeRequest) -> HttpResponse:
    count = try_events_again(actor=request.user, now=timezone.now())
    told = ngettext("%(count)d event is tried again.", "%(count)d events are tried again.", count) % {"count": count}
    messages.success(request, told)
    return redirect("billing_provider")
