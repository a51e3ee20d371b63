"""Forms of the office: they check, and their views call the actions."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.models import formfield_for_dbfield, register_form_field_override
from wagtail.admin.widgets import AdminDateInput

from members.models import Company, EndReason, MembershipType, Person, StartReason

# "www.example.org" is typed; Django 6 will assume this by itself.
register_form_field_override(models.URLField, override={"assume_scheme": "https"})


EXCEPTION = _("Only where the statutes allow one and the rules would refuse. It is kept with the membership.")


class PersonOfficeForm(WagtailAdminModelForm):
    """What the office keeps of a person; what members show of themselves they decide in their profile."""

    class Meta:
        model = Person
        formfield_callback = formfield_for_dbfield
        fields = (
            "salutation", "title", "first_name", "last_name", "email", "phone", "mobile", "street", "postcode", "city",
            "born_on", "company", "position", "trade", "website", "language", "note",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.user_id:
            # Whoever could change it here could have the codes for logging in sent to another mailbox.
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _("The person logs in with it and changes it in the account.")


class CompanyOfficeForm(WagtailAdminModelForm):
    class Meta:
        model = Company
        formfield_callback = formfield_for_dbfield
        fields = (
            "name",
            "trade",
            "street",
            "postcode",
            "city",
            "country",
            "phone",
            "email",
            "website",
            "about",
            "listed",
        )


class StartMembershipForm(forms.Form):
    type = forms.ModelChoiceField(MembershipType.objects.order_by("name"), label=_("Membership type"))
    from_on = forms.DateField(label=_("First day"), widget=AdminDateInput)
    last_day = forms.DateField(
        label=_("Last day"),
        widget=AdminDateInput,
        required=False,
        help_text=_("Only for a membership of the past. Empty: it runs."),
    )
    start_reason = forms.ChoiceField(
        label=_("Reason of the beginning"),
        choices=[("", _("as it follows from the past")), *StartReason.choices],
        required=False,
    )
    number = forms.CharField(
        label=_("Membership number"),
        max_length=20,
        required=False,
        help_text=_("Empty: the next free one. Whoever was a member before keeps the old one."),
    )
    exception = forms.CharField(label=_("Reason of an exception"), max_length=200, required=False, help_text=EXCEPTION)

    def clean(self) -> dict[str, Any]:
        return _with_until_on(super().clean() or {})


class ChangeTypeForm(forms.Form):
    type = forms.ModelChoiceField(MembershipType.objects.order_by("name"), label=_("New membership type"))
    from_on = forms.DateField(
        label=_("First day of the new type"), widget=AdminDateInput, help_text=_("The present one ends the day before.")
    )
    start_reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[(value, StartReason(value).label) for value in (StartReason.TYPE_CHANGED, StartReason.HONOURED)],
    )
    exception = forms.CharField(label=_("Reason of an exception"), max_length=200, required=False, help_text=EXCEPTION)


class CorrectMembershipForm(forms.Form):
    """A period of the past as it really was."""

    type = forms.ModelChoiceField(MembershipType.objects.order_by("name"), label=_("Membership type"))
    from_on = forms.DateField(label=_("First day"), widget=AdminDateInput)
    last_day = forms.DateField(
        label=_("Last day"), widget=AdminDateInput, required=False, help_text=_("Empty: it runs.")
    )
    start_reason = forms.ChoiceField(label=_("Reason of the beginning"), choices=StartReason.choices)
    end_reason = forms.ChoiceField(
        label=_("Reason of the end"), choices=[("", "–"), *EndReason.choices], required=False
    )

    def clean(self) -> dict[str, Any]:
        data = _with_until_on(super().clean() or {})
        if data.get("until_on") and not data.get("end_reason"):
            data["end_reason"] = EndReason.UNKNOWN
        elif not data.get("until_on"):
            data["end_reason"] = ""
        return data


def _with_until_on(data: dict[str, Any]) -> dict[str, Any]:
    """People say the last day, the database keeps the day after it."""
    last_day = data.pop("last_day", None)
    return {**data, "until_on": last_day and last_day + timedelta(days=1)}


class EndMembershipForm(forms.Form):
    last_day = forms.DateField(
        label=_("Last day"), widget=AdminDateInput, help_text=_("On this day the person is still a member.")
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=EndReason.choices, initial=EndReason.NOTICE)
