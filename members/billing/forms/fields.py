"""Fields for money."""

import re
from decimal import Decimal
from typing import Any

from django import forms


class EuroField(forms.DecimalField):
    """Euros and cents as people type them ("1.234,50 €"); cleaned to whole cents, shown from cents.

    "1.234" alone is refused rather than guessed: it has three decimal places.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": Decimal("0.01"), "max_digits": 10, "decimal_places": 2, **kwargs})
        self.widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        text = re.sub(r"[\s€]", "", str(value or ""))
        if "," in text:  # the last sign is the decimal one
            whole, _separator, cents = text.rpartition(",")
            text = f"{whole.replace('.', '')}.{cents}" if "." not in cents else text.replace(",", "")
        return super().to_python(text)

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        return None if amount is None else int(amount * 100)

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 100},{value % 100:02}" if isinstance(value, int) else value
