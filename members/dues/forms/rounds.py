"""Forms of the round of declarations and of what a member asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.widgets import AdminDateInput


class OpenRoundForm(forms.Form):
    year = forms.IntegerField(label=_("Year of the dues"), min_value=2000, max_value=2200)
    due_on = forms.DateField(label=_("To be declared by"), widget=AdminDateInput)


class DecideForm(forms.Form):
    accepted = forms.ChoiceField(
        label=pgettext_lazy("of a request", "Decision"),
        choices=[("", "–"), ("yes", _("accepted")), ("no", _("declined"))],
    )
    answer = forms.CharField(
        label=pgettext_lazy("of a decision", "Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The member gets it by mail. Needed where you decline."),
    )
