"""The form of an account: who pays, how, and whether reminders rest."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from members.billing.models import Account


class AccountForm(forms.ModelForm[Account]):
    class Meta:
        model = Account
        fields = (
            "way", "payer_name", "payer_street", "payer_postcode", "payer_city", "payer_country", "payer_email",
            "payer_vat_id", "reminders_paused_until", "pause_reason",
        )  # fmt: skip
        widgets = {"reminders_paused_until": AdminDateInput}
        help_texts = {
            "payer_email": gettext_lazy(
                "Left empty, the documents of a different payer go by post, all others to the member’s own address."
            )
        }

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        address = ("payer_street", "payer_postcode", "payer_city")
        if data.get("payer_name"):
            for name in address:
                if name not in self.errors and not data.get(name):
                    self.add_error(name, _("An invoice needs the full address of whoever pays it."))
        elif any(data.get(name) for name in address):
            self.add_error("payer_name", _("Whose address is this?"))
        if data.get("reminders_paused_until") and not data.get("pause_reason"):
            self.add_error("pause_reason", _("Why do reminders rest? Whoever comes after you will want to know."))
        return data
