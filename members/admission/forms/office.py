"""What the office types about an application."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.admission.actions.decide import Meeting
from members.admission.queries.progress import Doubles

CHAIR = [("", _("not known")), ("yes", _("for it")), ("no", _("against it"))]


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason, if it is a refusal"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The applicant reads it."),
    )


class MeetingForm(ReasonForm):
    held_on = _day(_("Date of the meeting"))
    yes = forms.IntegerField(label=_("Votes for it"), min_value=0, initial=0)
    no = forms.IntegerField(label=_("Votes against it"), min_value=0, initial=0)
    abstained = forms.IntegerField(label=_("Abstentions"), min_value=0, initial=0)
    chair = forms.ChoiceField(
        label=_("How the chair voted"), choices=CHAIR, required=False, help_text=_("Needed where it decides a tie.")
    )
    note = forms.CharField(label=_("Minutes"), required=False, max_length=300)
    field_order = ["held_on", "yes", "no", "abstained", "chair", "note", "reason"]

    def meeting(self) -> Meeting:
        data = self.cleaned_data
        return Meeting(
            held_on=data["held_on"],
            yes=data["yes"],
            no=data["no"],
            abstained=data["abstained"],
            chair={"yes": True, "no": False}.get(data["chair"]),
            note=data["note"],
        )


class QuestionForm(forms.Form):
    text = forms.CharField(label=_("Question"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class NoteForm(forms.Form):
    proof_on = _day(_("Proof seen on"), required=False)
    visits_noted = forms.IntegerField(label=_("Further visits as a guest"), min_value=0, max_value=100)
    sponsors_noted = forms.IntegerField(label=_("Sponsors on paper"), min_value=0, max_value=20)
    transfer_on = _day(_("Membership elsewhere confirmed on"), required=False)

    def __init__(self, data: Any = None, *, moves: bool, **kwargs: Any) -> None:
        """`moves`: the applicant says where they are a member so far."""
        super().__init__(data, **kwargs)
        if not moves:
            del self.fields["transfer_on"]


class PaymentForm(forms.Form):
    paid_on = _day(_("Payment received on"))


class ExceptionForm(forms.Form):
    reason = forms.CharField(label=_("Exception granted because"), max_length=300)


class AdmitForm(forms.Form):
    """Whether the applicant is somebody we know already; nothing is chosen for the office."""

    person = forms.ChoiceField(label=_("Who is it?"), widget=forms.RadioSelect)
    company = forms.ChoiceField(label=_("Which company is it?"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, doubles: Doubles, needs_company: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.doubles = doubles
        people: Any = self.fields["person"]
        people.choices = [("new", _("a new person"))] + [
            (str(each.pk), f"{each} ({each.email or each.city or '–'})") for each in doubles.people
        ]
        companies: Any = self.fields["company"]
        companies.choices = [("new", _("a new company"))] + [
            (str(each.pk), f"{each} ({each.city or '–'})") for each in doubles.companies
        ]
        if not doubles.people:
            self.initial.setdefault("person", "new")
        if not doubles.companies:
            self.initial.setdefault("company", "new")
        if not needs_company:
            del self.fields["company"]

    def chosen(self) -> dict[str, Any]:
        """`person` and `company`, None where it is a new one."""
        people = {str(each.pk): each for each in self.doubles.people}
        companies = {str(each.pk): each for each in self.doubles.companies}
        return {
            "person": people.get(self.cleaned_data["person"]),
            "company": companies.get(self.cleaned_data.get("company", "")),
        }
