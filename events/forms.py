"""Check what people type when they register; nothing is saved here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .actions.registration import Guest, Party
from .models import EventPage, Registration

MOST_COMPANION_FIELDS = 20  # however many a request brings


class PartyForm(forms.Form):
    """Companions by name, remark and consent.

    There are as many fields as companions are allowed, and more if more were typed or registered: then the rule says
    that it is too many, and nothing typed is lost.
    """

    def __init__(self, *args: Any, page: EventPage, names: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {**self.fields, **_companion_fields(self._count(page, names or [])), **self._last_fields()}
        for number, name in enumerate(names or [], start=1):
            self.initial.setdefault(f"companion_{number}", name)

    def _count(self, page: EventPage, names: list[str]) -> int:
        typed = [int(key[10:]) for key in self.data if key.startswith("companion_") and key[10:].isdecimal()]
        return min(max([page.companions_max, len(names), *typed]), MOST_COMPANION_FIELDS)

    def _last_fields(self) -> dict[str, forms.Field]:
        return {
            "remark": forms.CharField(
                label=_("Remark"),
                required=False,
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("For the host, for example what you do not eat."),
            ),
            "on_list": forms.BooleanField(
                label=_("Show me on the attendee list"),
                required=False,
                help_text=_("Only registered people see it, until two weeks after the event."),
            ),
        }

    def companion_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("companion_")]

    def party(self) -> Party:
        names = [self.cleaned_data[name].strip() for name in self.fields if name.startswith("companion_")]
        return Party(
            companions=tuple(name for name in names if name),
            remark=self.cleaned_data["remark"],
            on_list=self.cleaned_data["on_list"],
        )


class GuestForm(PartyForm):
    """The same for a visitor, who says who they are."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    company = forms.CharField(
        label=_("Company"),
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The confirmation goes there, with a link to change or cancel."),
    )

    def guest(self, language: str) -> Guest:
        data = self.cleaned_data
        return Guest(name=data["name"], company=data["company"], email=data["email"], language=language)


class ColleagueForm(forms.Form):
    """Which member, chosen from a search, and a remark."""

    person = forms.IntegerField(widget=forms.HiddenInput)
    remark = forms.CharField(label=_("Remark"), required=False, max_length=500)


def _companion_fields(count: int) -> dict[str, forms.Field]:
    return {
        f"companion_{number}": forms.CharField(
            label=_("Companion %(number)d") % {"number": number},
            required=False,
            max_length=120,
            help_text=_("First and last name") if number == 1 else "",
        )
        for number in range(1, count + 1)
    }


def party_form(registration: Registration, data: Any = None) -> PartyForm:
    """The form of an existing registration, filled in."""
    return PartyForm(
        data,
        page=registration.event.page,
        names=[companion.name for companion in registration.companions.all()],
        initial={"remark": registration.remark, "on_list": registration.on_list},
    )
