"""The statutes in the office."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from members.actions.rules_file import export_rules
from members.actions.statutes import put_in_force, statutes_versions
from members.forms.rules import Section, SectionForm, all_sections
from members.forms.statutes import StatutesFactsForm
from members.models import Statutes
from members.models.rulebook import Rulebook
from members.queries import statutes_on
from members.rules.contradictions import Problem, problems_of
from members.rules.differences import Difference, differences
from members.rules.sentences import sentences_on

from .office import OfficeRequest
from .versions import Reading, VersionPages


class StatutesReading(Reading[Statutes]):
    sections = all_sections()

    def form(self, section: Section, post: QueryDict | None) -> SectionForm:
        return SectionForm(self.version.rulebook, section, post)

    def sentences(self, rules: Rulebook, section: Section) -> list[str]:
        return [text for name in section.names for text in sentences_on(rules, name, today=self.today)]

    def problems(self, rules: Rulebook) -> list[Problem]:
        return problems_of(rules)

    def differences(self, before: Rulebook) -> list[Difference]:
        return differences(before, self.version.rulebook)


pages = VersionPages(
    versions=statutes_versions,
    reading=StatutesReading,
    in_force_on=statutes_on,
    put_in_force=put_in_force,
    facts_form=StatutesFactsForm,
    hint=_("A change of statutes counts from its entry in the register."),
    route="office_statutes",
    icon="doc-full",
    templates="members/office/statutes",
)


@require_safe
@permission_required(pages.may("view"), raise_exception=True)
def rules_file(request: OfficeRequest) -> HttpResponse:
    """All rules as one file, to keep or to share."""
    response = HttpResponse(export_rules(), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="regeln.yaml"'
    return response
