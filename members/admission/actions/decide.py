"""Writes of those who decide: votes, results of meetings, questions, what is noted from paper."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.admission import rules
from members.admission.mails import applicants as mails
from members.admission.models import Application, Message, Resolution, State, Vote
from members.admission.queries.electors import Elector, chair_keys, electors, round_of, tally
from members.admission.queries.progress import lacking_of, rights_wait
from members.admission.queries.rules_of import rule_of, rulebook_of
from members.admission.rules.deciding import is_meeting, may_be_excepted
from members.models import Person, User
from members.models.rulebook import Rulebook
from members.rules import Outcome, Result, outcome
from verein import audit

from .admit import proceed
from .locking import locked, refuse_if, store
from .outcome import accept, apply_outcome
from .payments import first_payment


@dataclass(frozen=True)
class Meeting:
    """The result of a meeting as its minutes say it; `chair` is how the chair voted, None where nobody knows."""

    held_on: date
    yes: int
    no: int
    abstained: int = 0
    chair: bool | None = None
    note: str = ""


@transaction.atomic
def vote(application: Application, *, person: Person, choice: str, actor: User | None, now: datetime) -> Vote:
    """`person` votes in the round that is under way, once. Locks the application."""
    application = locked(application)
    stages, today = rules.load(application.stages), timezone.localdate(now)
    rulebook = rulebook_of(application)
    elector = _elector(stages, person, today)
    number = round_of(application)
    reason = rules.why_not_vote(
        application,
        stages,
        entitled=elector is not None,
        voted=application.votes.filter(round=number, person=person).exists(),
        by_meeting=bool(stages) and is_meeting(rulebook, stages[0].decision.body),
    )
    refuse_if(reason)
    written = Vote.objects.create(
        application=application,
        person=person,
        round=number,
        choice=choice,
        office_keys=sorted(elector.office_keys) if elector else [],
        at=now,
    )
    audit.log("admission.vote", application, actor=actor, fields=["votes"], at=now)
    return written


def _elector(stages: list[rules.Stage], person: Person, today: date) -> Elector | None:
    if not stages:
        return None
    return next((each for each in electors(stages[0], today) if each.person.pk == person.pk), None)


@transaction.atomic
def conclude(application: Application, *, reason: str, actor: User | None, now: datetime) -> Result:
    """Count the votes cast here and do what they mean. `reason` is for the applicant, if it is a refusal.

    Locks the application; raises AdmissionRefused while something is missing for an admission.
    """
    application = locked(application)
    stages, today = rules.load(application.stages), timezone.localdate(now)
    counted = tally(application)
    refuse_if(rules.why_not_conclude(application, stages, votes=len(counted.votes)))
    decision, rulebook = stages[0].decision, rulebook_of(application)
    means = outcome(
        decision,
        yes=counted.yes,
        no=counted.no,
        chair_vote=counted.of_chair(chair_keys(rulebook, decision.body)),
        office_votes=counted.of_offices(decision.votes),
        present=len(counted.votes),
    )
    row = Resolution(
        how=Resolution.How.VOTES,
        decided_on=today,
        yes=counted.yes,
        no=counted.no,
        abstained=counted.abstained,
        recorded_by=actor,
    )
    return _decide(application, means, row, rulebook=rulebook, reason=reason, now=now)


@transaction.atomic
def record_meeting(
    application: Application, *, meeting: Meeting, reason: str, actor: User | None, now: datetime
) -> Result:
    """Enter what a meeting decided. The numbers say what it means, by the rules of the statutes.

    Locks the application; raises AdmissionRefused while something is missing for an admission.
    """
    application = locked(application)
    stages, today = rules.load(application.stages), timezone.localdate(now)
    why_not = rules.why_not_meeting(
        application, stages, held_on=meeting.held_on, today=today, votes=meeting.yes + meeting.no
    )
    refuse_if(why_not)
    decision = stages[0].decision
    chairs = dict.fromkeys(decision.votes, meeting.chair) if meeting.chair is not None else {}
    means = outcome(
        decision,
        yes=meeting.yes,
        no=meeting.no,
        chair_vote=meeting.chair,
        office_votes={key: bool(said) for key, said in chairs.items()},
        present=meeting.yes + meeting.no + meeting.abstained,
    )
    row = Resolution(
        how=Resolution.How.MEETING,
        decided_on=meeting.held_on,
        yes=meeting.yes,
        no=meeting.no,
        abstained=meeting.abstained,
        note=meeting.note,
        recorded_by=actor,
    )
    return _decide(application, means, row, rulebook=rulebook_of(application), reason=reason, now=now)


def _decide(
    application: Application, means: Outcome, row: Resolution, *, rulebook: Rulebook, reason: str, now: datetime
) -> Result:
    """Check what the result needs, write the resolution, and let it take effect."""
    rule, today = rule_of(application, rulebook), timezone.localdate(now)
    stages = rules.load(application.stages)
    _left, verdict = rules.after(stages, means, rule)
    if verdict == Result.ACCEPTED and application.state != State.ADMITTED:
        refuse_if(rules.why_not_accept(lacking_of(application, rulebook, today)))
    refuse_if(rules.why_not_refuse(verdict, rule, reason=reason))
    row.application, row.purpose = application, stages[0].purpose
    row.bodies, row.result, row.recorded_at = list(stages[0].decision.body), verdict.value, now
    row.save(force_insert=True)
    audit.log("admission.decide", application, actor=row.recorded_by, fields=["state", "decided_on"], at=now)
    apply_outcome(application, means, rulebook=rulebook, reason=reason, decided_on=row.decided_on, now=now)
    return verdict


@transaction.atomic
def ask(application: Application, *, text: str, actor: User | None, now: datetime) -> Message:
    """Ask the applicant something; the decision waits for the answer. Locks the application."""
    application = locked(application)
    refuse_if(rules.why_not_ask(application))
    message = Message.objects.create(application=application, text=text, author=actor, at=now)
    store(application, state=State.ASKED)
    audit.log("admission.ask", application, actor=actor, fields=["state"], at=now)
    mails.question(application, message)
    return message


NOTABLE = frozenset({"proof_on", "visits_noted", "sponsors_noted", "transfer_on"})


@transaction.atomic
def note(application: Application, *, facts: dict[str, Any], actor: User | None, now: datetime) -> list[str]:
    """Note down what was seen on paper (`NOTABLE`): proof, visits, sponsors, the membership somebody moves from.

    Where the statutes let members of a sister body move without a decision, a proven move accepts. Locks the
    application.
    """
    application = locked(application)
    refuse_if(rules.why_not_withdraw(application))
    changed = audit.changed_fields(application, {name: facts[name] for name in facts if name in NOTABLE})
    if changed:
        store(application, **{name: facts[name] for name in changed})
        audit.log("admission.note", application, actor=actor, fields=changed, at=now)
        _let_move(application, now=now)
    return changed


def _let_move(application: Application, *, now: datetime) -> None:
    rulebook, today = rulebook_of(application), timezone.localdate(now)
    lacking = lacking_of(application, rulebook, today)
    if rules.moves_freely(application, rule_of(application, rulebook)) and not lacking:
        accept(application, rulebook=rulebook, decided_on=today, now=now, final=False)


@transaction.atomic
def grant_exception(application: Application, *, reason: str, actor: User | None, now: datetime) -> None:
    """Whoever may by the statutes lets the applicant become this type all the same. Locks the application."""
    application = locked(application)
    refuse_if(rules.why_not_withdraw(application))
    if not may_be_excepted(rulebook_of(application).type(application.type.key)):
        refuse_if(_("The statutes allow no exception here."))
    fields = store(application, exception=reason)
    audit.log("admission.except", application, actor=actor, fields=fields, at=now)


@transaction.atomic
def note_payment(application: Application, *, paid_on: date, actor: User | None, now: datetime) -> None:
    """The money the membership, or its rights, waited for has come. Locks the application."""
    application, today = locked(application), timezone.localdate(now)
    refuse_if(rules.why_not_note_payment(application, rights_wait=rights_wait(application)))
    if paid_on > today:
        refuse_if(_("This day lies in the future."))
    fields = store(application, paid_on=paid_on)
    audit.log("admission.pay", application, actor=actor, fields=fields, at=now)
    if application.state == State.PAYMENT:
        proceed(application, now=now)
    elif application.membership:
        first_payment(application.membership.member, paid_on=paid_on, actor=actor, now=now)
