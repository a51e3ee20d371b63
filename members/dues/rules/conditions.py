"""Whether a rule is for somebody: one member, on one day, under one version of the regulations."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from members.dues.models.regulations import FeeBook, Quantity, Rounded, When
from members.models.rulebook import Rulebook
from members.rules.calendar import add, age_on

from .facts import Facts, Index, Period, Source
from .result import Missing, rounded


@dataclass(frozen=True)
class Case:
    """One member of one type in one period; `day` is the one its status is asked for."""

    book: FeeBook
    rulebook: Rulebook
    facts: Facts
    period: Period
    day: date
    type_key: str
    index: Index = field(default_factory=dict)

    def of_type(self, key: str) -> "Case":
        return replace(self, type_key=key)


def number_of(case: Case, key: str) -> Decimal:
    """The declared number, weighted and rounded as the regulations say; Missing where there is none."""
    return round_number(case.book.quantity(key), exact_number_of(case, key))


def exact_number_of(case: Case, key: str) -> Decimal:
    """The same before it is rounded."""
    rule, declared = case.book.quantity(key), case.facts.numbers.get(key)
    name = rule.name if rule else key
    if declared is None or (declared.number is None and not declared.weights):
        raise Missing(_("It is not known: %(name)s.") % {"name": name})
    if not declared.weights:
        assert declared.number is not None
        return declared.number
    return weighted(rule, declared.weights)


def weighted(rule: Quantity | None, counts: Mapping[str, Decimal]) -> Decimal:
    """The sum of what is counted times its weight; a kind nobody knows raises Missing."""
    weights = {weight.key: weight.weight for weight in rule.weights} if rule else {}
    if unknown := [key for key in counts if key not in weights]:
        raise Missing(_("The regulations do not say how much “%(key)s” counts.") % {"key": unknown[0]})
    return sum((weights[key] * count for key, count in counts.items()), Decimal(0))


def round_number(rule: Quantity | None, value: Decimal) -> Decimal:
    if rule is None or rule.rounded == Rounded.EXACT:
        return value
    return Decimal(rounded(Fraction(value), 1, rule.rounded))


def is_highest(case: Case, key: str) -> bool:
    """Nothing was declared, and the regulations put that into the highest band."""
    declared = case.facts.numbers.get(key)
    return declared is not None and declared.source == Source.HIGHEST


def holds(when: When, case: Case) -> bool:
    """Whether everything the rule asks for is there. An age or a day that is not known is not there."""
    facts = case.facts
    return (
        (not when.types or case.type_key in when.types)
        and case.type_key not in when.not_types
        and (not when.holders or facts.holder in when.holders)
        and set(when.traits) <= facts.traits
        and not set(when.without_traits) & facts.traits
        and (not when.classes or bool(set(when.classes) & facts.classes))
        and _of_age(when, case)
        and _joined(when, facts)
        and (when.number is None or when.number.holds(number_of(case, when.number.quantity)))
    )


def _of_age(when: When, case: Case) -> bool:
    if when.min_age is None and when.max_age is None:
        return True
    if case.facts.born_on is None:
        return False
    age = age_on(case.facts.born_on, case.day)
    return (when.min_age or 0) <= age <= (200 if when.max_age is None else when.max_age)


def _joined(when: When, facts: Facts) -> bool:
    joined, founded = facts.joined, facts.founded_on
    if when.joined_from and (joined is None or joined < when.joined_from):
        return False
    if when.joined_before and (joined is None or joined >= when.joined_before):
        return False
    if when.business_younger_than:
        return bool(founded and joined and joined < add(founded, when.business_younger_than))
    return True
