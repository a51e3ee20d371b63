"""Facts of a version of the statutes, and the day from which it counts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from members.models import Statutes

DOCUMENT_TYPES = (".pdf", ".odt", ".docx")
LARGEST_DOCUMENT = 20 * 1024 * 1024


class StatutesFactsForm(forms.ModelForm[Statutes]):
    """Checks; the action writes. Of a version in force only the document and who may read it can be changed."""

    class Meta:
        model = Statutes
        fields = ("title", "decided_on", "decided_by", "document", "public")
        widgets = {"decided_on": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.effective_on:
            for name in ("title", "decided_on", "decided_by"):
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


class PutInForceForm(forms.Form):
    effective_on = forms.DateField(
        label=_("in force from"),
        widget=AdminDateInput,
        help_text=_("A change of statutes counts from its entry in the register."),
    )
    sure = forms.BooleanField(label=_("I have checked the rules. From that day they can no longer be changed."))
