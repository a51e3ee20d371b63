"""Sentences on the kinds of membership."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models.rulebook import AtAge, Change, FeeKind, Rulebook, TypeRule, Vote
from members.rules.words import listed, name_of, within

from .decisions import decided


def on_types(rulebook: Rulebook, today: date) -> list[str]:
    return [f"{rule.name}: {text}" for rule in rulebook.types for text in _on_type(rulebook, rule)]


def _on_type(rulebook: Rulebook, rule: TypeRule) -> Iterator[str]:
    if rule.vote != Vote.UNSTATED or rule.eligible is not None:
        yield _votes(rule)
    yield from _ages(rule)
    if rule.only_after:
        before = listed([name_of(rulebook, key) for key in rule.only_after], either=True)
        yield _("only for those who were before: %(before)s.") % {"before": before}
    for change in rule.changes:
        yield change_sentence(rulebook, change)
    yield from _caps(rule)
    yield from _fee(rulebook, rule)
    if rule.granted and rule.granted.body:
        yield decided(rulebook, rule.granted, _("On granting it"))
    if rule.for_life:
        yield _("for life.")


def _votes(rule: TypeRule) -> str:
    parts = []
    if rule.vote == Vote.YES:
        parts.append(str(rule.vote.label))
        if rule.votes > 1:
            parts.append(ngettext("%(n)d vote", "%(n)d votes", rule.votes) % {"n": rule.votes})
        if rule.vote_from_age is not None:
            parts.append(_("from the age of %(age)d") % {"age": rule.vote_from_age})
    elif rule.vote != Vote.UNSTATED:
        parts.append(str(rule.vote.label))
    if rule.eligible is not None:
        parts.append(_("may be elected") if rule.eligible else _("may not be elected"))
    return ", ".join(parts) + "."


def _ages(rule: TypeRule) -> Iterator[str]:
    if rule.min_age is not None and rule.max_age is not None:
        yield _("whoever joins is between %(least)d and %(most)d years old.") % {
            "least": rule.min_age,
            "most": rule.max_age,
        }
    elif rule.min_age is not None:
        yield _("whoever joins is %(least)d or older.") % {"least": rule.min_age}
    elif rule.max_age is not None:
        yield _("whoever joins is %(most)d at most.") % {"most": rule.max_age}
    if rule.min_years_of_membership:
        text = ngettext(
            "after %(n)d year of membership.", "after %(n)d years of membership.", rule.min_years_of_membership
        )
        yield text % {"n": rule.min_years_of_membership}


def change_sentence(rulebook: Rulebook, change: Change) -> str:
    """ "Wer 25 wird, ist ab dem Geburtstag Ordentliches Mitglied."""
    facts: dict[str, object] = {"type": name_of(rulebook, change.then) if change.then else ""}
    if change.at_age is not None:
        facts["age"] = change.at_age + change.grace_years
        text = _at_age(change)
    elif change.after is not None:
        facts["after"] = within(change.after)
        text = _("after %(after)s one becomes %(type)s.") if change.then else _("after %(after)s the membership ends.")
    else:
        return _("changes at a time that is not named.")
    return text % facts + (" " + _("The member chooses.") if change.choice else "")


def _at_age(change: Change) -> str:
    if change.then:
        return {
            AtAge.BIRTHDAY: _("whoever turns %(age)d is %(type)s from that birthday on."),
            AtAge.YEAR_END: _("whoever turns %(age)d is %(type)s from the next calendar year on."),
            AtAge.FISCAL_YEAR_END: _("whoever turns %(age)d is %(type)s from the next fiscal year on."),
        }[change.when]
    return {
        AtAge.BIRTHDAY: _("whoever turns %(age)d is no longer a member from that birthday on."),
        AtAge.YEAR_END: _("whoever turns %(age)d is a member until the end of that calendar year."),
        AtAge.FISCAL_YEAR_END: _("whoever turns %(age)d is a member until the end of that fiscal year."),
    }[change.when]


def _caps(rule: TypeRule) -> Iterator[str]:
    cap = rule.cap
    for number, text in (
        (cap.members_max, _("at most %(n)d members.")),
        (cap.percent_of_all, _("at most %(n)d %% of all members.")),
        (cap.per_company, _("at most %(n)d for each company.")),
        (cap.per_trade, _("at most %(n)d for each industry.")),
    ):
        if number is not None:
            yield text % {"n": number}
    if cap.unless_holder_agrees:
        yield _("more if the present holder agrees.")


def _fee(rulebook: Rulebook, rule: TypeRule) -> Iterator[str]:
    fee = rule.fee
    if fee.kind == FeeKind.NONE:
        yield _("pays no fee.")
    elif fee.percent is not None:
        other = name_of(rulebook, fee.of_type) if fee.of_type else ""
        facts = {"percent": fee.percent, "type": other}
        yield (
            _("pays %(percent)d %% of the fee of: %(type)s.") if other else _("pays %(percent)d %% of the fee.")
        ) % facts
    elif fee.kind == FeeKind.VOLUNTARY:
        yield _("the fee is voluntary.")
