"""Versions of rules: what may be done with a draft, and why a version in force stays as it is."""

from datetime import date

from django.utils.translation import gettext as _

from members.models import Statutes
from members.models.versions import Version

from .words import day


def why_not_edit(version: Version) -> str | None:
    """Only drafts change: what was right on a day stays right."""
    if version.effective_on is None:
        return None
    facts = {"day": day(version.effective_on)}
    return _("This version is in force from %(day)s and can no longer be changed. Make a new draft of it.") % facts


def why_not_begin(version: Version, *, effective_on: date, taken: bool) -> str | None:
    """Whatever the rules say. `taken`: another version takes effect that day."""
    if reason := why_not_edit(version):
        return reason
    if version.decided_on is None:
        return _("Say first when this version was decided.")
    return why_not_from(effective_on, decided_on=version.decided_on, taken=taken)


def why_not_from(effective_on: date, *, decided_on: date | None, taken: bool) -> str | None:
    """Nothing counts for a time before it was decided, as dues are not raised for one (L-DUES-3)."""
    facts = {"day": day(effective_on)}
    if decided_on and effective_on < decided_on:
        facts["decided"] = day(decided_on)
        return _("Nothing is in force (%(day)s) before it was decided (%(decided)s).") % facts
    return _("Another version takes effect on %(day)s already.") % facts if taken else None


def why_not_put_in_force(statutes: Statutes, *, effective_on: date, taken: bool, errors: bool) -> str | None:
    """`errors`: the rules contradict themselves."""
    if reason := why_not_begin(statutes, effective_on=effective_on, taken=taken):
        return reason
    return _("These rules contradict themselves. Correct what is marked as an error first.") if errors else None


def why_not_take_back(version: Version, *, today: date) -> str | None:
    """A day of effect can be taken back until it has come."""
    if version.effective_on is None:
        return _("This version is a draft.")
    return why_not_edit(version) if version.effective_on <= today else None
