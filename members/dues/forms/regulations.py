"""Dues regulations as forms: one for each section of a draft, one for its facts, one to put it in force."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError
from wagtail.admin.widgets import AdminDateInput

from members.dues.models import FeeBook, FeeRegulations
from members.dues.rules.contradictions.names import Named, named_by
from members.dues.rules.reading import choices
from members.forms.rules.posted import Posted, edited, flat, parsed
from members.forms.rules.section import Section
from members.forms.rules.tree import Choices, Node, tree_of
from members.forms.statutes import DOCUMENT_TYPES, LARGEST_DOCUMENT
from members.models.rulebook import Rulebook, Rules
from members.readers.rules_words import in_words
from members.rules.references import shape_of

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
class FeeSectionForm:
    """The form of `section`; `post` None shows what is stored. `rulebook` gives the names of types and bodies."""

    regulations: FeeRegulations
    section: Section
    rulebook: Rulebook
    post: QueryDict | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)
    book: FeeBook | None = None

    def __post_init__(self) -> None:
        self.data: Posted = dict(self.post.lists()) if self.post is not None else self._stored()
        if self.post is None:
            return
        add, remove = self.post.get("add", ""), self.post.get("remove", "")
        if add or remove:
            self.data = edited(self.data, add=add, remove=remove)
        else:
            self._check()

    def _stored(self) -> Posted:
        found: Posted = {}
        for name in self.section.names:
            found |= flat(getattr(self.regulations.book, name), shape_of(FeeBook.model_fields[name]), name)
        return found

    def _check(self) -> None:
        rules: dict[str, Any] = dict(self.regulations.rules)
        whole = parsed(FeeBook, self.data, "")
        for name in self.section.names:
            rules[name] = whole.get(name, FeeBook.model_fields[name].get_default(call_default_factory=True))
        try:
            self.book = FeeBook.model_validate(rules)
        except ValidationError as error:
            for path, text in in_words(error):
                self.errors.setdefault(_shown_at(path), []).append(text)

    @cached_property
    def tree(self) -> list[Node]:
        return tree_of(
            FeeBook, self.section.names, self.data, rulebook=self.rulebook, errors=self.errors, own=self._choices
        )

    def _choices(self, model: type[Rules], name: str) -> Choices | None:
        kind = named_by(model, name)
        if kind is None or kind in (Named.BODY, Named.TYPE):
            return None
        return choices(self.book or self.regulations.book, self.rulebook, kind)

    @property
    def elsewhere(self) -> list[str]:
        """What is wrong with no question of this section."""
        shown = {path for node in self.tree for path in node.paths()}
        return [text for path, texts in self.errors.items() if path not in shown for text in texts]

    @property
    def summary(self) -> str:
        return _("Nothing was saved yet: please look at what is marked.") if self.errors else ""


def _shown_at(path: str) -> str:
    """A key is made from the name, so what is wrong with it is said there; of a list of words at the whole list."""
    if path.endswith(".key"):
        return path.removesuffix(".key") + ".name"
    return re.sub(r"\[\d+\]$", "", path)


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
