"""Sentences on leaving: what a notice of today leads to, and how else a membership ends."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models.rulebook import ArrearsRemoval, AutomaticEnd, EndWhen, Leaving, Procedure, Rulebook, Suspension
from members.rules.exits import earliest_end, exit_date, exit_rule
from members.rules.words import day, listed, name_of, within

from .decisions import appealed, decided

# Long enough ago for every minimum term to be over.
_LONG_AGO = date(2001, 1, 1)


def on_leaving(rulebook: Rulebook, today: date) -> list[str]:
    rule = rulebook.leaving
    found = list(_exit(rulebook, None, today))
    for type_rule in rulebook.types:
        if type_rule.exit:
            found += [f"{type_rule.name}: {text}" for text in _exit(rulebook, type_rule.key, today)]
    if rule.automatic:
        found += [_automatic(rulebook, end) for end in rule.automatic]
    if rule.exclusion:
        found += _exclusion(rulebook, rule)
    found += [arrears_sentence(rulebook, removal) for removal in rule.arrears]
    found += [_suspension(each) for each in rule.suspension]
    return found


def _exit(rulebook: Rulebook, type_key: str | None, today: date) -> Iterator[str]:
    found = exit_date(rulebook, type_key=type_key, received_on=today, joined_on=_LONG_AGO)
    yield _("Whoever gives notice today is a member until %(day)s.") % {"day": day(found.last_day)}
    yield found.sentence
    rule = exit_rule(rulebook, type_key)
    earliest = earliest_end(rulebook, type_key=type_key, joined_on=today)
    if earliest > today:
        yield _("Whoever joins today can leave on %(day)s at the earliest.") % {"day": day(earliest)}
    if rule and rule.to_whom:
        who = listed([name_of(rulebook, key) for key in rule.to_whom], either=True)
        yield _("Notice goes to: %(who)s.") % {"who": who}
    if rule and rule.form:
        yield _("Form of the notice: %(form)s.") % {
            "form": listed([str(form.label) for form in rule.form], either=True)
        }


def _automatic(rulebook: Rulebook, end: AutomaticEnd) -> str:
    facts = {"event": end.event.label, "when": end.when.label}
    text = _("Membership ends by itself with: %(event)s (%(when)s)") % facts
    if end.types:
        text += ", " + _("only for: %(types)s") % {"types": listed([name_of(rulebook, key) for key in end.types])}
    if end.after:
        text += ", " + _("after %(length)s") % {"length": within(end.after)}
    return text + (", " + _("unless: %(unless)s") % {"unless": end.unless} if end.unless else "") + "."


def _procedure(rulebook: Rulebook, rule: Procedure) -> Iterator[str]:
    if rule.hearing:
        yield _("The member is heard before.")
    if text := appealed(rulebook, rule.appeal):
        yield text
    if rule.rights_rest:
        yield _("Rights rest until it is final.")
    if rule.when != EndWhen.AT_ONCE:
        yield _("It takes effect: %(when)s.") % {"when": rule.when.label}


def _exclusion(rulebook: Rulebook, rule: Leaving) -> Iterator[str]:
    assert rule.exclusion is not None
    if rule.exclusion.decision and rule.exclusion.decision.body:
        yield decided(rulebook, rule.exclusion.decision, _("On an exclusion"))
    if rule.exclusion.reasons:
        yield _("Grounds of an exclusion: %(reasons)s.") % {"reasons": "; ".join(rule.exclusion.reasons)}
    yield from _procedure(rulebook, rule.exclusion)


def arrears_sentence(rulebook: Rulebook, rule: ArrearsRemoval) -> str:
    conditions = []
    if rule.unpaid_for:
        conditions.append(_("fees have been unpaid for %(length)s") % {"length": within(rule.unpaid_for)})
    if rule.reminders:
        text = ngettext("%(n)d reminder was sent", "%(n)d reminders were sent", rule.reminders)
        conditions.append(text % {"n": rule.reminders})
    if rule.after_reminder:
        text = _("nothing was paid within %(length)s of the last reminder")
        conditions.append(text % {"length": within(rule.after_reminder)})
    found = [_("A member can be removed for arrears if: %(conditions)s.") % {"conditions": listed(conditions)}]
    if rule.automatic:
        found.append(_("This happens without a decision."))
    elif rule.decision and rule.decision.body:
        found.append(decided(rulebook, rule.decision, _("On the removal")))
    return " ".join([*found, *_procedure(rulebook, rule)])


def _suspension(rule: Suspension) -> str:
    facts = {"clause": rule.clause, "percent": rule.fee_percent}
    text = _("Membership can be dormant (%(clause)s); %(percent)d %% of the fee is owed.") % facts
    return text + " " + (_("The vote remains.") if rule.vote else _("There is no vote meanwhile."))
