"""What the office sees: the page of one application, counts for the dashboard."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q

from members.admission import rules
from members.admission.models import Application, Message, Objection, Resolution, Sponsor, State
from members.admission.models.application import UNDECIDED
from members.admission.rules.deciding import is_meeting, may_be_excepted
from members.models import Person
from members.models.rulebook.joining import Reasons
from members.rules import Result, outcome
from members.rules.words import name_of, names
from verein.models import LogEntry

from .electors import Elector, Tally, chair_keys, electors, tally
from .fees import FirstYear, first_year
from .progress import Doubles, doubles_of, lacking_of, reason_against_type, rights_wait
from .standing import Standing, standing_of

LOG_SHOWN = 30
# What the office reads of an application, in this order; empty fields are left out.
FACTS = (
    "kind", "type", "company_name", "title", "first_name", "last_name", "position", "email", "phone", "street",
    "postcode", "city", "trade", "born_on", "transfer_from", "linked_to", "reason", "in_directory", "language",
    "created_at", "confirmed_at", "proof_at", "proof_on", "visits_noted",
    "sponsors_noted", "transfer_on", "exception", "paid_on",
)  # fmt: skip
MEANINGS = {Result.ACCEPTED: "accepted", Result.REFUSED: "refused", Result.GOES_ON: "goes_on"}


@dataclass(frozen=True)
class Ballot:
    """Who may vote now, who has, and what the votes would mean if they were counted now ("" while there is none)."""

    bodies: str
    purpose: str
    electors: list[Elector]
    tally: Tally
    by_meeting: bool
    meaning: str
    not_vote: str | None
    not_conclude: str | None

    @property
    def waiting_for(self) -> int:
        return max(0, len(self.electors) - len(self.tally.votes))


@dataclass(frozen=True)
class OfficePage:
    """Everything about one application."""

    application: Application
    standing: Standing
    facts: list[tuple[str, Any]]
    lacking: list[str]
    type_reason: str
    may_except: bool
    doubles: Doubles
    ballot: Ballot | None
    sponsors: list[Sponsor]
    messages: list[Message]
    resolutions: list[tuple[Resolution, str]]
    objections: list[Objection]
    reason_needed: bool
    not_close_objections: str | None
    log: list[LogEntry]
    rights_wait: bool
    fees: FirstYear | None


def office_page(application: Application, person: Person | None, today: date) -> OfficePage:
    """As `person` of the board sees it today."""
    standing = standing_of(application, today)
    rulebook = standing.rulebook
    undecided = application.state in (*UNDECIDED, State.ACCEPTED, State.OBJECTION, State.PAYMENT)
    resolutions = application.resolutions.select_related("recorded_by")
    log = LogEntry.objects.filter(model=application._meta.label_lower, object_id=str(application.pk))
    return OfficePage(
        application=application,
        standing=standing,
        facts=_facts(application),
        lacking=lacking_of(application, rulebook, today) if undecided else [],
        type_reason=reason_against_type(application, rulebook, today) if undecided else "",
        may_except=may_be_excepted(rulebook.type(application.type.key)),
        doubles=doubles_of(application),
        ballot=_ballot(application, standing, person, today),
        sponsors=list(application.sponsors.select_related("person").order_by("pk")),
        messages=list(application.messages.select_related("author")),
        resolutions=[(row, ", ".join(name_of(rulebook, key) for key in row.bodies)) for row in resolutions],
        objections=list(application.objections.select_related("person").order_by("pk")),
        reason_needed=standing.rule.refusal_reasons == Reasons.REQUIRED,
        not_close_objections=rules.why_not_close_objections(application, today),
        log=list(log.select_related("actor").order_by("-pk")[:LOG_SHOWN]),
        rights_wait=rights_wait(application),
        fees=first_year(application, today) if undecided or application.membership else None,
    )


def _facts(application: Application) -> list[tuple[str, Any]]:
    facts = []
    for name in FACTS:
        display = getattr(application, f"get_{name}_display", None)
        value = display() if display else getattr(application, name)
        if value not in (None, "", 0):
            facts.append((str(application._meta.get_field(name).verbose_name), value))  # type: ignore[union-attr]
    return facts


def _ballot(application: Application, standing: Standing, person: Person | None, today: date) -> Ballot | None:
    stages = rules.load(application.stages)
    if not stages:
        return None
    decision, rulebook = stages[0].decision, standing.rulebook
    by_meeting = is_meeting(rulebook, decision.body)
    people = [] if by_meeting else electors(stages[0], today)
    counted = tally(application)
    means = outcome(
        decision,
        yes=counted.yes,
        no=counted.no,
        chair_vote=counted.of_chair(chair_keys(rulebook, decision.body)),
        office_votes=counted.of_offices(decision.votes),
        present=len(counted.votes),
    )
    return Ballot(
        bodies=names(rulebook, decision.body),
        purpose=stages[0].purpose,
        electors=people,
        tally=counted,
        by_meeting=by_meeting,
        meaning=MEANINGS[means.result] if counted.votes else "",
        not_vote=rules.why_not_vote(
            application,
            stages,
            entitled=any(person and each.person.pk == person.pk for each in people),
            voted=any(person and vote.person_id == person.pk for vote in counted.votes),
            by_meeting=by_meeting,
        ),
        not_conclude=rules.why_not_conclude(application, stages, votes=len(counted.votes)),
    )


# --- Dashboard -------------------------------------------------------------------------------------------------------
def counts() -> dict[str, Any]:
    """How many wait for whom, and since when the oldest does."""
    rows = Application.objects.under_way() | Application.objects.exclude(stages=[]).filter(state=State.ADMITTED)
    return rows.aggregate(
        decide=Count("pk", filter=Q(state=State.OPEN) | Q(state=State.ADMITTED)),
        asked=Count("pk", filter=Q(state=State.ASKED)),
        objections=Count("pk", filter=Q(state=State.OBJECTION)),
        payment=Count("pk", filter=Q(state=State.PAYMENT)),
        office=Count("pk", filter=Q(state=State.ACCEPTED)),
        oldest=Min("confirmed_at", filter=Q(state=State.OPEN)),
    )
