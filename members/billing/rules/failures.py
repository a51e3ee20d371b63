"""What goes wrong on the way to the money, and what the treasurer does about it (L-SEPA-8)."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .returns import CODES, advice_on


class FailureKind(models.TextChoices):
    """What the list of failures can be narrowed to."""

    PAYMENT = "zahlung", gettext_lazy("payments that failed or came back")
    REFUND = "erstattung", gettext_lazy("refunds")
    MANDATE = "mandat", gettext_lazy("mandates and announcements")
    PROVIDER = "stripe", gettext_lazy("connection to Stripe")
    BOOKS = "buecher", gettext_lazy("documents and books")


@dataclass(frozen=True)
class Failure:
    """Something that went wrong, with what to do next; `url` leads there. Gone as soon as it is solved."""

    text: str
    advice: str
    url: str = ""
    kind: str = FailureKind.BOOKS
    on: date | None = None


# Stripe's words for what banks have codes for.
AS_BANKS_SAY = {
    "insufficient_funds": "AM04",
    "debit_not_authorized": "MD01",
    "account_closed": "AC04",
    "bank_account_closed": "AC04",
    "no_account": "AC01",
    "invalid_account_number": "AC01",
    "bank_account_restricted": "AC06",
    "debit_disputed": "MD06",
    "refer_to_customer": "MS02",
    "generic_could_not_process": "MS03",
}
CARDS = {
    "expired_card": gettext_lazy("The card has expired."),
    "card_declined": gettext_lazy("The bank declined the card."),
    "generic_decline": gettext_lazy("The bank declined the card."),
    "authentication_required": gettext_lazy("The bank wants to ask the payer first."),
    "fraudulent": gettext_lazy("The card’s owner says that the payment was not theirs."),
}


def reason_in_words(code: str) -> str:
    """A bank's code with what it means, Stripe's words in ours; what neither knows as it stands."""
    if code in CARDS:
        return str(CARDS[code])
    known = AS_BANKS_SAY.get(code, code)
    if known not in CODES:
        return code
    meaning = advice_on(known).meaning
    return f"{code}: {meaning}" if code == known else meaning


def reason_and_advice(code: str, *, by_provider: bool) -> tuple[str, str]:
    """What happened and what the treasurer does now. `by_provider`: collected by Stripe, not by our own debit."""
    code = AS_BANKS_SAY.get(code, code)
    if not by_provider:
        advice = advice_on(code)
        return advice.meaning, advice.todo
    asked = _("The payer was told and can pay online or by transfer; nothing is collected again by itself.")
    if code in CARDS:
        return str(CARDS[code]), asked
    if code in CODES:
        return advice_on(code).meaning, asked
    return _("The payment service gives no reason."), asked
