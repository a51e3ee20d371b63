"""Checks what visitors type into the forms of the public pages; nothing is saved here."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .actions import Message

SALT = "home.contact"
QUICKEST = timedelta(seconds=3)  # nobody types a message in less; programs do
VALID_FOR = timedelta(hours=24)
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


class ContactForm(forms.Form):
    """Name, address, message, and two things that only programs stumble over: a field nobody sees, a signed time.

    The signed time stays the same while a form is corrected, so nobody waits twice; an old or foreign one is replaced
    and the message kept.
    """

    topic = forms.ChoiceField(label=_("What is it about?"), choices=TOPICS.items)
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Our answer goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    message = forms.CharField(label=_("Message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, now: datetime, to: str = "", **kwargs: Any) -> None:
        """`to` is the name of an office: then there is nothing to choose."""
        super().__init__(data, **kwargs)
        self.now, self.to = now, to
        if to:
            del self.fields["topic"]
        self.initial["opened"] = signing.dumps(now.timestamp(), salt=SALT)

    @property
    def is_trap_sprung(self) -> bool:
        """The field that nobody sees was filled: a program wrote this."""
        return bool(self.data.get("website"))

    def clean(self) -> None:
        age = self._age_seconds(self.cleaned_data.get("opened", ""))
        if age is None or age > VALID_FOR.total_seconds():
            self.data = {**dict(self.data.items()), "opened": self.initial["opened"]}
            raise ValidationError(_("This form was open for too long. Please send your message again."))
        if age < QUICKEST.total_seconds():
            raise ValidationError(_("That was very quick. Please wait a moment and send your message again."))

    def _age_seconds(self, opened: str) -> float | None:
        """How long ago the form was opened; None when the time is not ours."""
        try:
            return self.now.timestamp() - float(signing.loads(opened, salt=SALT))
        except (signing.BadSignature, TypeError, ValueError):
            return None

    def contact_message(self, language: str) -> Message:
        data = self.cleaned_data
        return Message(
            name=data["name"],
            email=data["email"],
            topic=self.to or str(TOPICS[data["topic"]]),
            text=data["message"],
            language=language,
        )
