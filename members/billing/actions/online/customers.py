"""Writes: what Stripe calls a payer follows what we call them."""

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from members.billing import gateway
from members.billing.models import PaymentProfile
from members.billing.queries.online import customers_to_tell, said_of
from verein import audit

log = logging.getLogger(__name__)
AT_A_TIME = 500


def tell_customers(now: datetime) -> int:
    """Tell Stripe the new names and e-mail addresses of payers; called every hour. Returns how many.

    Told twice is told once: what Stripe has is noted. Stops where it asks us to wait; the next hour goes on.
    """
    if not gateway.is_on() or not PaymentProfile.objects.exists():
        return 0
    told = 0
    try:
        changed = customers_to_tell(gateway.account_id(), is_live=gateway.is_live())
        for profile, payer in changed[:AT_A_TIME]:
            told += _tell(profile, payer, now=now)
    except gateway.Unavailable as error:
        log.warning("telling customers stopped: %s", type(error).__name__)
    return told


def _tell(profile: PaymentProfile, payer: Mapping[str, str], *, now: datetime) -> bool:
    """Not within a transaction: an answer that is lost is asked for again, and changes nothing."""
    key = f"customer-{profile.pk}-{now:%Y%m%d%H%M%S}"
    try:
        gateway.update_customer(profile.customer_id, name=payer["name"], email=payer["email"], key=key)
    except gateway.Refused as error:  # gone there: the payer's next visit makes another one
        log.warning("customer of account %s: %s", profile.account_id, type(error).__name__)
        return False
    with transaction.atomic():
        PaymentProfile.objects.filter(pk=profile.pk).update(told=said_of(payer))
        audit.log("billing.tell_customer", profile.account, actor=None)
    return True
