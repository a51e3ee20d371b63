"""Mails about mandates and debits."""

from collections.abc import Sequence

from django.utils import translation

from members.billing.models import BillingSettings, Debit, Mandate
from members.billing.queries.parties import may_sign_in, recipient_of
from members.billing.rules.addressing import greeting
from members.billing.rules.collecting import told_because
from members.billing.writers.paying import pay_url
from verein.mail import queue_mail

from .post import tell_payer


def mandate_given(mandate: Mandate) -> None:
    """The copy for the payer (L-SEPA-1)."""
    context = {"mandate": mandate, "creditor": BillingSettings.load()}
    tell_payer(mandate.account, "billing/mail/mandate_given", context, on=mandate.signed_on)


def mandate_ended(mandate: Mandate) -> None:
    tell_payer(mandate.account, "billing/mail/mandate_ended", {"mandate": mandate}, on=mandate.ended_on)


def debit_announced(debit: Debit, numbers: Sequence[str], creditor: BillingSettings) -> None:
    """The pre-notification: amount, day, reference, creditor identifier (L-SEPA-4)."""
    _send(debit, "billing/mail/sepa_announced", creditor, numbers=", ".join(numbers))


def debit_lowered(debit: Debit, numbers: Sequence[str], creditor: BillingSettings) -> None:
    """Less is collected than was announced."""
    _send(debit, "billing/mail/debit_lowered", creditor, numbers=", ".join(numbers))


def debit_cancelled(debit: Debit, creditor: BillingSettings) -> None:
    """Nothing is collected: the payer was left out, or the run was cancelled."""
    with translation.override(recipient_of(debit.mandate.account)["language"]):
        because = told_because(debit)
    _send(debit, "billing/mail/debit_cancelled", creditor, because=because)


def _send(debit: Debit, template: str, creditor: BillingSettings, **more: object) -> None:
    to = recipient_of(debit.mandate.account, debit.run.collect_on)
    if to["email"]:
        with translation.override(to["language"]):
            context = {"greeting": greeting(to), "mandate": debit.mandate, "debit": debit, "creditor": creditor, **more}
        context["url"] = pay_url() if may_sign_in(to) else ""
        queue_mail(template, to=to["email"], context=context, language=to["language"])
