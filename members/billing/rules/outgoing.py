"""Money that went out: which refund a line of the bank account is, each with the reason in words."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from .lines import Known, Line, Part, Refund, Suggestion


def outgoing(line: Line, known: Known) -> list[Suggestion]:
    """Refunds of ours by their reference, by account and amount, by the amount; else credit of whoever got it."""
    found = [_refund(line, refund) for refund in known.refunds if refund.cents == -line.cents]
    if not found:
        found = [
            Suggestion((Part(account, None, line.cents),), _("It went to this payer’s account, who has credit."))
            for account, cents in known.credit.items()
            if cents >= -line.cents
        ]
    return found


def _refund(line: Line, refund: Refund) -> Suggestion:
    if _is_named(line, refund.references):
        told, is_certain = _("Our own reference and the amount fit."), True
    elif refund.to_same_account:
        told, is_certain = _("It went to the account of a refund, and the amount fits."), True
    else:
        told, is_certain = _("The amount of a refund fits; neither the reference nor the account does."), False
    if refund.postings:
        told += " " + _("It is booked already: the line is only ticked off.")
    return Suggestion(refund.parts, told, is_certain, postings=refund.postings, payouts=refund.payouts)


def _is_named(line: Line, references: Sequence[str]) -> bool:
    said = re.sub(r"\s", "", line.purpose)
    return any(reference in (line.end_to_end, line.batch) or reference in said for reference in references)
