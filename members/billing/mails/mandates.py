"""Mails about mandates and debits."""

from collections.abc import Sequence

from django.utils import translation

from members.billing.models import BillingSettings, Debit, Mandate
from members.billing.queries.parties import recipient_of
from members.billing.rules.collecting import told_because
from verein.mail import queue_mail

from .post import tell_payer


def mandate_given(mandate: Mandate) -> None:
    """The copy for the payer (L-SEPA-1)."""
    tell_payer(mandate.account, "billing/mail/mandate_given", {"mandate": mandate, "creditor": BillingSettings.load()})


def mandate_ended(mandate: Mandate) -> None:
    tell_payer(mandate.account, "billing/mail/mandate_ended", {"mandate": mandate})


def debit_announced(debit: Debit, numbers: Sequence[str], creditor: BillingSettings) -> None:
    """The pre-notification: amount, day, reference, creditor identifier (L-SEPA-4)."""
    _send(debit.mandate, "billing/mail/sepa_announced", creditor, debit=debit, numbers=", ".join(numbers))


def debit_lowered(debit: Debit, numbers: Sequence[str], creditor: BillingSettings) -> None:
    """Less is collected than was announced."""
    _send(debit.mandate, "billing/mail/debit_lowered", creditor, debit=debit, numbers=", ".join(numbers))


def debit_cancelled(debit: Debit, creditor: BillingSettings) -> None:
    """Nothing is collected: the payer was left out, or the run was cancelled."""
    with translation.override(recipient_of(debit.mandate.account)["language"]):
        because = told_because(debit)
    _send(debit.mandate, "billing/mail/debit_cancelled", creditor, debit=debit, because=because)


def _send(mandate: Mandate, template: str, creditor: BillingSettings | None = None, **more: object) -> None:
    to = recipient_of(mandate.account)
    if to["email"]:
        context = {"mandate": mandate, "name": to["name"], "creditor": creditor or BillingSettings.load(), **more}
        queue_mail(template, to=to["email"], context=context, language=to["language"])
