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
