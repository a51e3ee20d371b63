"""Facts of a version of rules, and the day from which it counts."""

from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from members.models.versions import Version

DOCUMENT_TYPES = (".pdf", ".odt", ".docx")
LARGEST_DOCUMENT = 20 * 1024 * 1024

VersionT = TypeVar("VersionT", bound=Version)


class VersionFactsForm(forms.ModelForm[VersionT]):
    """Checks; the action writes. Of a version in force only what `stay_open` names can be changed."""

    stay_open: frozenset[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.effective_on:
            for name in set(self.fields) - self.stay_open:
                self.fields[name].disabled = True

    def clean_document(self) -> Any:
        document = self.cleaned_data["document"]
        if document and document != self.instance.document:
            if not document.name.lower().endswith(DOCUMENT_TYPES):
                raise forms.ValidationError(_("Please choose a PDF, ODT or DOCX file."))
            if document.size > LARGEST_DOCUMENT:
                raise forms.ValidationError(_("The file is larger than 20 MB."))
        return document or ""

    def _post_clean(self) -> None:
        """The instance stays as it is stored: the action compares and writes."""


class InForceForm(forms.Form):
    """`hint` says from when a version may count."""

    effective_on = forms.DateField(label=_("in force from"), widget=AdminDateInput)
    sure = forms.BooleanField(label=_("I have checked the rules. From that day they can no longer be changed."))

    def __init__(self, *args: Any, hint: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effective_on"].help_text = hint
