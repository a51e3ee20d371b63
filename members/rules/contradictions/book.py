"""What goes wrong across a whole rulebook: names nobody answers to, keys given twice, the fiscal year."""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from members.models.rulebook import MonthDay, Rulebook
from members.rules.calendar import ONE_DAY, in_year
from members.rules.references import Kind, keys_in, known_keys, records
from members.rules.words import day_of_year

from .found import Level, Problem, error, warning

# Without these nobody can tell what a member becomes, what is owed or whose office it is.
_NEEDED = {"then", "of_type", "types", "eligible_types", "only_after"}


def of_book(rulebook: Rulebook) -> Iterator[Problem]:
    yield from _names(rulebook)
    yield from _twice(rulebook)
    yield from _fiscal_year(rulebook)


def _names(rulebook: Rulebook) -> Iterator[Problem]:
    for path, record in records(rulebook):
        for name, key, kind in keys_in(record):
            if key in known_keys(rulebook, kind):
                continue
            where = f"{path}.{name}" if path else name
            level = Level.ERROR if name in _NEEDED or kind == Kind.BODY else Level.WARNING
            yield Problem(where, _missing(kind) % {"key": key}, level)


def _missing(kind: Kind) -> str:
    if kind == Kind.TYPE:
        return _("“%(key)s” is named here, but there is no such membership type.")
    if kind == Kind.OFFICE:
        return _("“%(key)s” is named here, but there is no such office.")
    return _("“%(key)s” is named here, but the statutes list no such body or office.")


def _twice(rulebook: Rulebook) -> Iterator[Problem]:
    for section, rules in (
        ("types", rulebook.types),
        ("bodies", rulebook.bodies),
        ("offices", rulebook.offices),
    ):
        keys = Counter(rule.key for rule in rules)
        names = Counter(rule.name for rule in rules)
        for key in (key for key, count in keys.items() if count > 1):
            yield error(section, _("The key “%(key)s” is given twice.") % {"key": key})
        for name in (name for name, count in names.items() if count > 1):
            level = Level.ERROR if section == "types" else Level.WARNING
            yield Problem(section, _("Two are called “%(name)s”.") % {"name": name}, level)
    for key in sorted({body.key for body in rulebook.bodies} & {office.key for office in rulebook.offices}):
        yield error("offices", _("“%(key)s” is the key of a body and of an office.") % {"key": key})


def _fiscal_year(rulebook: Rulebook) -> Iterator[Problem]:
    rule = rulebook.fiscal_year
    if rule.first_year_ended_on and rule.first_year_ended_on + ONE_DAY != in_year(
        rule.start, (rule.first_year_ended_on + ONE_DAY).year
    ):
        text = _("After the first year another short year follows: regular years begin on %(day)s.")
        yield warning("fiscal_year.first_year_ended_on", text % {"day": day_of_year(rule.start)})
    if rule.printed_end is None:
        return
    end = rule.printed_end
    if (end.month, end.day) == (2, 29):
        text = _("29 February does not exist every year; in other years the year ends on 28 February.")
        yield warning("fiscal_year.printed_end", text)
    ends = [in_year(end, year) + ONE_DAY for year in (2027, 2028)]
    if all(begin != in_year(rule.start, begin.year) for begin in ends):
        last = in_year(rule.start, 2028) - ONE_DAY
        facts = {"end": day_of_year(end), "last": day_of_year(MonthDay(last.month, last.day))}
        text = _("The statutes print %(end)s as the end, but by its beginning the year ends on %(last)s.")
        yield error("fiscal_year.printed_end", text % facts)
