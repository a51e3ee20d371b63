"""How an application stands, in sentences with dates: for the applicant and for the office."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.admission import rules
from members.admission.models import Application, State
from members.admission.rules.stages import APPEAL, OBJECTION, VETO
from members.models.rulebook import Admission, Rulebook
from members.models.rulebook.joining import Reasons
from members.rules.words import names

from .rules_of import rule_of, rulebook_of, type_rule_of


@dataclass(frozen=True)
class Step:
    """One line of the way: what, when (None: not yet), and whether it is done."""

    text: str
    at: date | datetime | None
    done: bool


@dataclass(frozen=True)
class Standing:
    """`sentence`: where it stands; `steps`: the way so far and what comes; the rest: what may be done, or why not."""

    rulebook: Rulebook
    rule: Admission
    sentence: str
    steps: list[Step]
    deadlines: list[str]
    not_withdraw: str | None
    not_appeal: str | None
    not_hand_in: str | None
    reason: str


def standing_of(application: Application, today: date) -> Standing:
    rulebook = rulebook_of(application)
    rule = rule_of(application, rulebook)
    return Standing(
        rulebook=rulebook,
        rule=rule,
        sentence=sentence_of(application, rulebook),
        steps=_steps(application),
        deadlines=deadlines_of(application, today),
        not_withdraw=rules.why_not_withdraw(application),
        not_appeal=rules.why_not_appeal(application, rule, today=today),
        not_hand_in=rules.why_not_hand_in(
            application, wanted=rules.wants_proof(rule, type_rule_of(application, rulebook))
        ),
        reason="" if rule.refusal_reasons == Reasons.NONE else application.refusal_reason,
    )


def sentence_of(application: Application, rulebook: Rulebook) -> str:
    """Where it stands, in one sentence."""
    if application.state == State.OPEN:
        return _decides(application, rulebook)
    return {
        State.RECEIVED: _("Please confirm your e-mail address by the link in our mail."),
        State.ASKED: _("We have asked a question. The decision waits for your answer."),
        State.OBJECTION: _("Accepted. The admission has been announced to the members, who may object."),
        State.PAYMENT: _("Accepted. The membership begins with the payment."),
        State.ACCEPTED: _("Accepted. The office is setting everything up."),
        State.ADMITTED: _admitted(application),
        State.REFUSED: _("The application was not accepted."),
        State.WITHDRAWN: _("The application has been withdrawn."),
        State.JOINED: _("The application has been joined to an earlier one."),
    }[State(application.state)]


def _decides(application: Application, rulebook: Rulebook) -> str:
    stages = rules.load(application.stages)
    bodies = names(rulebook, stages[0].decision.body) if stages else ""
    bodies = bodies[:1].upper() + bodies[1:]
    purpose = stages[0].purpose if stages else ""
    words = {
        APPEAL: _("To decide on the appeal: %(bodies)s."),
        OBJECTION: _("To decide on the objection: %(bodies)s."),
        VETO: _("May still refuse: %(bodies)s."),
    }
    return words.get(purpose, _("Waits for a decision: %(bodies)s.")) % {"bodies": bodies}


def _admitted(application: Application) -> str:
    if application.membership is None:
        return _("Admitted.")
    return _("Admitted. The membership begins on %(day)s.") % {"day": date_format(application.membership.from_on)}


def deadlines_of(application: Application, today: date) -> list[str]:
    """The periods that are running, each with its day."""
    running = application.is_under_way
    admitted = application.state == State.ADMITTED
    rows = [
        (application.silent_on, application.is_undecided, _("Without a decision it counts as accepted on %(day)s.")),
        (application.veto_until, running or admitted, _("A refusal is possible until %(day)s.")),
        (
            application.objection_until,
            application.state == State.OBJECTION or admitted,
            _("Objections are possible until %(day)s."),
        ),
        (
            application.appeal_until,
            application.state == State.REFUSED and application.appealed_on is None,
            _("An appeal is possible until %(day)s."),
        ),
    ]
    return [text % {"day": date_format(day)} for day, counts, text in rows if day and counts and day >= today]


def _steps(application: Application) -> list[Step]:
    closed = application.state in {State.REFUSED, State.WITHDRAWN, State.JOINED}
    rows: list[tuple[str, date | datetime | None]] = [
        (_("Sent"), application.created_at),
        (_("Address confirmed"), application.confirmed_at),
        (_("Decided"), application.decided_on),
    ]
    if application.announced_on:
        rows.append((_("Announced to the members"), application.announced_on))
    if closed:
        rows.append((str(application.get_state_display()), application.closed_on))
    else:
        rows.append((_("Membership begins"), application.membership.from_on if application.membership else None))
    return [Step(text, at, at is not None) for text, at in rows if at is not None or not closed]
