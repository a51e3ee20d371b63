"""Dues regulations as forms: one for each section of a draft, one for its facts, one to put it in force."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from members.dues.models import FeeBook, FeeRegulations
from members.dues.rules.contradictions.names import Named, named_by
from members.dues.rules.reading import choices
from members.forms.rules.section import SchemaForm, Section
from members.forms.rules.tree import Choices
from members.forms.statutes import DOCUMENT_TYPES, LARGEST_DOCUMENT
from members.models.rulebook import Rulebook, Rules

SECTIONS = (
    Section(
        "angaben",
        gettext_lazy("Data the dues depend on"),
        ("quantities", "traits", "classifications", "declaration"),
    ),
    Section("beitraege", gettext_lazy("Dues"), ("fees", "several", "index", "rounding", "benefits")),
    Section(
        "ermaessigungen",
        gettext_lazy("Reductions"),
        ("reductions", "combine", "hardship", "association_founded_on"),
    ),
    Section("jahr", gettext_lazy("Year, joining and leaving"), ("year", "status", "joining", "leaving")),
    Section("aufnahme", gettext_lazy("Admission fee and levies"), ("admission_fees", "levies")),
    Section("zahlung", gettext_lazy("Payment"), ("payment",)),
    Section(
        "weiteres",
        gettext_lazy("Further rules"),
        ("clause", "set_by", "changes_from", "tax", "sharing", "remarks"),
    ),
)


@dataclass
class FeeSectionForm(SchemaForm[FeeBook]):
    """A section of the dues regulations; `rulebook` gives the names of types and bodies."""

    rulebook: Rulebook = field(default_factory=Rulebook)

    def named(self) -> dict[str, Any]:
        return {"rulebook": self.rulebook, "own": self._choices}

    def _choices(self, model: type[Rules], name: str) -> Choices | None:
        kind = named_by(model, name)
        if kind is None or kind == Named.BODY:
            return None
        return choices(self.made or self.stored, self.rulebook, kind)


class FeeFactsForm(forms.ModelForm[FeeRegulations]):
    """Checks; the action writes. Of a version in force only the document can be changed."""

    class Meta:
        model = FeeRegulations
        fields = ("title", "decided_on", "decided_by", "ends_on", "document")
        widgets = {"decided_on": AdminDateInput, "ends_on": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.effective_on:
            for name in ("title", "decided_on", "decided_by", "ends_on"):
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


class FeesInForceForm(forms.Form):
    effective_on = forms.DateField(
        label=gettext_lazy("in force from"),
        widget=AdminDateInput,
        help_text=gettext_lazy("Never before the resolution. The first day of a year of dues is usual."),
    )
    sure = forms.BooleanField(
        label=gettext_lazy("I have checked the rules. From that day they can no longer be changed.")
    )
