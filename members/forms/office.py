"""Forms of the office: they check, and their views call the actions."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.models import formfield_for_dbfield, register_form_field_override
from wagtail.admin.widgets import AdminDateInput

from members.models import Company, EndReason, MembershipType, Person

# "www.example.org" is typed; Django 6 will assume this by itself.
register_form_field_override(models.URLField, override={"assume_scheme": "https"})


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
    number = forms.CharField(
        label=_("Membership number"),
        max_length=20,
        required=False,
        help_text=_("Empty: the next free one. Whoever was a member before keeps the old one."),
    )


class EndMembershipForm(forms.Form):
    last_day = forms.DateField(
        label=_("Last day"), widget=AdminDateInput, help_text=_("On this day the person is still a member.")
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=EndReason.choices, initial=EndReason.NOTICE)
