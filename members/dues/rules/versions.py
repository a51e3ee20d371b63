"""Versions of the dues regulations: what may be done with a draft, and why a version in force stays as it is."""

from datetime import date

from django.utils.translation import gettext as _

from members.dues.models import FeeBook, FeeRegulations
from members.dues.models.regulations import ChangeFrom
from members.models.rulebook import Rulebook
from members.rules.calendar import fiscal_year
from members.rules.words import day


def why_not_edit(regulations: FeeRegulations) -> str | None:
    """Only drafts change: what was owed for a year stays owed."""
    if regulations.effective_on is None:
        return None
    facts = {"day": day(regulations.effective_on)}
    return _("This version is in force from %(day)s and can no longer be changed. Make a new draft of it.") % facts


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
    if reason := why_not_edit(regulations):
        return reason
    if regulations.decided_on is None:
        return _("Say first when this version was decided.")
    if reason := why_retroactive(regulations.decided_on, effective_on) or _wrong_days(
        regulations, effective_on, taken=taken
    ):
        return reason
    if before and (reason := why_not_from(before, effective_on, rulebook)):
        return reason
    return _("These regulations contradict themselves. Correct what is marked as an error first.") if errors else None


def _wrong_days(regulations: FeeRegulations, effective_on: date, *, taken: bool) -> str | None:
    if regulations.ends_on and regulations.ends_on < effective_on:
        return _("It would end before it begins.")
    if taken:
        return _("Another version takes effect on %(day)s already.") % {"day": day(effective_on)}
    return None


def why_retroactive(decided_on: date, effective_on: date) -> str | None:
    """Dues are not raised for a time that has passed (L-DUES-3)."""
    if effective_on >= decided_on:
        return None
    facts = {"day": day(effective_on), "decided": day(decided_on)}
    return _("Nothing is in force (%(day)s) before it was decided (%(decided)s).") % facts


def why_not_from(before: FeeBook, effective_on: date, rulebook: Rulebook) -> str | None:
    """Some regulations say themselves from when a change counts."""
    if before.changes_from == ChangeFrom.CALENDAR_YEAR and (effective_on.month, effective_on.day) != (1, 1):
        return _("By the regulations in force, a change counts from 1 January.")
    first = fiscal_year(rulebook, effective_on)[0]
    if before.changes_from == ChangeFrom.FISCAL_YEAR and effective_on != first:
        return _("By the regulations in force, a change counts from the beginning of a fiscal year.")
    return None


def why_not_take_back(regulations: FeeRegulations, *, today: date) -> str | None:
    """A day of effect can be taken back until it has come."""
    if regulations.effective_on is None:
        return _("This version is a draft.")
    return why_not_edit(regulations) if regulations.effective_on <= today else None
