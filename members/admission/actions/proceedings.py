"""Writes: exclusion and removal for arrears, step by step."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from members.actions.membership import end_membership, reopen_membership
from members.actions.refusal import refuse
from members.admission.mails import leaving as mails
from members.admission.models import Proceeding
from members.admission.queries.leaving import appeal_of, clause_of
from members.admission.rules.leaving import (
    Arrears,
    why_not_appeal,
    why_not_ask,
    why_not_change,
    why_not_close,
    why_not_decide,
    why_not_decide_appeal,
    why_not_deliver,
    why_not_open,
    why_not_remove_for_arrears,
)
from members.models import EndReason, Member, Membership, User
from members.models.rulebook import EndWhen
from members.queries.statutes import rulebook_on
from members.rules.calendar import ONE_DAY, takes_effect
from members.rules.joining import appeal_window
from verein import audit


def _running(member: Member, day: date) -> Membership | None:
    found: Membership | None = member.periods.on(day).filter(group="").select_related("type").first()
    return found


def _locked(proceeding: Proceeding) -> Proceeding:
    """The member is locked first, by every action here."""
    Member.objects.select_for_update(of=("self",)).get(pk=proceeding.member_id)
    return Proceeding.objects.select_related("member__person", "member__company").get(pk=proceeding.pk)


def _save(proceeding: Proceeding, action: str, *fields: str, actor: User | None, now: datetime) -> Proceeding:
    proceeding.save(update_fields=fields)
    audit.log(action, proceeding, actor=actor, fields=fields, at=now)
    return proceeding


@transaction.atomic
def open_proceeding(
    member: Member,
    *,
    kind: str,
    grounds: str,
    actor: User,
    now: datetime,
    arrears: Arrears | None = None,
    clause_number: int = 0,
) -> Proceeding:
    """Begin an exclusion, or a removal for `arrears`; the conditions of the statutes must hold. Locks the member.

    `clause_number` says which of several clauses on arrears the board goes by, from 0.
    """
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    today = timezone.localdate(now)
    rulebook = rulebook_on(today)
    has_open = member.proceedings.filter(closed_on=None).exists()
    refuse(why_not_open(rulebook, kind, belongs=_running(member, today) is not None, has_open=has_open))
    if arrears is not None:
        refuse(why_not_remove_for_arrears(rulebook, arrears, today, clause_number=clause_number))
    proceeding = Proceeding.objects.create(
        member=member,
        kind=kind,
        grounds=grounds,
        clause_number=clause_number if arrears else 0,
        opened_on=today,
        opened_by=actor,
        unpaid_since=arrears.unpaid_since if arrears else None,
        reminders=arrears.reminders if arrears else 0,
        last_reminder_on=arrears.last_reminder_on if arrears else None,
        threatened=bool(arrears and arrears.threatened),
    )
    audit.log("admission.open_proceeding", proceeding, actor=actor, fields=["kind", "grounds"], at=now)
    return proceeding


@transaction.atomic
def ask_for_statement(proceeding: Proceeding, *, until: date, actor: User, now: datetime) -> Proceeding:
    """The member is told the grounds and asked for a statement until that day."""
    proceeding = _locked(proceeding)
    today = timezone.localdate(now)
    refuse(why_not_ask(proceeding, clause_of(proceeding), until, today))
    proceeding.hearing_sent_on, proceeding.hearing_until = today, until
    mails.statement_asked(proceeding)
    return _save(proceeding, "admission.ask_for_statement", "hearing_sent_on", "hearing_until", actor=actor, now=now)


@transaction.atomic
def note_statement(proceeding: Proceeding, *, text: str, actor: User, now: datetime) -> Proceeding:
    """What the member said to it."""
    proceeding = _locked(proceeding)
    refuse(why_not_change(proceeding))
    proceeding.hearing_note = text
    return _save(proceeding, "admission.note_statement", "hearing_note", actor=actor, now=now)


@transaction.atomic
def decide(
    proceeding: Proceeding, *, ends: bool, decided_on: date, decided_by: str, minutes: str, actor: User, now: datetime
) -> Proceeding:
    """The decision with where it is recorded. Ended: the last day follows from the statutes; else it is closed."""
    proceeding = _locked(proceeding)
    refuse(why_not_decide(proceeding, decided_on, timezone.localdate(now)))
    proceeding.decided_on, proceeding.decided_by, proceeding.minutes = decided_on, decided_by, minutes
    if not ends:
        return _close(proceeding, Proceeding.Result.KEPT, actor=actor, now=now)
    rulebook = rulebook_on(proceeding.opened_on)
    clause = clause_of(proceeding)
    proceeding.last_day = takes_effect(clause.when if clause else EndWhen.AT_ONCE, decided_on, rulebook)
    return _save(
        proceeding, "admission.decide", "decided_on", "decided_by", "minutes", "last_day", actor=actor, now=now
    )


@transaction.atomic
def note_delivery(proceeding: Proceeding, *, delivered_on: date, actor: User, now: datetime) -> Proceeding:
    """The member has the decision in hand: the appeal runs; without suspensive effect the membership ends now."""
    proceeding = _locked(proceeding)
    refuse(why_not_deliver(proceeding, delivered_on, timezone.localdate(now)))
    appeal = appeal_of(proceeding)
    proceeding.delivered_on = delivered_on
    assert proceeding.decided_on is not None  # the rule
    window = appeal_window(
        appeal, decided_on=proceeding.decided_on, dispatched_on=delivered_on, received_on=delivered_on
    )
    proceeding.appeal_until = window and window[1]
    if not (appeal and appeal.possible and appeal.suspensive):
        _end(proceeding, not_before=delivered_on, actor=actor)
    mails.decision_told(proceeding, appeal)
    fields = ("delivered_on", "appeal_until", "last_day")
    return _save(proceeding, "admission.note_delivery", *fields, actor=actor, now=now)


def _end(proceeding: Proceeding, *, not_before: date, actor: User | None) -> None:
    """An end is never earlier than the day the member heard of it."""
    reason = EndReason.EXCLUDED if proceeding.kind == Proceeding.Kind.EXCLUSION else EndReason.ARREARS
    last_day = max(proceeding.last_day or not_before, not_before)
    proceeding.last_day = last_day
    if membership := _running(proceeding.member, not_before):
        if membership.until_on is not None and membership.until_on <= last_day + ONE_DAY:
            return  # it ends earlier by notice
        if membership.until_on is not None:
            reopen_membership(membership, actor=actor)
        end_membership(membership, last_day=last_day, reason=reason, actor=actor)


@transaction.atomic
def receive_appeal(proceeding: Proceeding, *, received_on: date, actor: User, now: datetime) -> Proceeding:
    proceeding = _locked(proceeding)
    appeal = appeal_of(proceeding)
    refuse(why_not_appeal(proceeding, received_on, possible=bool(appeal and appeal.possible)))
    proceeding.appealed_on = received_on
    return _save(proceeding, "admission.receive_appeal", "appealed_on", actor=actor, now=now)


@transaction.atomic
def decide_appeal(proceeding: Proceeding, *, upheld: bool, decided_on: date, actor: User, now: datetime) -> Proceeding:
    """`upheld`: the appeal succeeded, the membership goes on as if nothing had happened; else the end is final."""
    proceeding = _locked(proceeding)
    refuse(why_not_decide_appeal(proceeding, decided_on, timezone.localdate(now)))
    proceeding.appeal_decided_on = decided_on
    proceeding.save(update_fields=["appeal_decided_on"])
    if not upheld:
        _end(proceeding, not_before=decided_on, actor=actor)
        return _close(proceeding, Proceeding.Result.ENDED, actor=actor, now=now)
    ended = proceeding.member.periods.filter(end_reason__in=(EndReason.EXCLUDED, EndReason.ARREARS)).last()
    if ended is not None and ended.last_day == proceeding.last_day:
        reopen_membership(ended, actor=actor)
    return _close(proceeding, Proceeding.Result.KEPT, actor=actor, now=now)


@transaction.atomic
def close_proceeding(proceeding: Proceeding, *, actor: User | None, now: datetime) -> Proceeding:
    """Drop it before a decision (paid, settled), or make it final when the time for an appeal is over."""
    proceeding = _locked(proceeding)
    today = timezone.localdate(now)
    refuse(why_not_close(proceeding, today))
    if proceeding.decided_on is None:
        return _close(proceeding, Proceeding.Result.KEPT, actor=actor, now=now)
    _end(proceeding, not_before=proceeding.delivered_on or today, actor=actor)
    return _close(proceeding, Proceeding.Result.ENDED, actor=actor, now=now)


def _close(proceeding: Proceeding, result: str, *, actor: User | None, now: datetime) -> Proceeding:
    proceeding.result, proceeding.closed_on = result, timezone.localdate(now)
    proceeding.save()
    audit.log("admission.close_proceeding", proceeding, actor=actor, fields=["result"], at=now)
    mails.proceeding_closed(proceeding)
    return proceeding
