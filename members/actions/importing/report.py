"""What a run of the import is told, what it knows so far, and what it reports."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Membership, Person, User
from members.queries.matching import Known
from members.readers.columns import FIELDS
from members.readers.members import Remark
from verein.models import LogEntry

CREATED, UPDATED, UNCHANGED, SKIPPED, BAD = "created", "updated", "unchanged", "skipped", "bad"
OUTCOMES = {
    CREATED: gettext_lazy("created"),
    UPDATED: gettext_lazy("updated"),
    UNCHANGED: gettext_lazy("unchanged"),
    SKIPPED: gettext_lazy("skipped"),
    BAD: gettext_lazy("not taken over"),
}


@dataclass(frozen=True)
class Options:
    """`type` and `joined` are for lines that say nothing of it; without them such lines are bad."""

    skip_bad: bool = False
    dry_run: bool = False
    type: str = ""
    joined: date | None = None


@dataclass
class Result:
    """What became of one line; `changed` are names of fields."""

    line: int
    name: str
    outcome: str
    remarks: list[Remark] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return str(OUTCOMES[self.outcome])

    @property
    def texts(self) -> list[str]:
        """What is to be said, each with its field: "E-Mail-Adresse: …"."""
        texts = [f"{remark.label}: {remark.text}" if remark.label else remark.text for remark in self.remarks]
        if self.changed:
            labels = [str(FIELDS.get(name, FIELDS["born"])[0]) for name in self.changed]  # the model says born_on
            texts.append(_("changed: %(fields)s") % {"fields": ", ".join(labels)})
        return texts


@dataclass
class Report:
    results: list[Result] = field(default_factory=list)
    new_types: list[str] = field(default_factory=list)
    new_trades: list[str] = field(default_factory=list)
    written: bool = False

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(result.outcome for result in self.results)
        return {outcome: found[outcome] for outcome in OUTCOMES}


class LineRefused(Exception):  # noqa: N818 - as the refusals of the actions
    """A line that cannot be taken over, for the field named first."""

    def __init__(self, field_name: str, reason: str) -> None:
        super().__init__(reason)
        self.remark = Remark(field_name, reason)


@dataclass
class Import:
    """One run: what is known, what this run has met already, what it reports."""

    options: Options
    actor: User | None
    known: Known
    report: Report = field(default_factory=Report)
    seen_numbers: dict[str, int] = field(default_factory=dict)
    seen_holders: dict[tuple[str, int], int] = field(default_factory=dict)
    seen_emails: dict[str, int] = field(default_factory=dict)
    last_number: str = ""
    people: list[Person] = field(default_factory=list)
    new_periods: list[Membership] = field(default_factory=list)  # written together at the end, as is the log
    log: list[LogEntry] = field(default_factory=list)
