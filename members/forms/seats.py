"""Forms of the office about seats in a company: they check, and their views call the actions."""

from typing import Any

from django import forms
from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from members.models import Company, Member, Person, Seat


class PersonChoice(forms.ModelChoiceField):
    """Everybody the office knows, those of the company first; found by typing the last name."""

    def __init__(self, company: Company | None, **kwargs: Any) -> None:
        own = Case(When(company=company, then=Value(0)), default=Value(1), output_field=IntegerField())
        people = Person.objects.filter(died_on=None).select_related("company").order_by(own, "sort_key", "pk")
        super().__init__(people, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        name = ", ".join(part for part in (obj.last_name, obj.first_name) if part)
        return f"{name} ({obj.company})" if obj.company else name


class SeatForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Seat.Role.choices, initial=Seat.Role.CONTACT)
    from_on = forms.DateField(label=_("First day"), widget=AdminDateInput)

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"person": PersonChoice(company, label=_("Person")), **self.fields}


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

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successor = PersonChoice(
            company, label=_("Successor"), help_text=_("Has the seat and its role from the next day.")
        )
        self.fields = {"successor": successor, **self.fields}


class LinkForm(forms.Form):
    other = forms.ModelChoiceField(
        Member.objects.none(),
        label=_("Belongs to the member"),
        required=False,
        help_text=_("An affiliated company, a spouse, an employee. Empty: stands for itself."),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Member.objects.filter(linked_to=None).exclude(pk=member.pk)
        self.fields["other"].queryset = others.select_related("person", "company").order_by("number")  # type: ignore[attr-defined]
