"""The form of a levy: what the meeting decided, word for word."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.billing.forms.fields import EuroField
from members.dues.models import DecidedLevy, FeeBook
from members.models import Member


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


class LevyForm(forms.Form):
    """`book` are the regulations in force today: they name the levies there can be."""

    key = forms.ChoiceField(label=gettext_lazy("levy of the dues regulations"))
    title = forms.CharField(
        label=gettext_lazy("title"),
        max_length=120,
        help_text=gettext_lazy("Stands on the invoice: “Levy town festival”."),
    )
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    total_cents = EuroField(
        label=gettext_lazy("total to spread"), required=False, help_text=gettext_lazy("Either this …")
    )
    each_cents = EuroField(
        label=gettext_lazy("amount for each member"), required=False, help_text=gettext_lazy("… or this.")
    )
    share = forms.ChoiceField(
        label=gettext_lazy("spread"),
        choices=DecidedLevy.Share.choices,
        help_text=gettext_lazy("Counts where the dues regulations leave it open."),
    )
    decided_on = _day(gettext_lazy("decided on"))
    decided_by = forms.CharField(label=gettext_lazy("Decided by"), max_length=80)
    reference = forms.CharField(
        label=gettext_lazy("reference of the decision"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("For example: minutes of 12 March, item 6."),
    )
    payers_on = _day(gettext_lazy("who is a member on"), help_text=gettext_lazy("Members on this day pay."))
    due_on = _day(gettext_lazy("due on"))
    participants = forms.CharField(
        label=gettext_lazy("only these members"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Membership numbers, separated by commas; empty: everybody the levy is for."),
    )

    def __init__(self, *args: Any, book: FeeBook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].choices = [(levy.key, levy.name) for levy in book.levies]  # type: ignore[attr-defined]

    def clean_participants(self) -> list[Member]:
        numbers = {number.strip() for number in self.cleaned_data["participants"].replace("\n", ",").split(",")} - {""}
        found = list(Member.objects.filter(number__in=numbers))
        if unknown := sorted(numbers - {member.number for member in found}):
            raise forms.ValidationError(_("Nobody has the number %(numbers)s.") % {"numbers": ", ".join(unknown)})
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        amounts = [data.get("total_cents"), data.get("each_cents")]
        if not {"total_cents", "each_cents"} & set(self.errors) and (all(amounts) or not any(amounts)):
            self.add_error("total_cents", _("Please enter either the total or the amount for each member."))
        decided, due = data.get("decided_on"), data.get("due_on")
        if decided and due and due < decided:
            self.add_error("due_on", _("A levy cannot be due before it was decided."))
        return data
