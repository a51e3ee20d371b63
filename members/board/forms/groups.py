"""Working groups: what the office and the lead enter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from members.board.models import WorkingGroup
from members.board.queries.people import Choice

from .people import PersonField


class DescriptionForm(forms.ModelForm[WorkingGroup]):
    """What the lead keeps up to date."""

    class Meta:
        model = WorkingGroup
        fields = ("summary", "description", "effort")
        widgets = {"description": forms.Textarea(attrs={"rows": 8}), "summary": forms.Textarea(attrs={"rows": 2})}


class GroupForm(forms.ModelForm[WorkingGroup]):
    """What the office decides; with `people` also who leads a new group."""

    class Meta:
        model = WorkingGroup
        fields = ("name", "summary", "description", "effort", "joining", "public", "collection")

    def __init__(self, *args: Any, people: list[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["collection"].queryset = Collection.objects.filter(depth__gt=1).order_by("name")  # type: ignore[attr-defined]
        self.fields["lead"] = PersonField(
            label=_("Lead"), choices=people, required=self.instance.pk is None, help_text=_("Who leads it from today.")
        )

    def data_to_save(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "lead"}


class InviteForm(forms.Form):
    def __init__(self, data: Any = None, *, people: list[Choice]) -> None:
        super().__init__(data)
        self.fields["person"] = PersonField(
            label=_("Whom do you invite?"), choices=people, help_text=_("Name of a member, or the membership number")
        )
