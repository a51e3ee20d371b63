"""The field for a number as people type it."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

# "12.500,75", and as English writes it: "12,500.75".
GROUPED = re.compile(r"^\d{1,3}([. ]\d{3})+(,\d{1,2})?$")
GROUPED_IN_ENGLISH = re.compile(r"^\d{1,3}(,\d{3})+(\.\d{1,2})?$")


class NumberField(forms.DecimalField):
    """ "12.500,75" or "12500.75"; whole numbers only unless `fractions`. Dots before three digits group thousands."""

    default_error_messages = {"max_decimal_places": _("At most two decimals, please.")}

    def __init__(self, *, fractions: bool, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_digits=14, decimal_places=2 if fractions else 0, **kwargs)
        if not fractions:
            self.error_messages["max_decimal_places"] = _("A whole number, please.")
        mode = "decimal" if fractions else "numeric"
        self.widget = forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        text = "" if value is None else str(value).strip().replace("\xa0", " ")
        if GROUPED.match(text):
            text = re.sub(r"[. ]", "", text)
        elif GROUPED_IN_ENGLISH.match(text):
            text = text.replace(",", "")
        return super().to_python(text.replace(",", "."))
