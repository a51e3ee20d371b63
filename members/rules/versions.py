"""Versions of the statutes: what may be done with a draft, and why a version in force stays as it is."""

from datetime import date

from django.utils.translation import gettext as _

from members.models import Statutes

from .words import day


def why_not_edit(statutes: Statutes) -> str | None:
    """Only drafts change: what was right on a day stays right."""
    if statutes.effective_on is None:
        return None
    facts = {"day": day(statutes.effective_on)}
    return _("This version is in force from %(day)s and can no longer be changed. Make a new draft of it.") % facts


def why_not_put_in_force(
    statutes: Statutes, *, effective_on: date, taken: bool, errors: bool, decided_on: date | None
) -> str | None:
    """`taken`: another version takes effect that day; `errors`: the rules contradict themselves."""
    if reason := why_not_edit(statutes):
        return reason
    if decided_on is None:
        return _("Say first when this version was decided.")
    if effective_on < decided_on:
        facts = {"day": day(effective_on), "decided": day(decided_on)}
        return _("Nothing is in force (%(day)s) before it was decided (%(decided)s).") % facts
    if taken:
        return _("Another version takes effect on %(day)s already.") % {"day": day(effective_on)}
    return _("These rules contradict themselves. Correct what is marked as an error first.") if errors else None


def why_not_take_back(statutes: Statutes, *, today: date) -> str | None:
    """A day of effect can be taken back until it has come."""
    if statutes.effective_on is None:
        return _("This version is a draft.")
    return why_not_edit(statutes) if statutes.effective_on <= today else None
