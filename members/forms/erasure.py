"""Checks what the office enters about requests for erasure."""

from django import forms
from django.utils.translation import gettext_lazy as _


class EraseForm(forms.Form):
    sure = forms.BooleanField(label=_("I have read what goes and what stays. Erasing cannot be undone."))


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class GuestForm(forms.Form):
    """The address somebody asks about; `sure` is asked for only where something is erased."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.lower()
