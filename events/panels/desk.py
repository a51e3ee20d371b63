"""Forms of the desk: what the host enters about registrations, places and the state of an event."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.actions.registration import Guest
from events.forms import PartyForm
from events.models import EventPage, Registration
from members.models import Person
from verein.choosing import Chooser

FIELDS_FOR_HOST = 4  # the host may register more companions than people may themselves


class HostPartyForm(PartyForm):
    """Companions, remark and consent, as the host hears them."""

    def _count(self, page: EventPage, names: list[str]) -> int:
        return max(super()._count(page, names), FIELDS_FOR_HOST)


class MemberChooser(Chooser):
    model = Person
    choose_one_text = gettext_lazy("Choose a member")
    choose_another_text = gettext_lazy("Choose another member")
    chooser_modal_url_name = "person_chooser:choose"


class AddForm(HostPartyForm):
    """A member, or a guest by name; a guest without an address gets no mail."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Member"), queryset=Person.objects.none(), required=False, widget=MemberChooser
    )
    name = forms.CharField(label=gettext_lazy("or guest: name"), required=False, max_length=120)
    company = forms.CharField(label=gettext_lazy("Company of the guest"), required=False, max_length=160)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the guest"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Without one nothing can be sent: please tell the guest yourself."),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(cleaned.get("person")) == bool(cleaned.get("name")):
            self.add_error("person", _("Choose a member or enter the name of a guest, one of the two."))
        return cleaned

    def who(self) -> Person | Guest:
        data = self.cleaned_data
        person: Person | None = data["person"]
        return person or Guest(name=data["name"], company=data["company"], email=data["email"])


def host_party_form(registration: Registration, data: Any = None) -> HostPartyForm:
    """The form of an existing registration, filled in."""
    return HostPartyForm(
        data,
        page=registration.event.page,
        names=[companion.name for companion in registration.companions.all()],
        initial={"remark": registration.remark, "on_list": registration.on_list},
    )


class CapacityForm(forms.Form):
    capacity = forms.IntegerField(
        label=gettext_lazy("Places"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=gettext_lazy("Empty: no limit. More places: people move up and are told. Fewer: nobody is put out."),
    )


class NoteForm(forms.Form):
    """A word to everybody, for cancelling and for taking it back."""

    note = forms.CharField(
        label=gettext_lazy("What people should know"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Stands in the mail and on the page."),
    )


class PostponeForm(NoteForm):
    starts_at = forms.DateTimeField(
        label=gettext_lazy("New start"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("New end"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    field_order = ("starts_at", "ends_at", "note")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start: datetime | None = cleaned.get("starts_at")
        if start and cleaned.get("ends_at") and cleaned["ends_at"] <= start:
            self.add_error("ends_at", _("The end must be after the start."))
        return cleaned


class AttendanceForm(forms.Form):
    """One choice a party; "mark all" sets those that nobody has marked yet."""

    def __init__(self, *args: Any, registrations: list[Registration], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.registrations = registrations
        for row in registrations:
            self.fields[f"mark_{row.pk}"] = forms.ChoiceField(
                choices=Registration.Attendance.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=row.attendance,
                label=row.name,
            )

    def rows(self) -> list[tuple[Registration, forms.BoundField]]:
        return [(row, self[f"mark_{row.pk}"]) for row in self.registrations]

    def marks(self) -> dict[int, str]:
        """Ids to attendance; what was not sent stays as it is."""
        given = {row.pk: self.cleaned_data[f"mark_{row.pk}"] or row.attendance for row in self.registrations}
        if "all" in self.data:
            return {pk: mark or Registration.Attendance.PRESENT for pk, mark in given.items()}
        return given
