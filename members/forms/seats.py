"""Forms of the office about seats in a company: they check, and their views call the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from members.models import Member, Seat

from .choosing import MemberChoice, PersonChoice


class SeatForm(forms.Form):
    person = PersonChoice(label=_("Person"))
    role = forms.ChoiceField(label=_("Role"), choices=Seat.Role.choices, initial=Seat.Role.CONTACT)
    from_on = forms.DateField(label=_("First day"), widget=AdminDateInput)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Seat.Role.choices)
    from_on = forms.DateField(
        label=_("From"), widget=AdminDateInput, help_text=_("The first day of the seat corrects the role itself.")
    )


class EndSeatForm(forms.Form):
    last_day = forms.DateField(
        label=_("Last day"), widget=AdminDateInput, help_text=_("On this day the person still stands for the company.")
    )


class ReplaceForm(EndSeatForm):
    """Somebody leaves the company."""

    successor = PersonChoice(label=_("Successor"), help_text=_("Has the seat and its role from the next day."))
    field_order = ("successor", "last_day")


class LinkForm(forms.Form):
    other = MemberChoice(
        label=_("Belongs to the member"),
        required=False,
        help_text=_("An affiliated company, a spouse, an employee. Empty: stands for itself."),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Member.objects.filter(linked_to=None).exclude(pk=member.pk)
        self.fields["other"].queryset = others  # type: ignore[attr-defined]
