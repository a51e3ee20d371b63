"""Kinds of membership: who may become one, and what changes by itself after an age or a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from members.models.rulebook import AtAge, Change, EndAt, Holder, Rulebook, Since, TypeRule

from .calendar import ONE_DAY, add, age_on, birthday, last_day_of
from .words import listed, name_of


@dataclass(frozen=True)
class TypeChange:
    """`day` is the first day of the new type, or the first day without membership where `type_key` is None."""

    day: date
    type_key: str | None
    rule: Change


@dataclass(frozen=True)
class Applicant:
    """What a rule may ask of somebody who wants a type; what is not known is not held against them."""

    holder: str | None = None
    born_on: date | None = None
    former_types: frozenset[str] = frozenset()
    # Without a break where the type asks for that.
    years_of_membership: int = 0
    has_merit: bool = False
    founded_on: date | None = None


@dataclass(frozen=True)
class Numbers:
    """How many there are without the applicant: `all` members, by type, in the same company and the same industry.

    The last two count members of the type that is asked for.
    """

    all: int = 0
    by_type: Mapping[str, int] = field(default_factory=dict)
    in_company: int = 0
    in_trade: int = 0
    holder_agrees: bool = False


def change_of(
    rulebook: Rulebook, *, type_key: str, born_on: date | None, from_on: date, applied_on: date | None = None
) -> TypeChange | None:
    """The first change by itself of a membership of this type since `from_on`; None where nothing changes.

    Never before `from_on`: who joins past the age limit changes at once. `applied_on` counts where the statutes
    count the time from the application.
    """
    rule = rulebook.type(type_key)
    if rule is None:
        return None
    changes = [
        TypeChange(max(when, from_on), change.then, change)
        for change in rule.changes
        if (when := _change_on(rulebook, change, born_on=born_on, since=_since(change, from_on, applied_on)))
    ]
    return min(changes, key=lambda change: change.day, default=None)


def _since(change: Change, from_on: date, applied_on: date | None) -> date:
    return applied_on if applied_on and change.since == Since.APPLICATION else from_on


def _change_on(rulebook: Rulebook, change: Change, *, born_on: date | None, since: date) -> date | None:
    days = []
    if change.after is not None:
        days.append(add(since, change.after))
    if change.at_age is not None:
        if born_on is None:
            return None
        reached = birthday(born_on, change.at_age + change.grace_years)
        if change.when == AtAge.YEAR_END:
            reached = date(reached.year + 1, 1, 1)
        elif change.when == AtAge.FISCAL_YEAR_END:
            reached = last_day_of(EndAt.FISCAL_YEAR, reached, rulebook, since) + ONE_DAY
        days.append(reached)
    return max(days, default=None)


def why_not_type(
    rulebook: Rulebook, *, type_key: str, applicant: Applicant, numbers: Numbers, from_on: date
) -> str | None:
    """Why somebody may not become this type on `from_on`: the first reason in words, or None."""
    rule = rulebook.type(type_key)
    if rule is None:
        return _("The statutes in force do not know this type of membership.")
    return next(_reasons(rulebook, rule, applicant, numbers, from_on), None)


def _reasons(
    rulebook: Rulebook, rule: TypeRule, applicant: Applicant, numbers: Numbers, from_on: date
) -> Iterator[str]:
    facts = {"type": rule.name}
    if applicant.holder and rule.holders and applicant.holder not in rule.holders:
        kinds = listed([str(Holder(holder).label) for holder in rule.holders], either=True)
        yield _("%(type)s: held only by: %(kinds)s.") % {**facts, "kinds": kinds}
    yield from _reasons_of_age(rule, applicant, from_on)
    if rule.only_after and not applicant.former_types & set(rule.only_after):
        before = listed([name_of(rulebook, key) for key in rule.only_after], either=True)
        yield _("%(type)s: only for those who were before: %(before)s.") % {**facts, "before": before}
    yield from _reasons_of_time(rule, applicant, from_on)
    yield from _reasons_of_number(rule, numbers)


def _reasons_of_age(rule: TypeRule, applicant: Applicant, from_on: date) -> Iterator[str]:
    if applicant.born_on is None:
        return
    age = age_on(applicant.born_on, from_on)
    if rule.min_age is not None and age < rule.min_age:
        yield _("%(type)s: only from the age of %(age)d.") % {"type": rule.name, "age": rule.min_age}
    if rule.max_age is not None and age > rule.max_age:
        yield _("%(type)s: only up to the age of %(age)d.") % {"type": rule.name, "age": rule.max_age}


def _reasons_of_time(rule: TypeRule, applicant: Applicant, from_on: date) -> Iterator[str]:
    years = rule.min_years_of_membership
    by_merit = rule.merit_suffices and applicant.has_merit
    if years is not None and applicant.years_of_membership < years and not by_merit:
        yield _("%(type)s: only after %(years)d years of membership.") % {"type": rule.name, "years": years}
    if rule.years_after_founding is not None and applicant.founded_on is not None:
        last = applicant.founded_on.year + rule.years_after_founding
        if from_on.year > last:
            facts = {"type": rule.name, "year": last}
            yield _("%(type)s: only in the first years of a business, here until the end of %(year)d.") % facts


def _reasons_of_number(rule: TypeRule, numbers: Numbers) -> Iterator[str]:
    cap = rule.cap
    number = numbers.by_type.get(rule.key, 0) + 1
    facts: dict[str, object] = {"type": rule.name, "number": number, "all": numbers.all + 1}
    if cap.members_max is not None and number > cap.members_max:
        yield _("%(type)s: at most %(most)d, and there are as many.") % {**facts, "most": cap.members_max}
    if cap.percent_of_all is not None and number * 100 > cap.percent_of_all * (numbers.all + 1):
        share = floatformat(number * 100 / (numbers.all + 1), 1)
        yield _(
            "%(type)s: at most %(most)d %% of all members; with this one there would be %(number)d of %(all)d "
            "(%(share)s %%)."
        ) % {**facts, "most": cap.percent_of_all, "share": share}
    if cap.unless_holder_agrees and numbers.holder_agrees:
        return
    if cap.per_company is not None and numbers.in_company >= cap.per_company:
        yield _("%(type)s: at most %(most)d for each company.") % {**facts, "most": cap.per_company}
    if cap.per_trade is not None and numbers.in_trade >= cap.per_trade:
        yield _("%(type)s: at most %(most)d for each industry.") % {**facts, "most": cap.per_trade}
