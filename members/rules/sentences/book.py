"""Sentences on the fiscal year, duties and dissolution."""

from datetime import date

from django.utils.translation import gettext as _

from members.models.rulebook import Rulebook
from members.rules.calendar import fiscal_year
from members.rules.words import day, day_of_year

from .decisions import decided


def on_fiscal_year(rulebook: Rulebook, today: date) -> list[str]:
    first, last = fiscal_year(rulebook, today)
    found = [_("The current fiscal year runs from %(first)s to %(last)s.") % {"first": day(first), "last": day(last)}]
    rule = rulebook.fiscal_year
    if rule.first_year_ended_on:
        found.append(_("The first fiscal year ended on %(day)s.") % {"day": day(rule.first_year_ended_on)})
    if rule.printed_end:
        found.append(_("The statutes print as its end: %(day)s.") % {"day": day_of_year(rule.printed_end)})
    return found


def on_rest(rulebook: Rulebook, today: date) -> list[str]:
    found = []
    duties, end = rulebook.duties, rulebook.dissolution
    if duties.keep_contact_data_current:
        found.append(_("Members report changes of their contact data."))
    if duties.else_counts_as_delivered:
        found.append(_("Whoever does not is taken to have received what was sent to the old address."))
    if duties.declare_fee_data:
        found.append(_("Members declare the data their fee depends on."))
    if end.decision and end.decision.body:
        found.append(decided(rulebook, end.decision, _("On the dissolution")))
    if end.assets_to:
        found.append(_("On dissolution the assets go to: %(who)s.") % {"who": end.assets_to})
    return found
