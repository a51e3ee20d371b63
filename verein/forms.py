"""What public forms have against programs, without a captcha: a field nobody sees, and a signed time."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

QUICKEST = timedelta(seconds=3)  # nobody types in less; programs do
VALID_FOR = timedelta(hours=24)


class TrapForm(forms.Form):
    """Two things that only programs stumble over; a form that uses it names its own `salt`.

    The signed time stays the same while a form is corrected, so nobody waits twice; an old or foreign one is replaced
    and what was typed is kept.
    """

    salt = "verein.trap"

    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, now: datetime, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.now = now
        self._opened_now = signing.dumps(now.timestamp(), salt=self.salt)
        self.initial.setdefault("opened", self._opened_now)  # who comes back to a form has waited already

    @property
    def is_trap_sprung(self) -> bool:
        """The field that nobody sees was filled: a program wrote this."""
        return bool(self.data.get("website"))

    def clean(self) -> None:
        age = self._age_seconds(self.cleaned_data.get("opened", ""))
        if age is None or age > VALID_FOR.total_seconds():
            self.data = {**dict(self.data.items()), "opened": self._opened_now}
            raise ValidationError(_("This form was open for too long. Please send your message again."))
        if age < QUICKEST.total_seconds():
            raise ValidationError(_("That was very quick. Please wait a moment and send your message again."))

    def _age_seconds(self, opened: str) -> float | None:
        """How long ago the form was opened; None when the time is not ours."""
        try:
            return self.now.timestamp() - float(signing.loads(opened, salt=self.salt))
        except (signing.BadSignature, TypeError, ValueError):
            return None
