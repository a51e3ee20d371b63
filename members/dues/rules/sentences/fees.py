"""Sentences on what the dues are and what they depend on."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.dues.models.regulations import (
    Band,
    Classification,
    Fee,
    FeeBook,
    IfMissing,
    Matrix,
    Measured,
    PerUnit,
    Quantity,
    Rounded,
    Scale,
    Several,
)
from members.dues.rules.words import joined, money, number, percent, range_in_words
from members.rules.words import day_of_year, listed, within

from .phrases import Names, a_time, decides, headed, price, sentence, tax_of


def on_fees(book: FeeBook, names: Names) -> Iterator[str]:
    for fee in book.fees:
        yield sentence(headed(fee.name, fee.clause, fee.when, names), _fee(fee, names)) or f"{fee.name}."
    if len(book.fees) > 1:
        yield _("Where several dues fit a member: %(how)s.") % {"how": Several(book.several).label}
    if book.index:
        facts = {"name": book.index.name or _("index of prices"), "year": book.index.base_year}
        back = book.index.years_back
        facts |= {"when": _before(back) if back else _("of the year itself"), "amount": money(book.index.to_cents)}
        yield (
            _(
                "The amounts follow the %(name)s; printed are those of %(year)d. What counts is the index %(when)s, "
                "rounded to %(amount)s."
            )
            % facts
        )
    if book.rounding.to_cents > 1 or book.rounding.how != Rounded.HALF_UP:
        facts = {"amount": money(book.rounding.to_cents), "how": book.rounding.how.label}
        yield _("Amounts are rounded to %(amount)s (%(how)s).") % facts
    if book.benefits:
        yield _("Included in the dues: %(what)s.") % {"what": "; ".join(book.benefits)}


def _before(years: int) -> str:
    return ngettext("of %(n)d year before", "of %(n)d years before", years) % {"n": years}


def _fee(fee: Fee, names: Names) -> Iterator[str]:
    if fee.free:
        yield _("no dues")
    if fee.cents is not None:
        yield f"{money(fee.cents)} {a_time(fee.per)}"
    if fee.month_cents is not None:
        yield _("%(amount)s a month") % {"amount": money(fee.month_cents)}
    if fee.scale:
        yield _scale(fee, fee.scale, names)
    if fee.matrix:
        yield _matrix(fee, fee.matrix, names)
    for unit in fee.units:
        yield _unit(fee, unit, names)
    yield from _own_choice(fee, names)
    yield from _share(fee, names)
    yield from _limits(fee)
    if fee.free_if:
        yield _("no dues with the feature %(names)s") % {"names": names.owns(fee.free_if)}
    yield tax_of(fee.tax)
    yield decides(fee.set_by, names)
    yield fee.note


def _limits(fee: Fee) -> Iterator[str]:
    if fee.min_cents is not None:
        yield _("at least %(amount)s") % {"amount": money(fee.min_cents)}
    if fee.max_cents is not None:
        yield _("at most %(amount)s") % {"amount": money(fee.max_cents)}
    if fee.voluntary_more:
        yield _("members may pay more")


def _own_choice(fee: Fee, names: Names) -> Iterator[str]:
    if fee.chosen:
        text = _("chosen by the member, at least %(amount)s") % {"amount": money(fee.chosen.min_cents)}
        if fee.chosen.recommended_cents is not None:
            text += " (" + _("recommended: %(amount)s") % {"amount": money(fee.chosen.recommended_cents)} + ")"
        yield text
    if fee.agreed:
        least = fee.agreed.min_cents
        yield joined(
            [
                _("or by agreement") if fee.or_agreed else _("by agreement"),
                names.bodies(fee.agreed.decided_by),
                _("at least %(amount)s") % {"amount": money(least)} if least is not None else "",
            ]
        )
    elif fee.or_agreed:
        yield _("or by agreement")


def _share(fee: Fee, names: Names) -> Iterator[str]:
    if fee.share:
        facts = {"percent": percent(fee.share.percent), "fee": names.own(fee.share.fee or "")}
        yield (
            _("%(percent)s of the lowest amount of “%(fee)s”")
            if fee.share.of_minimum
            else _("%(percent)s of “%(fee)s”")
        ) % facts
    if fee.further:
        facts = {"percent": percent(fee.further.percent), "what": names.own(fee.further.quantity)}
        yield _("each further one (%(what)s): %(percent)s of it") % facts


def _band(band: Band, before: Decimal | None, amount: str) -> str:
    words = range_in_words(band) or (_("more than %(number)s") % {"number": number(before)} if before else _("all"))
    return f"{joined([band.name, words])}: {amount}"


def _bands(bands: tuple[Band, ...], amounts: list[str]) -> str:
    found, before = [], None
    for band, amount in zip(bands, amounts, strict=False):
        found.append(_band(band, before, amount))
        before = band.up_to or band.below
    return ", ".join(found)


def _scale(fee: Fee, scale: Scale, names: Names) -> str:
    amounts = [_("by agreement") if band.agreed or band.cents is None else money(band.cents) for band in scale.bands]
    facts = {"number": names.own(scale.by), "per": a_time(fee.per), "bands": _bands(scale.bands, amounts)}
    return _("by %(number)s (%(per)s) %(bands)s") % facts


def _matrix(fee: Fee, matrix: Matrix, names: Names) -> str:
    rows = [
        f"{names.own(row.member_class)} ({_bands(matrix.bands, [money(cents) for cents in row.cents])})"
        for row in matrix.rows
    ]
    facts = {"classes": names.own(matrix.classes), "number": names.own(matrix.by), "per": a_time(fee.per)}
    return joined([_("by %(classes)s and %(number)s (%(per)s)") % facts, ", ".join(rows)], ": ")


def _unit(fee: Fee, unit: PerUnit, names: Names) -> str:
    facts = {"price": price(unit.cents_each), "each": names.unit(unit.quantity), "per": a_time(fee.per)}
    told = _("%(price)s for each: %(each)s (%(per)s)") % facts
    if unit.each != 1:
        facts |= {"name": names.own(unit.quantity), "each": f"{number(unit.each)} {names.unit(unit.quantity)}"}
        told = _("%(name)s: %(price)s for each %(each)s (%(per)s)") % facts
    return joined(
        [
            told,
            _("each one begun counts") if unit.started else "",
            _("only those above %(number)s") % {"number": number(unit.over)} if unit.over is not None else "",
            _("only those up to %(number)s") % {"number": number(unit.up_to)} if unit.up_to is not None else "",
            _("at least %(amount)s") % {"amount": money(unit.min_cents)} if unit.min_cents is not None else "",
            _("at most %(amount)s") % {"amount": money(unit.max_cents)} if unit.max_cents is not None else "",
        ]
    )


def on_data(book: FeeBook, names: Names) -> Iterator[str]:
    for quantity in book.quantities:
        yield sentence(quantity.name, _quantity(quantity)) or f"{quantity.name}."
    for trait in book.traits:
        told = [
            trait.note,
            _("confirmed by %(who)s") % {"who": names.bodies(trait.decided_by)} if trait.decided_by else "",
        ]
        yield sentence(_("Feature “%(name)s”") % {"name": trait.name}, told) or f"{trait.name}."
    for group in book.classifications:
        yield sentence(group.name, _classification(group, names)) or f"{group.name}."
    yield from _declaration(book, names)


def _quantity(rule: Quantity) -> Iterator[str]:
    if rule.measured != Measured.CURRENT or rule.day:
        yield joined([str(rule.measured.label), day_of_year(rule.day) if rule.day else ""])
    if rule.years_back:
        yield _before(rule.years_back)
    if rule.weights:
        counts = listed(f"{weight.name} {number(weight.weight)}" for weight in rule.weights)
        yield _("counted as: %(counts)s") % {"counts": counts}
    if rule.rounded != Rounded.EXACT:
        yield str(rule.rounded.label)
    if rule.on_joining:
        yield _("in the year of joining the number on the application")
    if rule.local_only:
        yield _("only at the local site")
    yield rule.note or (_("in %(unit)s") % {"unit": rule.unit} if rule.unit else "")


def _classification(rule: Classification, names: Names) -> Iterator[str]:
    yield ", ".join(f"{one.name} ({one.who})" if one.who else one.name for one in rule.classes)
    for shift in rule.shifts:
        facts = {"trait": names.own(shift.trait), "count": shift.by}
        yield _("with the feature “%(trait)s” %(count)+d in the list") % facts
    if rule.by_member:
        yield _("by the member's own data")
    if rule.decided_by:
        yield _("decided by: %(who)s") % {"who": names.bodies(rule.decided_by)}
    if rule.hearing:
        yield _("after hearing the member")


def _declaration(book: FeeBook, names: Names) -> Iterator[str]:
    rule = book.declaration
    if rule.by:
        yield _("Members declare these data by %(day)s every year.") % {"day": day_of_year(rule.by)}
    if rule.reminder_after:
        yield _("Who has not is reminded after %(length)s.") % {"length": within(rule.reminder_after)}
    if rule.if_missing != IfMissing.UNSTATED:
        facts = {"what": rule.if_missing.label, "who": names.bodies(rule.estimated_by)}
        text = _("Without a declaration counts: %(what)s (%(who)s).") if rule.estimated_by else _(
            "Without a declaration counts: %(what)s."
        )  # fmt: skip
        yield text % facts
    if rule.objection:
        yield _("An objection is possible within %(length)s.") % {"length": within(rule.objection)}
    if rule.late_fall_ignored:
        yield _("A fall that is reported late does not lower the dues.")
    if rule.changes_reported:
        yield _("Changes must be reported.")
    if rule.note:
        yield rule.note
