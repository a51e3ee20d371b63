"""Checks what visitors type into the forms of the public pages; nothing is saved here."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from verein.forms import QUICKEST, VALID_FOR, TrapForm

from .actions import Message

__all__ = ["QUICKEST", "SALT", "TOPICS", "VALID_FOR", "ContactForm", "SearchForm"]
SALT = "home.contact"
TOPICS = {
    "allgemein": _("General question"),
    "mitgliedschaft": _("Membership"),
    "veranstaltung": _("Event"),
    "datenschutz": _("Data protection"),
    "barrierefreiheit": _("Accessibility"),
}


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("What are you looking for?"),
        min_length=2,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class ContactForm(TrapForm):
    """Name, address and message."""

    salt = SALT

    topic = forms.ChoiceField(label=_("What is it about?"), choices=TOPICS.items)
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Our answer goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    message = forms.CharField(label=_("Message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, data: Any = None, *, now: datetime, to: str = "", **kwargs: Any) -> None:
        """`to` is the name of an office: then there is nothing to choose."""
        super().__init__(data, now=now, **kwargs)
        self.to = to
        if to:
            del self.fields["topic"]

    def contact_message(self, language: str) -> Message:
        data = self.cleaned_data
        return Message(
            name=data["name"],
            email=data["email"],
            topic=self.to or str(TOPICS[data["topic"]]),
            text=data["message"],
            language=language,
        )
