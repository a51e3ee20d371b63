"""The principles as the board writes them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from members.models import Principles


class PrinciplesForm(forms.ModelForm[Principles]):
    """Checks; the action writes."""

    class Meta:
        model = Principles
        fields = ("title", "text", "summary")
        widgets = {"text": forms.Textarea(attrs={"rows": 24}), "summary": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _(
            "An empty line ends a paragraph. Where a paragraph has several lines, the first one becomes its heading."
        )
        self.fields["summary"].help_text = _(
            "In one or two sentences, for those who accepted the version before. It stands in the mail, too."
        )

    def _post_clean(self) -> None:
        """The instance stays as it is stored: the action compares and writes."""


class InForceForm(forms.Form):
    in_force_on = forms.DateField(
        label=_("in force from"),
        widget=AdminDateInput,
        help_text=_("On this day every member gets one mail and is asked in “My area” to accept."),
    )
