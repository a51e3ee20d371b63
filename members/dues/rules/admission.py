"""The admission fee: who owes it, how much, and when its parts are due."""

from fractions import Fraction

from django.utils.translation import gettext as _

from members.dues.models.regulations import AdmissionFee

from .conditions import Case, holds
from .facts import month_after
from .instalments import newcomer_due
from .result import Draft, Instalment, Item, Kind, Missing, Purpose, parts, rounded
from .words import money, months, percent


def admission_fee(case: Case, annual: Fraction | None) -> tuple[Item | None, list[str]]:
    """What is owed on joining and notes on what is waived; `annual` is an undiminished year's dues, if known."""
    rule = next((fee for fee in case.book.admission_fees if holds(fee.when, case)), None)
    if rule is None:
        return None, []
    label = rule.name or _("Admission fee")
    if rule.cents == 0:
        return None, []
    if any(holds(when, case) for when in rule.not_for):
        return None, [_("%(name)s: waived by the regulations.") % {"name": label}]
    if case.facts.was_member_before and not rule.again:
        return None, [_("%(name)s: not again from a former member.") % {"name": label}]
    if case.facts.admission_waived:
        return None, [_("%(name)s: waived by decision.") % {"name": label}]
    item = Item(Purpose.ADMISSION, rule.key, rule.tax or case.book.tax)
    item.drafts.append(_draft(rule, label, annual))
    return item, []


def _draft(rule: AdmissionFee, label: str, annual: Fraction | None) -> Draft:
    if rule.cents is not None:
        return Draft(Kind.ADMISSION, label, _("once, on joining"), Fraction(rule.cents), rule.clause)
    if rule.percent_of_fee is None or annual is None:
        raise Missing(_("%(name)s: the regulations do not state the amount.") % {"name": label})
    facts = {"percent": percent(rule.percent_of_fee), "amount": money(rounded(annual))}
    detail = _("once, on joining: %(percent)s of the annual dues (%(amount)s)") % facts
    return Draft(Kind.ADMISSION, label, detail, annual * Fraction(rule.percent_of_fee) / 100, rule.clause)


def admission_instalments(case: Case, key: str, cents: int) -> list[Instalment]:
    """In one sum, or in monthly parts where the regulations offer them and the member asked for them."""
    rule = next(fee for fee in case.book.admission_fees if fee.key == key)
    joined_on = case.facts.joined or case.period.from_on
    first = newcomer_due(rule.due, joined_on)
    count = rule.parts if rule.parts and case.facts.admission_in_parts else 1
    detail = _("in %(months)s") % {"months": months(count)} if count > 1 else _("in one sum")
    return [
        Instalment(month_after(first, place), amount, Purpose.ADMISSION, place + 1, count, detail)
        for place, amount in enumerate(parts(cents, count))
    ]
