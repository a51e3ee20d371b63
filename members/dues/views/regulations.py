"""The dues regulations in the office, and what somebody would owe by one of them."""

from functools import cached_property

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from members.dues.actions.regulations import fee_versions, put_in_force
from members.dues.forms.regulations import SECTIONS, FeeFactsForm, FeeSectionForm
from members.dues.models import FeeBook, FeeRegulations
from members.dues.queries import fee_regulations_on
from members.dues.rules.contradictions import problems_of
from members.dues.rules.reading import differences
from members.dues.rules.sentences import sentences_on
from members.forms.rules import Section
from members.models.rulebook import Rulebook
from members.queries import rulebook_on
from members.rules.contradictions import Problem
from members.rules.differences import Difference
from members.views.office import OfficeRequest
from members.views.versions import Reading, VersionPages

from .examples import example_of


class FeeReading(Reading[FeeRegulations]):
    sections = SECTIONS

    @cached_property
    def rulebook(self) -> Rulebook:
        """The statutes that give the names of types and bodies."""
        return rulebook_on(max(self.today, self.version.effective_on or self.today))

    def form(self, section: Section, post: QueryDict | None) -> FeeSectionForm:
        return FeeSectionForm(self.version.book, section, post, rulebook=self.rulebook)

    def sentences(self, rules: FeeBook, section: Section) -> list[str]:
        return sentences_on(rules, self.rulebook, section.names)

    def problems(self, rules: FeeBook) -> list[Problem]:
        return problems_of(rules, self.rulebook)

    def differences(self, before: FeeBook) -> list[Difference]:
        return differences(before, self.version.book, self.rulebook)


pages = VersionPages(
    versions=fee_versions,
    reading=FeeReading,
    in_force_on=fee_regulations_on,
    put_in_force=put_in_force,
    facts_form=FeeFactsForm,
    hint=_("Never before the resolution. The first day of a year of dues is usual."),
    route="dues_regulations",
    icon="form",
    templates="dues/office/regulations",
)


@require_safe
@permission_required(pages.may("view"), raise_exception=True)
def example(request: OfficeRequest, pk: int) -> HttpResponse:
    """What somebody would owe by this version, draft or in force."""
    reading = FeeReading.of(FeeRegulations, pk)
    context = {"regulations": reading.version, **example_of(request, reading.version, reading.rulebook)}
    return render(request, "dues/office/regulations/example.html", context)
