"""Money, numbers and bands in words."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from members.dues.models.regulations import Range


def money(cents: int) -> str:
    """ "1.234,50 €", in English "€1,234.50"."""
    amount = number_format(Decimal(abs(cents)) / 100, 2, force_grouping=True)
    sign = "−" if cents < 0 else ""
    return f"{sign}{amount}\xa0€" if (get_language() or "de")[:2] == "de" else f"{sign}€{amount}"


def number(value: Decimal | Fraction | int) -> str:
    """Without zeros at the end; at most four decimals are shown."""
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    text = f"{Decimal(value):.4f}".rstrip("0").rstrip(".")
    places = len(text.partition(".")[2])
    return number_format(Decimal(text), places, force_grouping=True)


def percent(value: Decimal | Fraction | int) -> str:
    return f"{number(value)}\xa0%"


def months(count: int) -> str:
    return ngettext("%(n)d month", "%(n)d months", count) % {"n": count}


def months_of(count: int, of: int) -> str:
    """ "8 of 12 months"."""
    return ngettext("%(n)d of %(of)d month", "%(n)d of %(of)d months", of) % {"n": count, "of": of}


def day(value: date) -> str:
    return date_format(value, "SHORT_DATE_FORMAT")


def range_in_words(found: Range) -> str:
    """ "more than 3, up to 6"; nothing where there are no bounds."""
    parts = [
        _("from %(number)s") % {"number": number(found.at_least)} if found.at_least is not None else "",
        _("more than %(number)s") % {"number": number(found.over)} if found.over is not None else "",
        _("up to %(number)s") % {"number": number(found.up_to)} if found.up_to is not None else "",
        _("less than %(number)s") % {"number": number(found.below)} if found.below is not None else "",
    ]
    return joined(parts, " ")


def joined(parts: Iterable[str], between: str = ", ") -> str:
    return between.join(part for part in parts if part)
