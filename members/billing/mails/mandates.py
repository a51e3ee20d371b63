"""Mails about mandates and debits."""

from collections.abc import Sequence

from members.billing.models import BillingSettings, Debit, Mandate
from members.billing.queries.parties import recipient_of
from verein.mail import queue_mail


def mandate_given(mandate: Mandate) -> None:
    """The copy for the payer (L-SEPA-1)."""
    _send(mandate, "billing/mail/mandate_given")


def mandate_ended(mandate: Mandate) -> None:
    _send(mandate, "billing/mail/mandate_ended")


def debit_announced(debit: Debit, numbers: Sequence[str]) -> None:
    """The pre-notification: amount, day, reference, creditor identifier (L-SEPA-4)."""
    _send(debit.mandate, "billing/mail/sepa_announced", debit=debit, numbers=", ".join(numbers))


def debit_cancelled(debit: Debit) -> None:
    _send(debit.mandate, "billing/mail/debit_cancelled", debit=debit)


def _send(mandate: Mandate, template: str, **more: object) -> None:
    to = recipient_of(mandate.account)
    if to["email"]:
        context = {"mandate": mandate, "name": to["name"], "creditor": BillingSettings.load(), **more}
        queue_mail(template, to=to["email"], context=context, language=to["language"])
