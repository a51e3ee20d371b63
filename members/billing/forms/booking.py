"""Forms for what is booked by hand."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.widgets import AdminDateInput

from members.billing.models import Charge, Posting
from members.billing.models.checks import validate_iban
from members.billing.queries.ledger import open_charges
from verein.money import euros

from .fields import EuroField

BY_HAND = [(Posting.Way.TRANSFER.value, Posting.Way.TRANSFER.label), (Posting.Way.CASH.value, Posting.Way.CASH.label)]


class ChargeChoice(forms.ModelChoiceField):
    def label_from_instance(self, charge: Any) -> str:
        return _("%(number)s, due on %(day)s: %(amount)s open") % {
            "number": charge.invoice.number,
            "day": date_format(charge.due_on, "SHORT_DATE_FORMAT"),
            "amount": euros(charge.open_cents),
        }


class PaymentForm(forms.Form):
    amount_cents = EuroField(label=_("Amount"))
    way = forms.ChoiceField(label=_("How it came"), choices=BY_HAND)
    booked_on = forms.DateField(label=_("Day of the payment"), widget=AdminDateInput)
    charge = ChargeChoice(
        Charge.objects.none(),
        label=_("For"),
        required=False,
        empty_label=_("the oldest open ones"),
        help_text=_("What is more pays the oldest open charges; the rest becomes credit."),
    )
    note = forms.CharField(label=pgettext_lazy("of a booking", "Note"), max_length=200, required=False)
    # Sent twice by an impatient click it is the same payment.
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, account: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["charge"].queryset = open_charges(account).select_related("invoice")  # type: ignore[attr-defined]


class ForgiveForm(forms.Form):
    amount_cents = EuroField(label=_("Amount"))
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Who decided it and when; it stands in the books.")
    )
    booked_on = forms.DateField(label=_("Day"), widget=AdminDateInput)


class TakeBackForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)
    booked_on = forms.DateField(label=_("Day"), widget=AdminDateInput)


class PayoutForm(forms.Form):
    amount_cents = EuroField(label=_("Amount"))
    note = forms.CharField(label=pgettext_lazy("of a booking", "Note"), max_length=200, required=False)
    holder = forms.CharField(label=_("Account holder"), max_length=70, required=False)
    iban = forms.CharField(
        label=_("IBAN"),
        max_length=42,
        required=False,
        validators=[validate_iban],
        help_text=_("Empty: the account the last payment came from, or that of the mandate."),
    )


class TargetForm(forms.Form):
    holder = forms.CharField(label=_("Account holder"), max_length=70)
    iban = forms.CharField(label=_("IBAN"), max_length=42, validators=[validate_iban])


class PaidForm(forms.Form):
    booked_on = forms.DateField(label=_("Day of the transfer"), widget=AdminDateInput)


class ReverseForm(forms.Form):
    """Only asks whether it is meant."""


class CloseYearForm(forms.Form):
    year = forms.ChoiceField(label=_("Fiscal year"))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = choices  # type: ignore[attr-defined]
