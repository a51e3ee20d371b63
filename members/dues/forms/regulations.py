"""Dues regulations as forms: one for each section of a draft, one for its facts."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from members.dues.actions.regulations import fee_versions
from members.dues.models import FeeBook, FeeRegulations
from members.dues.rules.contradictions.names import Named, named_by
from members.dues.rules.reading import choices
from members.forms.rules.section import SchemaForm, Section
from members.forms.rules.tree import Choices
from members.forms.versions import VersionFactsForm
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


class FeeFactsForm(VersionFactsForm[FeeRegulations]):
    stay_open = fee_versions.stay_open

    class Meta:
        model = FeeRegulations
        fields = ("title", "decided_on", "decided_by", "ends_on", "document")
        widgets = {"decided_on": AdminDateInput, "ends_on": AdminDateInput}
