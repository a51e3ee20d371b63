"""Writes: rights follow the office, on the day."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from members.board.models import GroupMembership, OfficeSetting, Term
from members.board.queries import Grant, grants_on
from members.models import User
from members.queries.standing import left_people, with_left_on
from members.queries.statutes import rulebook_on
from verein import audit

from .handover import start_handover

ONE_DAY = timedelta(days=1)


def follow_the_calendar(now: datetime) -> int:
    """The job of every full hour, so also of midnight in Berlin; returns how many rights were given or taken."""
    today = timezone.localdate(now)
    end_with_membership(today)
    return apply_rights(today)


@transaction.atomic
def apply_rights(today: date) -> int:
    """Accounts have exactly those rights of offices that the terms of `today` give. Returns how many changed.

    A group that no office grants is left alone. Running it again changes nothing; the settings are the lock.
    """
    list(OfficeSetting.objects.select_for_update().filter(groups__isnull=False).order_by("office_key"))
    wanted, present = grants_on(today, rulebook_on(today))
    _take(present - wanted)
    _give(wanted - present)
    return len(wanted ^ present)


def _take(grants: set[Grant]) -> None:
    for user in User.objects.filter(pk__in={grant.user_id for grant in grants}).order_by("pk"):
        user.groups.remove(*(grant.group_id for grant in grants if grant.user_id == user.pk))
        audit.log("board.end_rights", user, fields=["groups"])


def _give(grants: set[Grant]) -> None:
    for user in User.objects.filter(pk__in={grant.user_id for grant in grants}).order_by("pk"):
        user.groups.add(*(grant.group_id for grant in grants if grant.user_id == user.pk))
        audit.log("board.grant_rights", user, fields=["groups"])


@transaction.atomic
def end_with_membership(today: date) -> int:
    """Who has died or left gives up offices that end with it, and working groups; returns how many terms."""
    kept = {office.key for office in rulebook_on(today).offices if not office.ends_with_membership}
    running = Term.objects.on(today).select_related("person").select_for_update(of=("self",)).order_by("pk")
    dead = list(running.filter(person__died_on__isnull=False))
    # Who never was a member was elected from outside, with a warning: that term is not ended here.
    left = with_left_on(left_people(today).filter(terms__in=Term.objects.on(today)), today)
    left_on = dict(left.values_list("pk", "left_on"))
    gone = list(running.filter(person__died_on=None, person__in=left_on).exclude(office_key__in=kept))
    for term in dead:
        _end(term, _not_before(term, (term.person.died_on or today) + ONE_DAY), Term.Ended.DEATH)
    for term in gone:
        _end(term, _not_before(term, left_on[term.person_id]), Term.Ended.LEFT_ASSOCIATION)
    _leave_groups(today)
    return len(dead) + len(gone)


def _not_before(term: Term, day: date) -> date:
    return max(day, term.from_on + ONE_DAY)


def _end(term: Term, until_on: date, how: str) -> None:
    term.until_on, term.ended_how = until_on, how
    term.save(update_fields=["until_on", "ended_how"])
    audit.log("board.end_term", term, fields=["until_on", "ended_how"])
    start_handover(given=term, taken=None)


def _leave_groups(today: date) -> None:
    rows = GroupMembership.objects.filter(until_on=None, person__in=left_people(today))
    for row in rows.order_by("pk"):
        row.until_on = max(today, row.from_on)
        row.save(update_fields=["until_on"])
        audit.log("board.leave_group", row, fields=["until_on"])
