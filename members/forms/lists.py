"""Forms of the office about the register and lists of members."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from members.models import MembershipType, Trade
from members.queries.lists import COLUMNS
from members.queries.register import Filters

from .choosing import PersonChoice

HOLDERS = [("", _("people and companies")), ("person", _("people")), ("company", _("companies"))]
FORMATS = [("xlsx", _("Excel (XLSX)")), ("csv", _("CSV"))]
ALWAYS = ("salutation", "first_name", "last_name", "company", "street", "postcode", "city")


class RegisterForm(forms.Form):
    """The day and what the register is cut to, as a GET form; empty fields mean today and everybody."""

    day = forms.DateField(label=_("Members on"), widget=AdminDateInput, required=False)
    type = forms.ModelChoiceField(
        MembershipType.objects.order_by("name"), label=_("Membership type"), required=False, empty_label=_("all")
    )
    holder = forms.ChoiceField(label=_("Held by"), choices=HOLDERS, required=False)
    trade = forms.ModelChoiceField(
        Trade.objects.order_by("name"), label=_("Industry"), required=False, empty_label=_("all")
    )

    def filters(self) -> Filters:
        data: dict[str, Any] = getattr(self, "cleaned_data", {})
        kind, trade = data.get("type"), data.get("trade")
        return Filters(kind.pk if kind else None, trade.pk if trade else None, data.get("holder") or "")


class ListForm(RegisterForm):
    """Which columns, for whom and what for."""

    columns = forms.MultipleChoiceField(
        label=_("Columns"), choices=[(name, column[0]) for name, column in COLUMNS.items()], initial=ALWAYS,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    moved_since = forms.DateField(label=_("Only whose address changed since"), widget=AdminDateInput, required=False)
    anniversaries_only = forms.BooleanField(label=_("Only who has an anniversary in that year"), required=False)
    purpose = forms.CharField(label=_("What the list is for"), max_length=200)
    recipient = forms.CharField(label=_("Who gets it"), max_length=200)
    format = forms.ChoiceField(label=_("File"), choices=FORMATS, initial="xlsx")

    def clean_moved_since(self) -> datetime | None:
        day = self.cleaned_data["moved_since"]
        return timezone.make_aware(datetime.combine(day, time.min)) if day else None


class HandOutForm(forms.Form):
    recipient = PersonChoice(label=_("Member who asks for the list"))
    reason = forms.CharField(
        label=_("Reason given"), max_length=200, help_text=_("It is told to all members by mail, with the name.")
    )
    kind = forms.ChoiceField(label=_("File"), choices=FORMATS, initial="xlsx")


class MeetingForm(forms.Form):
    """The day of a general meeting, as a GET form."""

    day = forms.DateField(label=_("Day of the meeting"), widget=AdminDateInput)
    extraordinary = forms.BooleanField(label=_("Extraordinary meeting"), required=False)


class VotersForm(forms.Form):
    """The list of voters leaves the house: for whom."""

    KINDS = [("print", _("Print the list of voters")), ("csv", _("List of voters as CSV"))]
    day = forms.DateField(widget=forms.HiddenInput)
    recipient = forms.CharField(
        label=_("Who gets the list"), max_length=200, help_text=_("It is recorded with the list.")
    )
    kind = forms.ChoiceField(choices=KINDS, widget=forms.HiddenInput)
