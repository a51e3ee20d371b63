"""The form for what leaves the house."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

KINDS = [
    ("csv", _("all claims and movements (CSV for Excel)")),
    ("datev", _("batch of bookings for the tax adviser (DATEV)")),
    ("zip", _("for the auditors: movements, documents, index (ZIP)")),
]


class ExportForm(forms.Form):
    kind = forms.ChoiceField(label=_("What"), choices=KINDS, widget=forms.RadioSelect, initial="csv")
    from_on = forms.DateField(label=_("First day"), widget=AdminDateInput)
    last_on = forms.DateField(label=_("Last day"), widget=AdminDateInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("from_on") and data.get("last_on") and data["last_on"] < data["from_on"]:
            self.add_error("last_on", _("The last day comes before the first."))
        return data
