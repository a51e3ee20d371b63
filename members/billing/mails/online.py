"""Mails about payments through Stripe."""

from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.utils import translation

from members.billing.models import Account, Attempt, Charge
from members.billing.queries.parties import recipient_of
from members.billing.rules.addressing import greeting
from members.billing.rules.collecting import hears_nothing
from members.billing.rules.online import reason_words
from verein.mail import queue_mail
from verein.models import Mail

from .post import tell_payer


def _link() -> str:
    return f"{settings.BASE_URL}/mein/beitraege/"


def payment_failed(account: Account, *, charge: Charge, code: str, on: date | None) -> None:
    """A debit came back, or a payment was disputed: what happened and what to do now. The dead are not written to."""
    if hears_nothing(account):
        return
    with translation.override(recipient_of(account)["language"]):
        context = {"charge": charge, "reason": reason_words(code), "url": _link()}
    tell_payer(account, "billing/mail/payment_failed", context, on=on)


def debit_announced(
    *,
    payer: Mapping[str, str],
    attempt: Attempt,
    mandate: str,
    collect_on: date,
    instead_of: date | None = None,
) -> Mail:
    """The pre-notification of a collection (L-SEPA-4): amount, day, mandate; `instead_of` was announced before."""
    with translation.override(payer["language"]):
        dear = greeting(payer)
    context = {"greeting": dear, "attempt": attempt, "mandate": mandate, "collect_on": collect_on, "url": _link()}
    context["instead_of"] = instead_of
    return queue_mail("billing/mail/debit_announced", to=payer["email"], language=payer["language"], context=context)
