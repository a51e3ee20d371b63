"""The form that gives a payment back."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import EuroField


class RefundForm(forms.Form):
    amount_cents = EuroField(label=_("Amount"))
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("For the books; the payer does not see it.")
    )
    # Sent twice by an impatient click it is the same refund.
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
