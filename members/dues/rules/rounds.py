"""Why not ask for declarations, remind, estimate, object; pure."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.dues.models.regulations import Declaration, IfMissing
from members.rules.calendar import add

# A round is opened for a year that is near: who asks earlier gets numbers that do not hold.
YEARS_AHEAD = 1
# From a request to a reminder by letter, or an estimate: a letter takes its time there and back.
TO_ANSWER = timedelta(days=14)


def why_not_open(*, year: int, due_on: date, today: date, is_open: bool, asked: int) -> str | None:
    """`asked` is how many members have anything to declare."""
    if is_open:
        return _("The data of %(year)d have been asked for already.") % {"year": year}
    if not today.year <= year <= today.year + YEARS_AHEAD:
        return _("Please choose this year or the next one.")
    if due_on <= today:
        return _("The last day to declare must lie ahead.")
    if not asked:
        return _("By the dues regulations nobody has anything to declare for %(year)d.") % {"year": year}
    return None


def remind_on(rules: Declaration, due_on: date) -> date | None:
    """So long after the last day to declare; None where the regulations want no reminder."""
    return add(due_on, rules.reminder_after) if rules.reminder_after else None


def why_not_estimate(*, due_on: date, reminder_on: date | None, today: date) -> str | None:
    """Only who had the time to declare, and was reminded where the regulations want that."""
    if today <= due_on:
        return _("The data may be declared until %(day)s.") % {"day": date_format(due_on)}
    if reminder_on and today <= reminder_on:
        return _("The reminder goes out on %(day)s; estimate after that.") % {"day": date_format(reminder_on)}
    return None


def answer_by(due_on: date, today: date) -> date:
    """What a letter of today names as the last day: there are two weeks at least to answer it."""
    return max(due_on, today + TO_ANSWER)


def estimates(rules: Declaration) -> bool:
    """Whether the regulations put anything in the place of what nobody declared."""
    return rules.if_missing != IfMissing.UNSTATED


def object_until(rules: Declaration, told_on: date) -> date | None:
    """The last day of an objection; None where the regulations name no period."""
    return add(told_on, rules.objection) if rules.objection else None


def why_not_object(*, is_estimated: bool, until: date | None, has_objected: bool, today: date) -> str | None:
    if not is_estimated:
        return _("Nothing was estimated.")
    if has_objected:
        return _("Your objection has been received. The treasurer decides on it and writes to you.")
    if until and today > until:
        return _("The period for an objection ended on %(day)s.") % {"day": date_format(until)}
    return None


def why_not_decide(*, is_decided: bool, accepted: bool, answer: str) -> str | None:
    if is_decided:
        return _("This has been decided already.")
    if not accepted and not answer.strip():
        return _("Please write the reason: the member gets it by mail.")
    return None
