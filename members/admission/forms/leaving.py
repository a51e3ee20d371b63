"""Forms about leaving: the member's own notice, and what the office enters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from members.admission.models import Notice, Proceeding
from members.admission.rules.leaving import Arrears
from members.models import Suspension
from members.models.rulebook import EndEvent, Form
from members.rules.calendar import ONE_DAY

# A letter, a mail, a word: what the office enters. Online notices come from the member's own area.
ENTERED = [(form.value, form.label) for form in Form if form not in (Form.DIGITAL, Form.TEXT)]


class OwnNoticeForm(forms.Form):
    """Two clicks end a membership; nobody has to say why."""

    reason = forms.CharField(
        label=_("Would you like to tell us why?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the board reads it."),
    )
    important = forms.BooleanField(
        label=_("I have an important reason and want to leave at once"),
        required=False,
        help_text=_("The board decides on it. Without an important reason the day above counts."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("important") and not data.get("reason"):
            self.add_error("reason", _("Please say which important reason you have."))
        return data


class EnterNoticeForm(forms.Form):
    received_on = forms.DateField(
        label=_("Received on"), widget=AdminDateInput, help_text=_("The day it arrived counts, not the date on it.")
    )
    form = forms.ChoiceField(label=_("Form"), choices=ENTERED, initial=Form.WRITTEN)
    kind = forms.ChoiceField(label=_("Kind"), choices=Notice.Kind.choices, initial=Notice.Kind.ORDINARY)
    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class LastDayForm(forms.Form):
    last_day = forms.DateField(label=_("Last day"), widget=AdminDateInput)


class GoOnForm(forms.Form):
    from_on = forms.DateField(
        label=_("First day with all rights again"), widget=AdminDateInput, help_text=_("The rest ends the day before.")
    )


class EventForm(forms.Form):
    event = forms.ChoiceField(label=_("What has happened"))
    happened_on = forms.DateField(label=_("On"), widget=AdminDateInput)

    def __init__(self, *args: Any, events: list[EndEvent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].choices = [(event.value, event.label) for event in events]  # type: ignore[attr-defined]


class DeathForm(forms.Form):
    died_on = forms.DateField(label=_("Date of death"), widget=AdminDateInput)


class ExclusionForm(forms.Form):
    grounds = forms.CharField(
        label=_("Grounds"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("The member gets to read them.")
    )


class ArrearsForm(ExclusionForm):
    unpaid_since = forms.DateField(label=_("Unpaid since"), widget=AdminDateInput)
    reminders = forms.IntegerField(label=_("Reminders sent"), min_value=0, max_value=20)
    last_reminder_on = forms.DateField(label=_("Last reminder sent on"), required=False, widget=AdminDateInput)
    threatened = forms.BooleanField(label=_("The reminder threatened the removal"), required=False)

    def __init__(self, *args: Any, clauses: list[str], **kwargs: Any) -> None:
        """`clauses`: what each clause on arrears says, in the order of the statutes."""
        super().__init__(*args, **kwargs)
        if len(clauses) > 1:
            choices = [(str(number), sentence) for number, sentence in enumerate(clauses)]
            field = forms.ChoiceField(label=_("Clause of the statutes"), choices=choices, widget=forms.RadioSelect)
            self.fields = {"clause_number": field, **self.fields}

    def clean(self) -> dict[str, Any]:
        """`grounds`, `clause_number` and `arrears`, as `open_proceeding` takes them."""
        data = super().clean() or {}
        if self.errors:
            return data
        names = ("unpaid_since", "reminders", "last_reminder_on", "threatened")
        return {
            "grounds": data["grounds"],
            "clause_number": int(data.get("clause_number", 0)),
            "arrears": Arrears(**{name: data[name] for name in names}),
        }


class AskForm(forms.Form):
    until = forms.DateField(label=_("Statement until"), widget=AdminDateInput)


class DeliveryForm(forms.Form):
    delivered_on = forms.DateField(label=_("Delivered on"), widget=AdminDateInput)


class AppealReceivedForm(forms.Form):
    received_on = forms.DateField(label=_("Received on"), widget=AdminDateInput)


class StatementForm(forms.Form):
    text = forms.CharField(label=_("Statement of the member"), widget=forms.Textarea(attrs={"rows": 6}))


class DecisionForm(forms.Form):
    ends = forms.ChoiceField(
        label=_("Result"),
        choices=[("1", Proceeding.Result.ENDED.label), ("0", Proceeding.Result.KEPT.label)],
    )
    decided_on = forms.DateField(label=_("Decided on"), widget=AdminDateInput)
    decided_by = forms.CharField(label=_("Decided by"), max_length=80)
    minutes = forms.CharField(label=_("Minutes"), max_length=200, help_text=_("Where the decision is recorded."))

    def clean_ends(self) -> bool:
        return bool(self.cleaned_data["ends"] == "1")


class AppealForm(forms.Form):
    upheld = forms.ChoiceField(
        label=_("Result"), choices=[("0", _("the end is final")), ("1", _("the membership goes on"))]
    )
    decided_on = forms.DateField(label=_("Decided on"), widget=AdminDateInput)

    def clean_upheld(self) -> bool:
        return bool(self.cleaned_data["upheld"] == "1")


class SuspensionForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"))
    from_on = forms.DateField(label=_("First day"), widget=AdminDateInput)
    last_day = forms.DateField(label=_("Last day"), required=False, widget=AdminDateInput)

    def __init__(self, *args: Any, reasons: list[Suspension.Reason], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(each.value, each.label) for each in reasons]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """People say the last day, the database keeps the day after it."""
        data = super().clean() or {}
        last_day = data.pop("last_day", None)
        return {**data, "until_on": last_day and last_day + ONE_DAY}
