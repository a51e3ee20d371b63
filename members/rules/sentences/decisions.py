"""Sentences on who decides, and on what can be done against it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from members.models.rulebook import Appeal, Counts, Decision, Majority, Rulebook, Tie
from members.rules.words import names, within


def decided(rulebook: Rulebook, decision: Decision, matter: str) -> str:
    """ "Über die Aufnahme entscheidet der Vorstand mit einfacher Mehrheit; …": `matter` as _matters has it."""
    several = len(decision.body) > 1 and not decision.any_of
    facts = {
        "matter": matter,
        "who": names(rulebook, decision.body, either=decision.any_of),
        "majority": majority(decision.majority),
    }
    text = (
        pgettext("several", "%(matter)s, %(who)s decide together, %(majority)s")
        if several
        else _("%(matter)s, %(who)s decides, %(majority)s")
    ) % facts
    parts = [text, *_details(rulebook, decision)]
    if decision.tie == Tie.REFUSED and decision.majority == Majority.SIMPLE:
        parts.append(_("a tie counts as refusal"))
    elif decision.tie == Tie.ACCEPTED:
        parts.append(_("a tie counts as consent"))
    elif decision.tie == Tie.CHAIR:
        parts.append(_("in a tie the chair decides"))
    sentence = "; ".join(parts) + "."
    if decision.otherwise and decision.otherwise.body:
        facts = {"who": names(rulebook, decision.otherwise.body)}
        sentence += " " + _("Without a majority it goes to: %(who)s.") % facts
    return sentence


def _details(rulebook: Rulebook, decision: Decision) -> list[str]:
    details = [
        ngettext("%(office)s has %(n)d vote", "%(office)s has %(n)d votes", number)
        % {"office": names(rulebook, [office]), "n": number}
        for office, number in decision.votes.items()
    ]
    for keys, text in (
        (decision.proposed_by, _("on the proposal of: %(who)s")),
        (decision.consent_of, _("with the consent of: %(who)s")),
        (decision.confirmed_by, _("to be confirmed by: %(who)s")),
    ):
        if keys:
            details.append(text % {"who": names(rulebook, keys)})
    if decision.secret:
        details.append(_("the ballot is secret"))
    if decision.in_writing:
        details.append(_("in writing"))
    if decision.final:
        details.append(_("the decision is final"))
    return details


def majority(kind: Majority) -> str:
    """ "mit einfacher Mehrheit"."""
    return {
        Majority.SIMPLE: pgettext("by a majority", "by simple majority"),
        Majority.ABSOLUTE: pgettext("by a majority", "by absolute majority"),
        Majority.TWO_THIRDS: pgettext("by a majority", "by two thirds of the votes cast"),
        Majority.THREE_QUARTERS: pgettext("by a majority", "by three quarters of the votes cast"),
        Majority.UNANIMOUS: pgettext("by a majority", "unanimously"),
    }[kind]


def appealed(rulebook: Rulebook, appeal: Appeal | None) -> str:
    """One sentence on the appeal; empty where nothing is said."""
    if appeal is None:
        return ""
    if not appeal.possible:
        return _("There is no appeal.")
    text = _("An appeal is possible")
    if appeal.period:
        text = _("An appeal is possible within %(period)s of %(moment)s") % {
            "period": within(appeal.period),
            "moment": moment(appeal.counts),
        }
    if appeal.decision.body:
        text += "; " + _("it is decided by: %(who)s") % {"who": names(rulebook, appeal.decision.body)}
    text += "; " + (_("until then nothing takes effect") if appeal.suspensive else _("it has no suspensive effect"))
    return text + "."


def moment(counts: Counts) -> str:
    """ "Zugang": after "nach"."""
    return {
        Counts.RECEIPT: pgettext("a period after", "receipt"),
        Counts.DISPATCH: pgettext("a period after", "dispatch"),
        Counts.ANNOUNCEMENT: pgettext("a period after", "the announcement"),
        Counts.DECISION: pgettext("a period after", "the decision"),
    }[counts]
