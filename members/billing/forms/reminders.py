"""Forms about reminders: the stages and quiet days, a pause, a withdrawal."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.widgets import AdminDateInput

from members.billing.models import ReminderSettings
from members.billing.rules.reminding import HIGHEST_FEE_CENTS, Quiet, Stage

from .fields import EuroField

MOST_DAYS = 730


class FeeField(EuroField):
    """An amount that may be nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, **kwargs)


class StageForm(forms.Form):
    days = forms.IntegerField(label=_("Days after the due date"), min_value=1, max_value=MOST_DAYS)
    name = forms.CharField(label=_("Title"), max_length=80, required=False)
    text = forms.CharField(label=_("Text"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    fee_cents = FeeField(label=pgettext_lazy("reminder", "Fee"), required=False)
    is_last = forms.BooleanField(
        label=_("Last stage"),
        required=False,
        help_text=_("It names the clause of the statutes; what stays unpaid is put before the board."),
    )

    def clean(self) -> dict[str, Any]:
        """Words that are the house's own are kept empty, so that each reader gets them in their language."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data["fee_cents"] = data.get("fee_cents") or 0
        own = [Stage(number, 1, is_last=is_last) for number in range(1, 10) for is_last in (False, True)]
        for name, words in (("name", "title"), ("text", "words")):
            if _bare(data.get(name, "")) in {_bare(getattr(stage, words)) for stage in own}:
                data[name] = ""
        return data


def _bare(text: str) -> str:
    return " ".join(text.split())


class QuietForm(forms.Form):
    name = forms.CharField(label=_("Occasion"), max_length=80, required=False)
    from_on = forms.DateField(label=_("First day"), widget=AdminDateInput)
    last_on = forms.DateField(label=_("Last day"), widget=AdminDateInput)
    yearly = forms.BooleanField(label=_("Every year"), required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("from_on") and data.get("last_on") and data["last_on"] < data["from_on"]:
            self.add_error("last_on", _("The last day lies before the first one."))
        return data


class CapForm(forms.Form):
    fee_cap_cents = FeeField(
        label=_("Limit of the fee"),
        help_text=_("Courts allow no more than what a reminder costs: paper, envelope, postage. 10 € is too much."),
    )

    def clean_fee_cap_cents(self) -> int:
        cents: int = self.cleaned_data["fee_cap_cents"]
        if cents > HIGHEST_FEE_CENTS:
            raise forms.ValidationError(_("Courts have held 10 € and more to be void."))
        return cents


StageSet = forms.formset_factory(StageForm, extra=1, can_delete=True, max_num=6, min_num=1, validate_min=True)
QuietSet = forms.formset_factory(QuietForm, extra=1, can_delete=True, max_num=30)
_STAGE = ("days", "name", "text", "fee_cents", "is_last")
_QUIET = ("name", "from_on", "last_on", "yearly")


class SettingsForms:
    """The limit, the stages, the quiet days: three forms on one page, checked together."""

    def __init__(self, data: Any, settings: ReminderSettings, stages: list[Stage], quiet: list[Quiet]) -> None:
        self.cap = CapForm(data, initial={"fee_cap_cents": settings.fee_cap_cents})
        shown = [
            {"days": each.days, "name": each.title, "text": each.words, "fee_cents": each.fee_cents,
             "is_last": each.is_last}
            for each in stages
        ]  # fmt: skip
        self.stages = StageSet(data, initial=shown, prefix="stufe")
        self.quiet = QuietSet(data, initial=[vars(each) for each in quiet], prefix="ruhe")

    def is_valid(self) -> bool:
        return all([self.cap.is_valid(), self.stages.is_valid(), self.quiet.is_valid()])

    def values(self) -> dict[str, Any]:
        """As `save_reminder_settings` takes them; of rows that are filled in and not to be deleted."""
        stages = [{name: row[name] for name in _STAGE} for row in _kept(self.stages)]
        quiet = [{name: row[name] for name in _QUIET} for row in _kept(self.quiet)]
        return {"stages": stages, "quiet": quiet, "fee_cap_cents": self.cap.cleaned_data["fee_cap_cents"]}


def _kept(rows: Any) -> list[dict[str, Any]]:
    return [row for row in rows.cleaned_data if row and not row.get("DELETE")]


class PauseForm(forms.Form):
    until = forms.DateField(
        label=_("No reminders until"),
        widget=AdminDateInput,
        required=False,
        help_text=_("Leave it empty to end a pause."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("In dispute, deferred, promised …")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until and until < self.today:
            raise forms.ValidationError(_("This day is past."))
        return until

    def clean(self) -> dict[str, Any]:
        """A pause has a reason; without a day there is none."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("until") and not data.get("reason"):
            self.add_error("reason", _("Why do reminders rest? Whoever comes after you will want to know."))
        if not data.get("until") and not self.errors:
            data["reason"] = ""
        return data


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)
