"""Forms for what holds for one member; each kind asks only for what it needs."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from members.billing.forms.fields import EuroField
from members.dues.models import Circumstance, FeeBook
from members.dues.rules.circumstances import DAYS, RELIEFS, WITH_AMOUNT, Entry, keys_of, until_of

Kind = Circumstance.Kind
YEARLY = (Kind.TRAIT, Kind.CLASS, Kind.AGREED, Kind.CHOSEN, Kind.PLAN)


class CircumstanceForm(forms.Form):
    """`book` is that in force today; the action checks against the one of the first day."""

    key = forms.ChoiceField(label=gettext_lazy("Which"))
    cents = EuroField(label=gettext_lazy("Amount of a whole year"), min_value=0)
    percent = forms.DecimalField(
        label=gettext_lazy("Percent off"),
        min_value=Decimal("0.01"),
        max_value=100,
        decimal_places=2,
        localize=True,
        help_text=gettext_lazy("100 percent is a year without dues."),
    )
    from_on = forms.DateField(label=gettext_lazy("First day"), widget=AdminDateInput)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"), widget=AdminDateInput, required=False, help_text=gettext_lazy("Empty: no end.")
    )
    decided_on = forms.DateField(
        label=gettext_lazy("Decided on"),
        widget=AdminDateInput,
        required=False,
        help_text=gettext_lazy("Or the day on which the proof or the application was accepted."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, required=False)
    clause = forms.CharField(label=gettext_lazy("Clause"), max_length=80, required=False)

    def __init__(self, *args: Any, kind: str, book: FeeBook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if keys := keys_of(book, kind):
            self.fields["key"].choices = keys  # type: ignore[attr-defined]
        else:
            del self.fields["key"]
        if kind not in WITH_AMOUNT:
            del self.fields["cents"]
        if kind != Kind.PERCENT_OFF:
            del self.fields["percent"]
        if kind in DAYS:
            del self.fields["last_day"]
            self.fields["from_on"].label = _("Day")
        if kind in YEARLY:
            self.fields["from_on"].help_text = _("What holds on the first day of a year counts for all of it.")
        if kind in RELIEFS:
            self.fields["reason"].help_text = _("It stands on the member’s invoice.")

    @property
    def entry(self) -> Entry:
        data = {name: value for name, value in self.cleaned_data.items() if name != "last_day"}
        return Entry(kind=self.kind, until_on=until_of(self.cleaned_data.get("last_day")), **data)


class EndCircumstanceForm(forms.Form):
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=AdminDateInput)


class IndexForm(forms.Form):
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1950, max_value=2200)
    value = forms.DecimalField(
        label=gettext_lazy("Index"),
        min_value=Decimal("0.001"),
        max_digits=9,
        decimal_places=3,
        localize=True,
        help_text=gettext_lazy("As the statistical office published it for this year, for example 119.3."),
    )
