"""Forms of the member's own area that are no part of the profile."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class TimeOutForm(forms.Form):
    from_on = forms.DateField(label=_("First day"), widget=DateInput)
    last_day = forms.DateField(label=_("Last day"), widget=DateInput)
    reason = forms.CharField(
        label=_("Reason"), max_length=80, required=False, help_text=_("Only you and the board see it.")
    )


class HonoursForm(forms.Form):
    birthday = forms.BooleanField(label=_("My birthday may be mentioned (day and month)."), required=False)
    anniversary = forms.BooleanField(label=_("My anniversaries as a member may be mentioned."), required=False)
