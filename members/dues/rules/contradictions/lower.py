"""Reductions without effect or end, admission fees nobody can compute, levies without a limit."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from members.dues.models.regulations import Counted, FeeBook, LevyShare, Reduction, Years
from members.dues.rules.levies import why_not_levy
from members.rules.contradictions import Problem, error, warning


def of_reductions(book: FeeBook) -> Iterator[Problem]:
    for index, rule in enumerate(book.reductions):
        path, facts = f"reductions[{index}]", {"name": rule.name}
        effects = [bool(rule.percent_off), rule.minus_cents is not None, rule.fee_cents is not None, rule.pays_minimum]
        if not any(effects):
            yield error(path, _("%(name)s: say by how much it lowers the dues.") % facts)
        if sum(effects) > 1:
            yield error(path, _("%(name)s: more than one way to lower the dues.") % facts)
        yield from _time(book, rule, path)


def _time(book: FeeBook, rule: Reduction, path: str) -> Iterator[Problem]:
    facts = {"name": rule.name}
    if rule.since is None and (rule.years is not None or len(rule.percent_off) > 1):
        yield error(f"{path}.since", _("%(name)s: say from which day its years are counted.") % facts)
    if rule.since and rule.years is None and len(rule.percent_off) < 2:
        yield warning(f"{path}.years", _("%(name)s: it never ends.") % facts)
    if rule.years is not None and len(rule.percent_off) > rule.years:
        yield error(f"{path}.percent_off", _("%(name)s: more percents than years.") % facts)
    if rule.from_on and rule.last_on and rule.from_on > rule.last_on:
        yield error(f"{path}.last_on", _("%(name)s: it ends before it begins.") % facts)
    if rule.since == Counted.ASSOCIATION and book.association_founded_on is None:
        yield warning("association_founded_on", _("%(name)s: the day of founding is not known.") % facts)
    if (
        rule.since == Counted.JOINING
        and rule.year == Years.FULL
        and len(rule.percent_off) > 1
        and book.year != "membership"
    ):
        text = _(
            "%(name)s: its years run from joining, those of the dues do not: one invoice has parts of two of them."
        )
        yield warning(path, text % facts)


def of_admission(book: FeeBook) -> Iterator[Problem]:
    for index, rule in enumerate(book.admission_fees):
        if rule.cents is None and rule.percent_of_fee is None:
            facts = {"name": rule.name or _("Admission fee")}
            text = _("%(name)s: the regulations do not state the amount.")
            yield warning(f"admission_fees[{index}].cents", text % facts)


def of_levies(book: FeeBook) -> Iterator[Problem]:
    for index, levy in enumerate(book.levies):
        if reason := why_not_levy(levy):
            yield warning(f"levies[{index}]", reason)
        if levy.share == LevyShare.UNSTATED:
            facts = {"name": levy.name}
            yield warning(f"levies[{index}].share", _("%(name)s: the regulations do not say how it is spread.") % facts)
