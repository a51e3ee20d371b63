"""Sentences on bodies, offices, representation and the general meeting."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models.rulebook import Office, Represents, Rulebook
from members.rules.calendar import first_day_after
from members.rules.words import day, day_of_year, length_of, listed, name_of, within

from .decisions import decided


def on_bodies(rulebook: Rulebook, today: date) -> list[str]:
    found = []
    for body in rulebook.bodies:
        offices = [_seats(office) for office in rulebook.offices if office.body == body.key]
        if offices:
            found.append(f"{body.name}: {listed(offices)}.")
    found += [f"{office.name}: {text}" for office in rulebook.offices for text in _on_office(rulebook, office)]
    return found


def _seats(office: Office) -> str:
    if office.seats_min == office.seats_max == 1:
        return office.name
    if office.seats_min == office.seats_max:
        return f"{office.seats_max} × {office.name}"
    return f"{office.seats_min}–{office.seats_max} × {office.name}"


def _on_office(rulebook: Rulebook, office: Office) -> Iterator[str]:
    if office.term:
        yield _("elected for %(length)s.") % {"length": length_of(office.term)}
    if office.first_terms:
        lengths = listed([length_of(length) for length in office.first_terms])
        yield _("at the first election for: %(lengths)s.") % {"lengths": lengths}
    if office.stays_until_successor:
        yield _("remains in office until a successor is elected.")
    if office.elected_by:
        yield _("elected by: %(who)s.") % {"who": listed([name_of(rulebook, key) for key in office.elected_by])}
    if not office.re_election:
        yield _("cannot be re-elected.")
    yield from _who_may(rulebook, office)
    if office.co_option_by:
        who = listed([name_of(rulebook, key) for key in office.co_option_by])
        yield _("between elections filled by: %(who)s.") % {"who": who}
    if office.co_option_until:
        yield _("a co-option counts until %(when)s.") % {"when": office.co_option_until.label}


def _who_may(rulebook: Rulebook, office: Office) -> Iterator[str]:
    if office.eligible_types:
        types = listed([name_of(rulebook, key) for key in office.eligible_types], either=True)
        yield _("open to: %(types)s.") % {"types": types}
    if office.not_with:
        others = listed([name_of(rulebook, key) for key in office.not_with])
        yield _("not together with: %(offices)s.") % {"offices": others}


def on_representation(rulebook: Rulebook, today: date) -> list[str]:
    found = [_("The association is represented: %(how)s.") % {"how": rulebook.board.representation.label}]
    found += [
        f"{office.name}: {office.represents.label}."
        for office in rulebook.offices
        if office.represents != Represents.NO
    ]
    if rulebook.board.combining_offices is not None:
        found.append(
            _("One person may hold several offices.")
            if rulebook.board.combining_offices
            else _("Nobody may hold two offices.")
        )
    if rulebook.board.decision:
        decision = rulebook.board.decision
        found.append(
            decided(
                rulebook,
                decision if decision.body else decision.model_copy(update={"body": ("board",)}),
                _("On resolutions"),
            )
        )
    return found


def on_meeting(rulebook: Rulebook, today: date) -> list[str]:
    rule, found, on_it = rulebook.general_meeting, [], _("On it")
    if rule.every:
        months = rule.every.number * (12 if rule.every.unit == "years" else 1)
        found.append(
            _("The general meeting is held every year.")
            if months == 12
            else _("The general meeting is held every %(length)s.") % {"length": length_of(rule.every)}
        )
    if rule.by:
        found.append(_("It should be held by %(day)s.") % {"day": day_of_year(rule.by)})
    if rule.notice:
        facts = {"length": within(rule.notice), "day": day(first_day_after(today, rule.notice))}
        found.append(_("The invitation goes out %(length)s before; one of today for %(day)s at the earliest.") % facts)
    if rule.motions_before:
        found.append(_("Motions come %(length)s before.") % {"length": within(rule.motions_before)})
    if rule.proxy is not None:
        found.append(_("Votes by proxy are possible.") if rule.proxy else _("There are no votes by proxy."))
    if rule.proxy_max:
        text = ngettext(
            "One person holds %(n)d proxy at most.", "One person holds %(n)d proxies at most.", rule.proxy_max
        )
        found.append(text % {"n": rule.proxy_max})
    found += [
        f"{each.matter.label}: {decided(rulebook, each.decision, on_it)}"
        for each in rule.resolutions
        if each.decision.body
    ]
    return found
