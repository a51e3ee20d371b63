"""Forms of mandates and debit runs."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from members.billing.models.checks import validate_iban


class OwnMandateForm(forms.Form):
    """The member gives a mandate on the site: the tick is the documented consent."""

    holder = forms.CharField(label=_("Account holder"), max_length=70)
    iban = forms.CharField(label=_("IBAN"), max_length=42, validators=[validate_iban])
    consent = forms.BooleanField(label=_("I give the mandate in the words above."))


class PaperMandateForm(forms.Form):
    holder = forms.CharField(label=_("Account holder"), max_length=70)
    iban = forms.CharField(label=_("IBAN"), max_length=42, validators=[validate_iban])
    signed_on = forms.DateField(label=_("Signed on"), widget=AdminDateInput)
    reference = forms.CharField(
        label=_("Mandate reference"),
        max_length=35,
        required=False,
        help_text=_("As it stands on the paper that was signed; empty: the next one."),
    )


class RunForm(forms.Form):
    collect_on = forms.DateField(label=_("Day of collection"), widget=AdminDateInput)


class SettleForm(forms.Form):
    booked_on = forms.DateField(label=_("Credited on"), widget=AdminDateInput)


class LeaveOutForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("For the books of the association; the payer does not read it.")
    )
