"""Value added tax of a fee: rates with their dates, added to net amounts or taken out of gross ones."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from members.billing.models import TaxTreatment
from members.dues.models.regulations import Amounts, Tax

from .result import Item, Kind, Line, TaxPart, rounded
from .words import joined, money, percent

# § 12 UStG, with the half year of 2020 (§ 28 UStG); the day is the first one of the rate.
RATES = {
    TaxTreatment.STANDARD: [
        (date(1998, 4, 1), Decimal(16)),
        (date(2007, 1, 1), Decimal(19)),
        (date(2020, 7, 1), Decimal(16)),
        (date(2021, 1, 1), Decimal(19)),
    ],
    TaxTreatment.REDUCED: [
        (date(1983, 7, 1), Decimal(7)),
        (date(2020, 7, 1), Decimal(5)),
        (date(2021, 1, 1), Decimal(7)),
    ],
}


def rate_on(treatment: TaxTreatment, day: date) -> Decimal:
    """The rate of the day on which a service is complete: for annual dues the last day of their year."""
    return next(rate for from_on, rate in reversed(RATES[treatment]) if from_on <= day)


def taxed(item: Item, lines: list[Line], *, day: date, is_business: bool) -> tuple[list[Line], list[TaxPart]]:
    """The line of the tax (none where it is included or none is due), and the whole by its tax."""
    cents, tax = sum(line.cents for line in lines), item.tax
    if not tax.is_taxed or not cents:
        return [], [TaxPart(tax.treatment, None, cents, 0, item.purpose, item.key)] if lines else []
    rate = rate_on(tax.treatment, day)
    part = Fraction(tax.taxable_percent) / 100
    if _added(tax, is_business=is_business):
        taxable = rounded(cents * part)
        added = rounded(cents * part * Fraction(rate) / 100)
        facts = {"rate": percent(rate), "amount": money(taxable)}
        detail = _("%(rate)s of %(amount)s") % facts
        if tax.taxable_percent != 100:
            detail = joined(
                [detail, _("%(percent)s of the fee is taxable") % {"percent": percent(tax.taxable_percent)}]
            )
        line = Line(Kind.TAX, _("Value added tax"), detail, added, "", item.purpose, item.key)
        return [line], _parts(item, rate, cents - taxable, taxable, added)
    net = cents / (1 + part * Fraction(rate) / 100)
    taxable = rounded(net * part)
    contained = cents - rounded(net)
    return [], _parts(item, rate, cents - contained - taxable, taxable, contained)


def _added(tax: Tax, *, is_business: bool) -> bool:
    return tax.amounts == Amounts.NET or (tax.amounts == Amounts.BY_HOLDER and is_business)


def _parts(item: Item, rate: Decimal, free: int, taxable: int, added: int) -> list[TaxPart]:
    about = (item.purpose, item.key)
    found = [TaxPart(TaxTreatment.NOT_TAXABLE, None, free, 0, *about)] if free else []
    return [*found, TaxPart(item.tax.treatment, rate, taxable, added, *about)]
