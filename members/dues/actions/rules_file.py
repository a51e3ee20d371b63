"""The section `fee_regulations` of a rules file."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from members.actions.versions_file import VersionsSection
from members.dues.models import FeeBook, FeeRegulations
from members.dues.readers.regulations import FeeVersion
from members.dues.rules.contradictions import problems_of
from members.dues.rules.versions import why_not_end
from members.queries.statutes import statutes_on
from members.rules.contradictions import Problem

from .regulations import fee_versions


class FeeRegulationsSection(VersionsSection[FeeRegulations, FeeVersion]):
    """The statutes of the same file are stored first, so that membership types can be looked up."""

    key = "fee_regulations"
    schema = FeeVersion
    versions = fee_versions
    drafted = _("New draft of the dues regulations: %(title)s")
    begun = _("New dues regulations, in force from %(day)s: %(title)s")

    def problems(self, rules: FeeBook, on: date | None) -> list[Problem]:
        statutes = statutes_on(on) if on else None
        return problems_of(rules, statutes.rulebook if statutes else None)

    def wrong_days(self, entry: FeeVersion, effective_on: date, earlier: list[FeeVersion]) -> list[str]:
        if reason := why_not_end(entry.ends_on, effective_on):
            return [f"ends_on: {reason}"]
        return super().wrong_days(entry, effective_on, earlier)


fee_regulations = FeeRegulationsSection()
