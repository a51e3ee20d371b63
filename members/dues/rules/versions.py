"""Versions of the dues regulations: from when one may count."""

from datetime import date

from django.utils.translation import gettext as _

from members.dues.models import FeeBook, FeeRegulations
from members.dues.models.regulations import ChangeFrom
from members.models.rulebook import Rulebook
from members.rules.calendar import fiscal_year
from members.rules.versions import why_not_begin


def why_not_put_in_force(
    regulations: FeeRegulations,
    *,
    effective_on: date,
    taken: bool,
    errors: bool,
    before: FeeBook | None,
    rulebook: Rulebook,
) -> str | None:
    """`taken`: another version takes effect that day; `before`: the regulations it replaces, if any."""
    reason = (
        why_not_begin(regulations, effective_on=effective_on, taken=taken)
        or why_not_end(regulations.ends_on, effective_on)
        or (before and why_not_from(before, effective_on, rulebook))
    )
    if reason:
        return reason
    return _("These regulations contradict themselves. Correct what is marked as an error first.") if errors else None


def why_not_end(ends_on: date | None, effective_on: date) -> str | None:
    return _("It would end before it begins.") if ends_on and ends_on < effective_on else None


def why_not_from(before: FeeBook, effective_on: date, rulebook: Rulebook) -> str | None:
    """Some regulations say themselves from when a change counts."""
    if before.changes_from == ChangeFrom.CALENDAR_YEAR and (effective_on.month, effective_on.day) != (1, 1):
        return _("By the regulations in force, a change counts from 1 January.")
    first = fiscal_year(rulebook, effective_on)[0]
    if before.changes_from == ChangeFrom.FISCAL_YEAR and effective_on != first:
        return _("By the regulations in force, a change counts from the beginning of a fiscal year.")
    return None
