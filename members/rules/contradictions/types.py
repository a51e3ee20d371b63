"""Contradictions of the kinds of membership: ages, changes by themselves, shares of fees, caps, votes."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from members.models.rulebook import AtAge, Change, FeeKind, Rulebook, TypeRule, Vote

from .found import Problem, error, warning


def of_types(rulebook: Rulebook) -> Iterator[Problem]:
    for index, rule in enumerate(rulebook.types):
        path = f"types[{index}]"
        yield from _ages(rule, path)
        for number, change in enumerate(rule.changes):
            yield from _change(rulebook, rule, change, f"{path}.changes[{number}]")
        yield from _fee(rule, path)
        yield from _votes(rule, path)
        yield from _cap(rulebook, rule, path)
    yield from _cycles(rulebook)
    stated = [rule.vote for rule in rulebook.types if rule.vote != Vote.UNSTATED]
    if stated and len(stated) == len(rulebook.types) and Vote.YES not in stated:
        yield warning("types", _("Nobody is entitled to vote."))


def _ages(rule: TypeRule, path: str) -> Iterator[Problem]:
    if rule.min_age is not None and rule.max_age is not None and rule.min_age > rule.max_age:
        facts = {"type": rule.name, "least": rule.min_age, "most": rule.max_age}
        yield error(
            f"{path}.min_age",
            _("%(type)s: the youngest age (%(least)d) lies above the oldest (%(most)d), so nobody can join.") % facts,
        )


def _change(rulebook: Rulebook, rule: TypeRule, change: Change, path: str) -> Iterator[Problem]:
    if change.at_age is None and change.after is None:
        yield error(path, _("%(type)s: say at which age or after which time it changes.") % {"type": rule.name})
    if change.at_age is None:
        return
    limit = change.at_age + change.grace_years
    facts = {"type": rule.name, "age": limit}
    if rule.min_age is not None and rule.min_age >= limit:
        text = _("%(type)s: ends at the age of %(age)d, before anybody may join.")
        yield error(f"{path}.at_age", text % facts)
    elif rule.max_age is not None and rule.max_age > limit - (change.when == AtAge.BIRTHDAY):
        text = _("%(type)s: whoever joins at the oldest age is past the limit of %(age)d already.")
        yield warning(f"{path}.at_age", text % facts)
    then = rulebook.type(change.then) if change.then else None
    if then and then.min_age is not None and then.min_age > limit:
        text = _("%(type)s: becomes “%(then)s” at %(age)d, which is open only from the age of %(least)d.")
        yield warning(f"{path}.then", text % {**facts, "then": then.name, "least": then.min_age})
    if then and then.max_age is not None and then.max_age < limit:
        text = _("%(type)s: becomes “%(then)s” at %(age)d, which is open only up to the age of %(most)d.")
        yield warning(f"{path}.then", text % {**facts, "then": then.name, "most": then.max_age})


def _cycles(rulebook: Rulebook) -> Iterator[Problem]:
    """A type that becomes itself again by time alone would change for ever."""
    following = {
        rule.key: {change.then for change in rule.changes if change.then and not change.choice}
        for rule in rulebook.types
    }
    for index, rule in enumerate(rulebook.types):
        reached, new = set(), set(following.get(rule.key, ()))
        while new:
            reached |= new
            new = set().union(*(following.get(key, set()) for key in new)) - reached
        if rule.key in reached:
            text = _("%(type)s: becomes itself again by automatic changes, without end.")
            yield error(f"types[{index}].changes", text % {"type": rule.name})


def _fee(rule: TypeRule, path: str) -> Iterator[Problem]:
    fee, facts = rule.fee, {"type": rule.name}
    if fee.percent is not None and fee.of_type is None:
        text = _("%(type)s: a share of the fee is named, but not of which membership type.")
        yield warning(f"{path}.fee.of_type", text % facts)
    if fee.kind == FeeKind.SHARE and fee.percent is None:
        yield warning(f"{path}.fee.percent", _("%(type)s: say which share of the fee it pays.") % facts)
    if fee.of_type == rule.key:
        text = _("%(type)s: its fee is a share of itself.")
        yield error(f"{path}.fee.of_type", text % facts)


def _votes(rule: TypeRule, path: str) -> Iterator[Problem]:
    facts = {"type": rule.name}
    if rule.vote in (Vote.NO, Vote.ADVISORY) and (rule.votes > 1 or rule.vote_from_age is not None):
        yield warning(
            f"{path}.vote", _("%(type)s: has no vote, yet votes are counted or an age for it is named.") % facts
        )
    if rule.eligible is False and rule.eligible_for:
        yield error(f"{path}.eligible", _("%(type)s: may not be elected, yet offices are named for it.") % facts)
    if both := sorted(set(rule.eligible_for) & set(rule.not_eligible_for)):
        text = _("%(type)s: may and may not be elected to “%(office)s”.")
        yield error(f"{path}.eligible_for", text % {**facts, "office": both[0]})
    if rule.for_life and rule.changes:
        yield warning(f"{path}.for_life", _("%(type)s: is for life, yet changes by itself.") % facts)


def _cap(rulebook: Rulebook, rule: TypeRule, path: str) -> Iterator[Problem]:
    cap, facts = rule.cap, {"type": rule.name}
    if cap.percent_of_all is not None and cap.percent_of_all < 100 and len(rulebook.types) == 1:
        text = _("%(type)s: limited to a share of all members, but there is no other membership type.")
        yield error(f"{path}.cap.percent_of_all", text % facts)
    if cap.unless_holder_agrees and cap.per_company is None and cap.per_trade is None:
        text = _("%(type)s: the present holder may agree, but no limit for company or industry is named.")
        yield warning(f"{path}.cap.unless_holder_agrees", text % facts)
