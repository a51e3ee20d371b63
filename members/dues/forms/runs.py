"""Forms of the dues runs."""

from django import forms
from django.utils.translation import gettext_lazy as _


class StartRunForm(forms.Form):
    day = forms.DateField(
        label=_("A day in the year to charge"),
        help_text=_("Usually its first day. Where each member has a year of their own, the year running on that day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
