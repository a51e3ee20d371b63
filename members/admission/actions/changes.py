"""Writes: what the statutes change by themselves on a day, such as the junior who turns 25."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from members.actions.membership import change_type, end_membership
from members.actions.refusal import MemberRefused
from members.admission.mails import leaving as mails
from members.admission.queries.changes import DueChange, due_changes
from members.models import EndReason, MembershipType
from members.rules.calendar import ONE_DAY

log = logging.getLogger(__name__)


def apply_due_changes(now: datetime) -> int:
    """Every change whose day has come, each in a transaction of its own; returns how many. Run twice it does nothing.

    Where the member chooses, nothing changes by itself: the office sees it on its list.
    """
    done = 0
    for due in due_changes(timezone.localdate(now)):
        if due.choice:
            continue
        try:
            _apply(due)
        except MemberRefused as refused:  # the next ones must not wait for it; the office's list goes on naming it
            log.warning("membership %s: %s", due.membership.pk, refused)
        else:
            done += 1
    return done


@transaction.atomic
def _apply(due: DueChange) -> None:
    if due.type_key is None:
        reason = EndReason.AGE if due.by_age else EndReason.TERM_OVER
        last_day = max(due.day - ONE_DAY, due.membership.from_on)
        mails.ended_by_event(end_membership(due.membership, last_day=last_day, reason=reason, actor=None))
        return
    kind = MembershipType.objects.get(key=due.type_key)
    mails.type_changed(change_type(due.membership, type=kind, from_on=due.day, actor=None))
