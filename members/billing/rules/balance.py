"""What Stripe calls the movements of a balance (its reporting categories), in our words."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "charge": _("payment"),
    "charge_failure": _("payment that failed"),
    "refund": _("refund"),
    "partial_capture_reversal": _("refund"),
    "refund_failure": _("refund that failed"),
    "dispute": _("disputed payment"),
    "dispute_reversal": _("dispute won"),
    "fee": _("fee"),
    "payout": _("payout"),
    "payout_reversal": _("payout that failed"),
    "topup": _("paid in"),
}


def kind_name(kind: str) -> str:
    return str(KINDS.get(kind, kind))


# Why Stripe's transfer to the association's bank failed.
PAYOUT_FAILURES = {
    "account_closed": _("The association’s account is closed."),
    "account_frozen": _("The association’s account is blocked."),
    "bank_account_restricted": _("The association’s account is blocked."),
    "bank_ownership_changed": _("The association’s account has another owner now."),
    "could_not_process": _("The bank could not carry out the transfer."),
    "declined": _("The bank declined the transfer."),
    "incorrect_account_holder_name": _("The name of the account holder is wrong."),
    "incorrect_account_holder_details": _("The details of the account holder are wrong."),
    "insufficient_funds": _("There was not enough money at Stripe."),
    "invalid_account_number": _("The association’s IBAN is wrong."),
    "no_account": _("The association’s IBAN is wrong."),
}


def why_payout_failed(failure: str) -> str:
    """Stripe's code in our words; what we do not know as Stripe says it."""
    return str(PAYOUT_FAILURES.get(failure, failure))
