"""Phrases the sentences are made of: who a rule is for, a day of the year, a price, names instead of keys."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from members.dues.models.regulations import Bound, Due, FeeBook, Per, Tax, When
from members.dues.rules.words import joined, money, number, percent, range_in_words
from members.models.rulebook import MonthDay, Need, Rulebook
from members.models.rulebook.base import Decision
from members.rules.words import day, day_of_year, listed, name_of, within


class Names:
    """What the keys of the regulations and the statutes are called."""

    def __init__(self, book: FeeBook, rulebook: Rulebook) -> None:
        self.book, self.rulebook = book, rulebook
        self._own = {
            **{one.key: one.name for one in book.fees},
            **{one.key: one.name for one in book.quantities},
            **{one.key: one.name for one in book.traits},
            **{one.key: one.name for group in book.classifications for one in group.classes},
            **{one.key: one.name for one in book.classifications},
        }

    def own(self, key: str) -> str:
        """Of a fee, a number, a feature or a class."""
        return self._own.get(key, key)

    def unit(self, key: str) -> str:
        rule = self.book.quantity(key)
        return (rule.unit or rule.name) if rule else key

    def owns(self, keys: Iterable[str], *, either: bool = True) -> str:
        return listed((f"„{self.own(key)}“" for key in keys), either=either)

    def types(self, keys: Iterable[str]) -> str:
        return listed(name_of(self.rulebook, key) for key in keys)

    def bodies(self, keys: Iterable[str]) -> str:
        return listed(name_of(self.rulebook, key) for key in keys)


def who(when: When, names: Names) -> str:
    """ "ordentliche Mitglieder, mit dem Merkmal „Zweitbetrieb“"; nothing where a rule is for everybody."""
    parts = [
        names.types(when.types),
        _("not %(types)s") % {"types": names.types(when.not_types)} if when.not_types else "",
        listed((str(holder.label) for holder in when.holders), either=True),
        _("with the feature %(names)s") % {"names": names.owns(when.traits, either=False)} if when.traits else "",
        _("without the feature %(names)s") % {"names": names.owns(when.without_traits)} if when.without_traits else "",
        _("in the class %(names)s") % {"names": names.owns(when.classes)} if when.classes else "",
        _bound(when.number, names) if when.number else "",
        _("from the age of %(age)d") % {"age": when.min_age} if when.min_age is not None else "",
        _("up to the age of %(age)d") % {"age": when.max_age} if when.max_age is not None else "",
        _("joined from %(day)s") % {"day": day(when.joined_from)} if when.joined_from else "",
        _("joined before %(day)s") % {"day": day(when.joined_before)} if when.joined_before else "",
        _young(when),
    ]
    return joined(parts)


def _young(when: When) -> str:
    if when.business_younger_than is None:
        return ""
    return _("business at joining younger than %(length)s") % {"length": within(when.business_younger_than)}


def _bound(bound: Bound, names: Names) -> str:
    return f"{names.own(bound.quantity)} {range_in_words(bound)}"


def headed(name: str, clause: str, when: When, names: Names) -> str:
    """ "Jahresbeitrag (Firmen, § 2)": what a sentence is about; a fee that is called as its type says so once."""
    people, same = who(when, names), _("in the class %(names)s") % {"names": f"„{name}“"}
    more = joined(["" if people in (name, same) else people, clause])
    return f"{name} ({more})" if more else name


def sentence(head: str, parts: Iterable[str]) -> str:
    """ "Kopf: eins; zwei.": nothing where nothing is said."""
    said = joined((part for part in parts if part), "; ")
    return f"{head}: {said}." if said else ""


def price(cents: Decimal) -> str:
    return money(int(cents)) if cents == cents.to_integral_value() else f"{number(cents)} ct"


def due(rule: Due) -> str:
    if rule.day:
        return day_of_year(rule.day)
    if rule.month is None:
        return _("the first day of the year of dues")
    if rule.week is None:
        return day_of_year(MonthDay(rule.month, 1))
    month = date_format(date(2000, rule.month, 1), "F")
    return _("Monday of full week %(week)d in %(month)s") % {"week": rule.week, "month": month}


def asked(need: Need, what: str) -> str:
    """ "Nachweis: nötig"; nothing where it is not asked for."""
    return "" if need == Need.NO else f"{what}: {need.label}"


def decides(decision: Decision | None, names: Names) -> str:
    if decision is None or not decision.body:
        return ""
    return _("decided by: %(who)s") % {"who": names.bodies(decision.body)}


def tax_words(tax: Tax) -> str:
    """ "Regelsatz, zuzüglich Umsatzsteuer"."""
    if not tax.is_taxed:
        return str(tax.treatment.label)
    facts = {"percent": percent(tax.taxable_percent)}
    share = "" if tax.taxable_percent == 100 else _("%(percent)s of the fee is taxable") % facts
    return joined([str(tax.treatment.label), str(tax.amounts.label), share])


def tax_of(tax: Tax | None) -> str:
    return _("value added tax: %(how)s") % {"how": tax_words(tax)} if tax else ""


def a_time(per: Per) -> str:
    """ "im Jahr": after an amount."""
    return {
        Per.YEAR: pgettext("after an amount", "a year"),
        Per.HALF_YEAR: pgettext("after an amount", "a half-year"),
        Per.QUARTER: pgettext("after an amount", "a quarter"),
        Per.MONTH: pgettext("after an amount", "a month"),
    }[per]
