"""Writes: the webhook at Stripe is set up or mended; news that were given up are taken up again."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from members.billing import gateway
from members.billing.actions.refusal import BillingRefused
from members.billing.models import BillingSettings, StripeEvent, Webhook
from members.billing.queries.provider import GIVEN_UP, own_webhooks, profiles_elsewhere
from members.billing.rules.setting_up import must_be_replaced
from members.models import User
from verein import audit
from verein.sealed import seal

from .checkout import forget_customer

PATH = "/stripe/webhook/"


def webhook_url() -> str:
    return f"{settings.BASE_URL}{PATH}"


def set_up_webhook(*, actor: User, now: datetime) -> str:
    """Mend the webhook to us, or make a new one and remove those it replaces; what was done, in words.

    Raises BillingRefused where Stripe refuses or does not answer. The new secret is kept before an old webhook goes,
    so no news is turned away meanwhile.
    """
    try:
        ours = [row for row in gateway.endpoints() if row.url == webhook_url()]
        known = own_webhooks()
        has_own = bool(settings.STRIPE_WEBHOOK_SECRETS)
        old = [
            row for row in ours if must_be_replaced(row, version=gateway.VERSION, is_known=row.id in known or has_own)
        ]
        good = [row for row in ours if row not in old]
        for row in good:
            gateway.mend_endpoint(row.id)
        if good:
            audit.log("billing.mend_webhook", BillingSettings.load(), actor=actor)
            return _("The webhook is complete now.")
        _keep(*gateway.make_endpoint(webhook_url()), actor=actor, now=now)
        for row in old:
            gateway.remove_endpoint(row.id)
    except gateway.Refused as error:
        raise BillingRefused(_("Stripe refuses: %(why)s") % {"why": error}) from error
    except gateway.Unavailable as error:
        raise BillingRefused(_("Stripe does not answer: %(why)s") % {"why": error}) from error
    return _("The webhook is set up.")


@transaction.atomic
def _keep(endpoint_id: str, secret: str, *, actor: User, now: datetime) -> None:
    row = Webhook.objects.create(
        endpoint_id=endpoint_id, url=webhook_url(), secret_sealed=seal(secret), made_at=now, actor=actor
    )
    audit.log("billing.set_up_webhook", row, actor=actor)


def forget_elsewhere(*, actor: User) -> int:
    """This is the account from now on: what is kept at another one, or in the other mode, counts no more.

    Its payers pay by transfer until they give a card or an account again. Returns how many. Raises BillingRefused
    where Stripe does not say whose the keys are.
    """
    try:
        found = profiles_elsewhere(gateway.account_id(), is_live=gateway.is_live())
    except gateway.GatewayError as error:
        raise BillingRefused(_("Stripe does not answer: %(why)s") % {"why": error}) from error
    accounts = [profile.account for profile in found.select_related("account").order_by("pk")]
    for account in accounts:
        forget_customer(account, actor=actor, by_office=True)
    return len(accounts)


@transaction.atomic
def try_events_again(*, actor: User, now: datetime) -> int:
    """Events that were given up after twenty tries get twenty more; returns how many."""
    events = list(StripeEvent.objects.select_for_update().filter(GIVEN_UP))
    for event in events:
        event.next_try_at, event.tries = now, 0
        event.save(update_fields=["next_try_at", "tries"])
        audit.log("billing.try_event_again", event, actor=actor)
    return len(events)
