"""One office: who fills it between elections, how a term ends, what belongs to it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Collection

from members.board.models import HandoverTask, OfficeSetting, Term
from members.board.queries.people import Choice
from members.models.rulebook import Office

from .people import PersonField

ONE_DAY = timedelta(days=1)


class FillForm(forms.Form):
    """Somebody gets the office between two general meetings."""

    HOW = (Term.How.CO_OPTED, Term.How.ACTING, Term.How.ELECTED, Term.How.APPOINTED, Term.How.FOUNDING)
    how = forms.ChoiceField(
        label=gettext_lazy("How it came about"),
        choices=[(how.value, how.label) for how in HOW],
        widget=forms.RadioSelect,
    )
    decided_on = forms.DateField(label=gettext_lazy("Decided on"), widget=AdminDateInput)
    from_on = forms.DateField(
        label=gettext_lazy("In office from"),
        widget=AdminDateInput,
        required=False,
        help_text=gettext_lazy("Empty: as the statutes say, otherwise from the day of the decision."),
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=AdminDateInput,
        required=False,
        help_text=gettext_lazy("Empty: until the end of the term; for acting holders until somebody is elected."),
    )
    seat = forms.CharField(label=gettext_lazy("Industry or task"), max_length=120, required=False)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, office: Office, people: list[Choice], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["person"] = PersonField(label=_("Person"), choices=people)
        self.order_fields(["person"])
        if office.trades:
            choices = [("", "–"), *((trade, trade) for trade in office.trades)]
            self.fields["seat"] = forms.ChoiceField(label=_("Industry of the seat"), choices=choices)

    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        last_day: date | None = data["last_day"]
        return {
            "how": data["how"],
            "from_on": data["from_on"],
            "until_on": last_day and last_day + ONE_DAY,
            "seat": data["seat"],
            "note": data["note"],
        }


class EndForm(forms.Form):
    how = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[(how.value, how.label) for how in (Term.Ended.RESIGNED, Term.Ended.RECALLED)],
        widget=forms.RadioSelect,
    )
    at_once = forms.BooleanField(
        label=gettext_lazy("At once"), required=False, help_text=gettext_lazy("The rights of the office end right now.")
    )
    last_day = forms.DateField(label=gettext_lazy("or last day in office"), widget=AdminDateInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "last_day" in data and bool(data.get("at_once")) == bool(data["last_day"]):
            raise ValidationError(_("Choose “at once” or enter the last day, one of the two."))
        return data

    def until_on(self, today: date) -> date:
        """The first day without the office."""
        last_day: date | None = self.cleaned_data["last_day"]
        return last_day + ONE_DAY if last_day else today


class OfficeSettingForm(forms.ModelForm[OfficeSetting]):
    """Which rights an office gives, only superusers decide: it is the same as managing accounts."""

    class Meta:
        model = OfficeSetting
        fields = (
            "duties", "effort", "email", "email_public", "public", "past_public", "position", "collection", "groups",
        )  # fmt: skip
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, may_grant: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["collection"].queryset = Collection.objects.filter(depth__gt=1).order_by("name")  # type: ignore[attr-defined]
        if may_grant:
            self.fields["groups"].queryset = Group.objects.order_by("name")  # type: ignore[attr-defined]
            self.fields["groups"].help_text = _(
                "Whoever holds the office has these rights, from the first day to the last. Nobody else keeps them: "
                "who is in one of these groups without an office leaves it when you save."
            )
        else:
            del self.fields["groups"]

    def data_to_save(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "groups"}


class TaskForm(forms.Form):
    due_on = forms.DateField(label=gettext_lazy("Until"), widget=AdminDateInput)

    def __init__(self, data: Any = None, *, task: HandoverTask, people: list[Choice]) -> None:
        label = next((choice.label for choice in people if choice.person.pk == task.assigned_to_id), "")
        super().__init__(data, initial={"due_on": task.due_on, "assigned_to": label})
        self.fields["assigned_to"] = PersonField(label=_("Who does it"), choices=people, required=False)
