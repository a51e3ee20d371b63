"""Writes: notice given, confirmed, withdrawn, refused; ends that follow from an event; death."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from members.actions.accounts import close_account
from members.actions.membership import end_membership, reopen_membership
from members.actions.refusal import refuse
from members.actions.seats import end_seat
from members.admission.mails import leaving as mails
from members.admission.models import Notice
from members.admission.queries.leaving import IN_FORCE, exit_of, joined_on
from members.admission.rules.leaving import (
    why_not_agree_on,
    why_not_end_by,
    why_not_give_notice,
    why_not_record_death,
    why_not_settle,
    why_not_withdraw,
)
from members.models import EndReason, Member, Membership, Person, Seat, User, Visibility
from members.models.rulebook import EndEvent, EndWhen, Form
from members.queries.statutes import rulebook_on
from members.rules.calendar import takes_effect
from verein import audit

REASONS = {
    EndEvent.DEATH: EndReason.DEATH,
    EndEvent.BUSINESS_GIVEN_UP: EndReason.BUSINESS_GIVEN_UP,
    EndEvent.MOVED_AWAY: EndReason.MOVED_AWAY,
    EndEvent.INSOLVENCY: EndReason.INSOLVENCY,
    EndEvent.LIQUIDATION: EndReason.INSOLVENCY,
    EndEvent.ARREARS: EndReason.ARREARS,
}


def _locked(membership_id: int) -> Membership:
    """The period with its member locked: every action here takes this lock first."""
    membership = Membership.objects.select_related("type", "member__person", "member__company").get(pk=membership_id)
    Member.objects.select_for_update(of=("self",)).get(pk=membership.member_id)
    membership.refresh_from_db(fields=["until_on", "end_reason"])
    return membership


@transaction.atomic
def give_notice(
    membership: Membership,
    *,
    received_on: date,
    form: str,
    actor: User | None,
    now: datetime,
    seat: Seat | None = None,
    kind: str = Notice.Kind.ORDINARY,
    reason: str = "",
) -> Notice:
    """Take a notice received on `received_on`: the membership ends on the day the statutes say, at once in the books.

    An important reason (`kind` EXTRAORDINARY) waits for the board and changes nothing yet. `seat` is the one of the
    person who speaks for a company. The mail names the last day and the rule it follows from. Locks the member.
    """
    membership = _locked(membership.pk)
    refuse(
        why_not_give_notice(
            membership,
            joined_on=joined_on(membership.member),
            has_notice=membership.notices.filter(state__in=IN_FORCE).exists(),
            received_on=received_on,
            today=timezone.localdate(now),
            seat=seat,
        )
    )
    end = None if kind == Notice.Kind.EXTRAORDINARY else exit_of(membership, received_on)
    notice = Notice.objects.create(
        membership=membership,
        kind=kind,
        received_on=received_on,
        form=form,
        last_day=end.last_day if end else None,
        reason=reason,
        entered_at=now,
        entered_by=actor,
    )
    if end:
        end_membership(membership, last_day=end.last_day, reason=EndReason.NOTICE, actor=actor)
    audit.log("admission.give_notice", notice, actor=actor, fields=["received_on", "form", "last_day"], at=now)
    mails.notice_received(notice, end)
    mails.notice_arrived(notice, by_member=form == Form.DIGITAL)
    return notice


@transaction.atomic
def confirm_notice(notice: Notice, *, actor: User, now: datetime) -> Notice:
    """The board confirms the end; from now on it can be taken back only by agreement."""
    notice = _locked_notice(notice)
    refuse(why_not_settle(notice))
    return _settle(notice, Notice.State.CONFIRMED, "admission.notice_confirmed", actor=actor, now=now)


@transaction.atomic
def accept_important_reason(notice: Notice, *, last_day: date, actor: User, now: datetime) -> Notice:
    """The board accepts an important reason: the membership ends on `last_day`, usually at once (L-DUES-6)."""
    notice = _locked_notice(notice)
    refuse(why_not_settle(notice))
    end_membership(notice.membership, last_day=last_day, reason=EndReason.EXTRAORDINARY, actor=actor)
    notice.last_day = last_day
    return _settle(notice, Notice.State.CONFIRMED, "admission.notice_confirmed", actor=actor, now=now)


@transaction.atomic
def refuse_important_reason(notice: Notice, *, actor: User, now: datetime) -> Notice:
    """The reason is not important enough; the declaration then counts as an ordinary notice, received when it came."""
    notice = _locked_notice(notice)
    refuse(why_not_settle(notice))
    refused = _settle(notice, Notice.State.REFUSED, "admission.notice_refused", actor=actor, now=now, tell=False)
    give_notice(notice.membership, received_on=notice.received_on, form=notice.form, actor=actor, now=now)
    return refused


@transaction.atomic
def agree_on_last_day(notice: Notice, *, last_day: date, actor: User, now: datetime) -> Notice:
    """The board allows another last day than the computed one, where the statutes let it."""
    notice = _locked_notice(notice)
    membership = notice.membership
    rulebook = rulebook_on(notice.received_on)
    refuse(why_not_agree_on(notice, last_day, rulebook=rulebook, from_on=membership.from_on))
    reopen_membership(membership, actor=actor)
    end_membership(membership, last_day=last_day, reason=EndReason.AGREEMENT, actor=actor)
    notice.last_day, notice.by_agreement = last_day, True
    return _settle(notice, Notice.State.CONFIRMED, "admission.notice_confirmed", actor=actor, now=now)


@transaction.atomic
def withdraw_notice(notice: Notice, *, by_office: bool, actor: User | None, now: datetime) -> Notice:
    """The member takes the notice back before it is confirmed, the office enters an agreement later: it goes on."""
    notice = _locked_notice(notice)
    refuse(why_not_withdraw(notice, by_office=by_office, today=timezone.localdate(now)))
    if notice.last_day is not None:
        reopen_membership(notice.membership, actor=actor)
    return _settle(notice, Notice.State.WITHDRAWN, "admission.notice_withdrawn", actor=actor, now=now)


def _locked_notice(notice: Notice) -> Notice:
    membership = _locked(notice.membership_id)
    found = membership.notices.get(pk=notice.pk)
    found.membership = membership
    return found


def _settle(notice: Notice, state: str, action: str, *, actor: User | None, now: datetime, tell: bool = True) -> Notice:
    notice.state, notice.settled_on = state, timezone.localdate(now)
    notice.save(update_fields=["state", "settled_on", "last_day", "by_agreement"])
    audit.log(action, notice, actor=actor, fields=["state"], at=now)
    if tell:
        mails.notice_settled(notice)
    return notice


# --- Ends that follow from an event ----------------------------------------------------------------------------------
@transaction.atomic
def end_by_event(membership: Membership, *, event: str, happened_on: date, actor: User, now: datetime) -> Membership:
    """The membership ends by itself because of `event` (`EndEvent`), where the statutes say so, and when they say."""
    membership = _locked(membership.pk)
    rulebook = rulebook_on(happened_on)
    refuse(why_not_end_by(rulebook, EndEvent(event), membership.type.key))
    when = next((rule.when for rule in rulebook.leaving.automatic if rule.event == event), EndWhen.AT_ONCE)
    last_day = takes_effect(when, happened_on, rulebook)
    ended = end_membership(
        membership, last_day=last_day, reason=REASONS.get(EndEvent(event), EndReason.CONDITION), actor=actor
    )
    mails.ended_by_event(ended)
    return ended


@transaction.atomic
def record_death(person: Person, *, died_on: date, actor: User, now: datetime) -> Person:
    """Somebody has died: membership and seats end on that day, the account closes, nothing is sent any more.

    Nobody gets an automatic mail, neither the family nor others; the board knows, for it enters this. What other
    apps must stop stands in `settings.ON_DEATH`. Locks the person.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=person.pk)
    refuse(why_not_record_death(person, died_on, timezone.localdate(now)))
    person.died_on = died_on
    person.listed = Visibility.NOBODY
    person.save(update_fields=["died_on", "listed"])
    for membership in Membership.objects.filter(member__person=person):
        _end_with_death(membership, died_on, actor)
    for seat in person.seats.filter(until_on=None):
        end_seat(seat, last_day=max(died_on, seat.from_on), actor=actor)
    if person.user:
        close_account(person.user, actor=actor)
    for path in settings.ON_DEATH:
        import_string(path)(person, actor=actor, now=now)
    audit.log("admission.record_death", person, actor=actor, fields=["died_on"], at=now)
    return person


def _end_with_death(membership: Membership, died_on: date, actor: User) -> None:
    """A running period ends that day; one that would have ended later ends now; one that never began has one day."""
    if membership.until_on is not None and membership.until_on <= died_on:
        return
    if membership.until_on is not None:
        reopen_membership(membership, actor=actor)
    end_membership(membership, last_day=max(died_on, membership.from_on), reason=EndReason.DEATH, actor=actor)
