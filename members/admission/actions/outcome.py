"""What a decision on an application sets in motion: the next body, objections, the membership, a refusal."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from members.actions.membership import end_membership
from members.admission import rules
from members.admission.mails import applicants as mails
from members.admission.mails import office as office_mails
from members.admission.models import Application, Objection, State
from members.admission.queries.mine import objects_already
from members.admission.queries.rules_of import rule_of, rulebook_of
from members.admission.rules import stages as purposes
from members.models import EndReason, Person, User
from members.models.rulebook import Admission, By, Rulebook
from members.queries import members_on
from members.rules import Outcome, Result, appeal_window, objection_until
from verein import audit

from .admit import proceed
from .announcing import announce_to_members
from .locking import close, locked, refuse_if, store


def apply_outcome(
    application: Application, means: Outcome, *, rulebook: Rulebook, reason: str, decided_on: date, now: datetime
) -> None:
    """Inside the caller's lock: move on to the next decision, accept, or refuse."""
    rule = rule_of(application, rulebook)
    stages = rules.load(application.stages)
    left, verdict = rules.after(stages, means, rule)
    if verdict == Result.GOES_ON:
        store(application, stages=rules.dump(left))
        office_mails.new_application(application, timezone.localdate(now))
    elif verdict == Result.REFUSED:
        _undo_or_refuse(application, rulebook=rulebook, reason=reason, decided_on=decided_on, now=now)
    else:
        after_objection = stages[0].purpose in {purposes.OBJECTION, purposes.APPEAL}
        accept(application, rulebook=rulebook, decided_on=decided_on, now=now, final=after_objection)


def accept(application: Application, *, rulebook: Rulebook, decided_on: date, now: datetime, final: bool) -> None:
    """The body said yes. Where members may object (and have not yet been heard), they are told first."""
    if application.state == State.ADMITTED:  # an objection that was not followed
        store(application, stages=[])
        return
    rule = rule_of(application, rulebook)
    store(application, stages=[], decided_on=application.decided_on or decided_on)
    if not final and waits_for_members(rule):
        _announce(application, rule, rulebook, timezone.localdate(now))
        if rule.objection and not rule.objection.undo:
            mails.waits_for_objections(application)
            return
    proceed(application, now=now)


def waits_for_members(rule: Admission) -> bool:
    """Whether somebody other than the applicant may object to an admission."""
    return rule.objection is not None and set(rule.objection.by) != {By.APPLICANT}


def _announce(application: Application, rule: Admission, rulebook: Rulebook, today: date) -> None:
    until = objection_until(
        rulebook,
        type_key=application.type.key,
        decided_on=application.decided_on or today,
        announced_on=today,
    )
    store(application, state=State.OBJECTION, announced_on=today, objection_until=until)
    if rule.objection and By.MEMBERS in (*rule.objection.announced_to, *rule.objection.by):
        announce_to_members.enqueue(application.pk)


def _undo_or_refuse(
    application: Application, *, rulebook: Rulebook, reason: str, decided_on: date, now: datetime
) -> None:
    """An admission that counted until then ends with the day of the decision."""
    if application.state != State.ADMITTED or application.membership is None:
        refuse(application, rulebook=rulebook, reason=reason, decided_on=decided_on, now=now)
        return
    last_day = max(decided_on, application.membership.from_on)
    end_membership(application.membership, last_day=last_day, reason=EndReason.OBJECTION, actor=None)
    store(application, stages=[], refusal_reason=reason)
    mails.admission_undone(application, last_day)


def refuse(application: Application, *, rulebook: Rulebook, reason: str, decided_on: date, now: datetime) -> None:
    """The applicant is told, with the reason if there is one, and what can be done about it until when."""
    today, rule = timezone.localdate(now), rule_of(application, rulebook)
    window = None
    if application.appealed_on is None:
        window = appeal_window(rule.appeal, decided_on=decided_on, dispatched_on=today)
        if window is None and rule.objection and By.APPLICANT in rule.objection.by:
            until = objection_until(rulebook, type_key=application.type.key, decided_on=decided_on, announced_on=today)
            window = (today, until)
    close(
        application,
        State.REFUSED,
        today,
        decided_on=decided_on,
        refusal_reason=reason,
        appeal_until=window[1] if window else None,
    )
    mails.refused(application, may_appeal=window is not None)


@transaction.atomic
def object_to(application: Application, *, person: Person, text: str, actor: User | None, now: datetime) -> Objection:
    """A member objects to an announced admission; who decides on it is told. Locks the application."""
    application, today = locked(application), timezone.localdate(now)
    rulebook = rulebook_of(application)
    rule = rule_of(application, rulebook)
    reason = rules.why_not_object(
        application,
        rule,
        today=today,
        is_member=members_on(today).filter(pk=person.pk).exists(),
        already=objects_already(application, person),
    )
    refuse_if(reason)
    objection = Objection.objects.create(application=application, person=person, text=text, at=now)
    audit.log("admission.object", application, actor=actor, fields=["objections"], at=now)
    office_mails.objection_raised(application, today)
    return objection


def end_objections(application: Application, *, now: datetime) -> None:
    """Inside the caller's lock: the period is over. Objections go to the body that decides on them."""
    rulebook = rulebook_of(application)
    if application.objections.exists():
        rule = rule_of(application, rulebook)
        decision = rules.decision_on_objection(rulebook, rule, application.type.key)
        state = State.ADMITTED if application.state == State.ADMITTED else State.OPEN
        stages = rules.dump([rules.Stage(purposes.OBJECTION, decision)])
        store(application, state=state, stages=stages)
        office_mails.new_application(application, timezone.localdate(now))
    elif application.state == State.OBJECTION:
        proceed(application, now=now)


@transaction.atomic
def close_objections(application: Application, *, actor: User | None, now: datetime) -> None:
    """The office ends the time for objections where the statutes give no period. Locks the application."""
    application = locked(application)
    refuse_if(rules.why_not_close_objections(application, timezone.localdate(now)))
    audit.log("admission.close_objections", application, actor=actor, fields=["state"], at=now)
    end_objections(application, now=now)
