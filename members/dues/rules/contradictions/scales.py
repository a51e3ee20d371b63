"""Scales: bands that overlap, numbers that fall in none, amounts that fall where the number rises."""

from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext as _

from members.dues.models.regulations import Band, Fee, FeeBook, Matrix, Quantity
from members.dues.rules.bands import gaps, intervals, overlaps
from members.dues.rules.words import number, range_in_words
from members.rules.contradictions import Problem, error, warning


def of_scales(book: FeeBook) -> Iterator[Problem]:
    for index, fee in enumerate(book.fees):
        path = f"fees[{index}]"
        if fee.scale:
            quantity = book.quantity(fee.scale.by)
            yield from _bands(fee, fee.scale.bands, quantity, f"{path}.scale.bands")
            yield from _amounts(fee, fee.scale.bands, f"{path}.scale.bands")
        if fee.matrix:
            yield from _bands(fee, fee.matrix.bands, book.quantity(fee.matrix.by), f"{path}.matrix.bands")
            yield from _matrix(book, fee, fee.matrix, f"{path}.matrix")


def _bands(fee: Fee, bands: tuple[Band, ...], quantity: Quantity | None, path: str) -> Iterator[Problem]:
    if not bands:
        yield warning(path, _("%(fee)s: the scale has no bands.") % {"fee": fee.name})
    for place, found in enumerate(intervals(bands)):
        if found.is_empty:
            yield error(f"{path}[{place}]", _("%(fee)s: no number falls in this band.") % {"fee": fee.name})
    for one, other in overlaps(bands):
        facts = {"fee": fee.name, "one": _words(bands[one]), "other": _words(bands[other])}
        text = _("%(fee)s: the bands “%(one)s” and “%(other)s” overlap.")
        yield error(f"{path}[{other}]", text % facts)
    fractions = quantity is not None and quantity.fractions and quantity.rounded == "exact"
    for before, after in gaps(bands, fractions=fractions):
        if after is None:
            facts = {"fee": fee.name, "number": number(before)}
            yield warning(path, _("%(fee)s: who has more than %(number)s falls in no band.") % facts)
        else:
            facts = {"fee": fee.name, "before": number(before), "after": number(after)}
            yield warning(path, _("%(fee)s: between %(before)s and %(after)s a number falls in no band.") % facts)


def _words(band: Band) -> str:
    return band.name or range_in_words(band)


def _amounts(fee: Fee, bands: tuple[Band, ...], path: str) -> Iterator[Problem]:
    for place, band in enumerate(bands):
        if band.cents is None and not band.agreed:
            facts = {"fee": fee.name, "band": _words(band)}
            yield warning(f"{path}[{place}].cents", _("%(fee)s: no amount is stated for %(band)s.") % facts)
    stated = [band for band in bands if band.cents is not None]
    for one, other in pairwise(stated):
        if (one.cents or 0) > (other.cents or 0):
            facts = {"fee": fee.name, "one": _words(one), "other": _words(other)}
            yield warning(path, _("%(fee)s: “%(other)s” costs less than “%(one)s”.") % facts)


def _matrix(book: FeeBook, fee: Fee, matrix: Matrix, path: str) -> Iterator[Problem]:
    classification = book.classification(matrix.classes)
    rows = {row.member_class: row for row in matrix.rows}
    for member_class in classification.classes if classification else ():
        row = rows.get(member_class.key)
        if row is None or len(row.cents) < len(matrix.bands):
            facts = {"fee": fee.name, "band": member_class.name}
            yield warning(f"{path}.rows", _("%(fee)s: no amount is stated for %(band)s.") % facts)
    for index, shift in enumerate(classification.shifts if classification else ()):
        if not shift.stays_at_the_end and classification and classification.classes:
            end = classification.classes[0 if shift.by < 0 else -1]
            facts = {"name": classification.name, "class": end.name}
            place = book.classifications.index(classification)
            text = _("%(name)s: the regulations do not say what comes beyond “%(class)s”.")
            yield warning(f"classifications[{place}].shifts[{index}]", text % facts)
