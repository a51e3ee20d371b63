"""Sentences on admission."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models.rulebook import Admission, Mode, Rulebook, StartAt, TermCount
from members.rules.calendar import add
from members.rules.joining import decision_on_admission, start_day
from members.rules.words import day, length_of, listed, names, within

from .decisions import appealed, decided, moment


def on_admission(rulebook: Rulebook, today: date) -> list[str]:
    rule = rulebook.admission
    found = []
    if rule.mode == Mode.DECLARATION:
        found.append(_("Membership arises by the declaration itself."))
    else:
        found.append(decided(rulebook, decision_on_admission(rulebook, None), _("On admission")))
    if rule.mode == Mode.INVITATION:
        found.append(_("Only who is invited may apply."))
    if rule.refusal_decision and rule.refusal_decision.body:
        found.append(decided(rulebook, rule.refusal_decision, _("On a refusal")))
    found += _periods(rulebook, rule, today)
    if text := appealed(rulebook, rule.appeal):
        found.append(text)
    found.append(_start(rulebook, today))
    found += _before(rule)
    return found


def _periods(rulebook: Rulebook, rule: Admission, today: date) -> Iterator[str]:
    if rule.veto:
        facts = {
            "who": names(rulebook, rule.veto.by),
            "period": within(rule.veto.period),
            "day": day(add(today, rule.veto.period)),
        }
        yield (
            _("A refusal is still possible within %(period)s, by: %(who)s; for a declaration of today until %(day)s.")
            % facts
        )
    if rule.silence_accepts_after:
        facts = {"period": within(rule.silence_accepts_after), "day": day(add(today, rule.silence_accepts_after))}
        yield (
            _("Without an answer within %(period)s the application counts as accepted; one of today after %(day)s.")
            % facts
        )
    if rule.objection and rule.objection.by:
        who = listed([str(by.label) for by in rule.objection.by], either=True)
        if rule.objection.period:
            period, counts = within(rule.objection.period), moment(rule.objection.counts)
            facts = {"who": who, "period": period, "moment": counts}
            yield _("Objections are possible within %(period)s of %(moment)s, by: %(who)s.") % facts
        else:
            yield _("Objections are possible, by: %(who)s.") % {"who": who}


def _start(rulebook: Rulebook, today: date) -> str:
    start = rulebook.admission.start
    first = start_day(rulebook, type_key=None, applied_on=today, decided_on=today, paid_on=today)
    facts = {"day": day(first) if first else ""}
    if start.at == StartAt.PAYMENT or start.needs_payment:
        return _("Whoever is admitted today is a member as soon as it is paid, from %(day)s at the earliest.") % facts
    if start.rights_need_payment:
        return _("Whoever is admitted today is a member from %(day)s; rights begin with the payment.") % facts
    return _("Whoever applies and is admitted today is a member from %(day)s.") % facts


def _before(rule: Admission) -> Iterator[str]:
    if rule.guest_visits:
        text = ngettext(
            "Before applying one meeting as a guest.", "Before applying %(n)d meetings as a guest.", rule.guest_visits
        )
        yield text % {"n": rule.guest_visits}
    if rule.guest_period:
        yield _("Before applying as a guest for: %(length)s.") % {"length": length_of(rule.guest_period)}
    if rule.sponsors:
        yield ngettext("%(n)d sponsor is needed.", "%(n)d sponsors are needed.", rule.sponsors) % {"n": rule.sponsors}
    if rule.minimum_term:
        how = "" if rule.minimum_term.counts == TermCount.FROM_JOINING else f" ({rule.minimum_term.counts.label})"
        yield _("Membership lasts at least: %(length)s.") % {"length": length_of(rule.minimum_term.length) + how}
