"""The amount of a fee for a whole year, from the declared data to exact cents, each step with its words."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from members.dues.models.regulations import Band, Fee, Matrix, PerUnit, Scale

from .bands import band_of
from .conditions import Case, exact_number_of, is_highest, number_of
from .result import Draft, Item, Kind, Missing, Purpose, rounded
from .words import joined, money, number, percent, range_in_words

MOST_STEPS = 5


def year_of(case: Case, fee: Fee, steps: int = 0) -> Item:
    """What a whole year costs; Missing where a number, a class, an agreement or the amount itself is not known."""
    if steps > MOST_STEPS:
        raise Missing(_("%(fee)s: it is a share of itself.") % {"fee": fee.name})
    item = Item(Purpose.DUES, fee.key, fee.tax or case.book.tax)
    if fee.free or set(fee.free_if) & case.facts.traits:
        item.drafts.append(_draft(fee, _("no dues"), Fraction(0)))
        return item
    if fee.or_agreed and fee.key in case.facts.agreed:
        item.drafts.append(_agreed(case, fee))
        return item
    if not fee.states_an_amount and fee.month_cents is None:
        raise Missing(_("%(fee)s: the regulations do not state the amount.") % {"fee": fee.name})
    _amounts(case, fee, item, steps)
    if case.book.index and not all(draft.is_printed for draft in item.drafts):
        # The limits are printed amounts and follow the index; a share of another fee has followed it already.
        _index(case, item)
        _limits(fee, item, lambda cents: _indexed(case, Fraction(cents))[0])
        _further(case, fee, item)
        return item
    _limits(fee, item)
    _further(case, fee, item)
    _index(case, item)
    return item


def _amounts(case: Case, fee: Fee, item: Item, steps: int) -> None:
    """All that the fee is made of, added up."""
    _flat(fee, item)
    if fee.scale:
        _scale(case, fee, fee.scale, item)
    if fee.matrix:
        item.drafts.append(_matrix(case, fee, fee.matrix))
    item.drafts += [_unit(case, fee, rule) for rule in fee.units]
    if fee.chosen:
        item.drafts.append(_chosen(case, fee))
    if fee.agreed and not fee.or_agreed:
        item.drafts.append(_agreed(case, fee))
    if fee.share:
        item.drafts.append(_share(case, fee, steps))


def _draft(fee: Fee, detail: str, amount: Fraction, *, is_printed: bool = True) -> Draft:
    return Draft(Kind.DUES, fee.name, detail, amount, fee.clause, is_printed)


def _flat(fee: Fee, item: Item) -> None:
    if fee.cents is not None:
        each = money(fee.cents)
        detail = each if fee.per.times == 1 else f"{fee.per.times} × {each}"
        item.drafts.append(
            _draft(fee, _("%(amount)s a year") % {"amount": detail}, Fraction(fee.cents * fee.per.times))
        )
    elif fee.month_cents is not None and not fee.states_an_amount:
        detail = f"12 × {money(fee.month_cents)}"
        item.drafts.append(_draft(fee, _("%(amount)s a year") % {"amount": detail}, Fraction(12 * fee.month_cents)))
    item.month_cents = fee.month_cents


def _scale(case: Case, fee: Fee, scale: Scale, item: Item) -> None:
    band, detail = _band(case, scale.bands, scale.by)
    if band.agreed:
        item.drafts.append(_agreed(case, fee, detail))
        return
    if band.cents is None:
        raise Missing(_("%(fee)s: no amount is stated for %(band)s.") % {"fee": fee.name, "band": detail})
    item.drafts.append(_draft(fee, detail + _times(fee, band.cents), Fraction(band.cents * fee.per.times)))
    item.month_cents = band.month_cents


def _band(case: Case, bands: tuple[Band, ...], quantity: str) -> tuple[Band, str]:
    """The band and the sentence that leads to it."""
    if not bands:
        raise Missing(_("The regulations point to a scale that is not entered."))
    if is_highest(case, quantity):
        band = bands[-1]
        return band, joined([_told(case, quantity), range_in_words(band)], ": ")
    value = number_of(case, quantity)
    place = band_of(bands, value)
    if place is None:
        raise Missing(_("%(number)s falls in no band.") % {"number": _told(case, quantity)})
    band = bands[place]
    return band, joined([_told(case, quantity), joined([band.name, range_in_words(band)], ", ")], ": ")


def _told(case: Case, key: str) -> str:
    """ "3,5 Beschäftigte (2 × 1 + 3 × 0,5)"; where the number was not declared it says so."""
    rule, declared = case.book.quantity(key), case.facts.numbers[key]
    name = (rule.unit or rule.name) if rule else key
    if is_highest(case, key):
        return f"{name} ({declared.source.label})"
    notes = []
    if declared.weights and rule:
        weights = {weight.key: weight.weight for weight in rule.weights}
        notes.append(
            " + ".join(
                f"{number(count)} × {number(weights[kind])}" for kind, count in declared.weights.items() if count
            )
        )
    if rule and number_of(case, key) != exact_number_of(case, key):
        notes.append(f"{number(exact_number_of(case, key))}, {rule.rounded.label}")
    if declared.source != "declared":
        notes.append(str(declared.source.label))
    told = f"{number(number_of(case, key))} {name}"
    return f"{told} ({'; '.join(filter(None, notes))})" if any(notes) else told


def _matrix(case: Case, fee: Fee, matrix: Matrix) -> Draft:
    _place, key, name = class_of(case, matrix.classes)
    band, detail = _band(case, matrix.bands, matrix.by)
    detail = joined([name, detail])
    row = next((row for row in matrix.rows if row.member_class == key), None)
    column = matrix.bands.index(band)
    if row is None or column >= len(row.cents):
        raise Missing(_("%(fee)s: no amount is stated for %(band)s.") % {"fee": fee.name, "band": detail})
    cents = row.cents[column]
    return _draft(fee, detail + _times(fee, cents), Fraction(cents * fee.per.times))


def class_of(case: Case, key: str) -> tuple[int, str, str]:
    """Position, key and name of the member's class, moved by what moves it; the highest of several."""
    rule = case.book.classification(key)
    keys = [one.key for one in rule.classes] if rule else []
    places = [place for place, one in enumerate(keys) if one in case.facts.classes]
    if rule is None or not places:
        name = rule.name if rule else key
        raise Missing(_("It is not known: %(name)s.") % {"name": name})
    place, words = max(places), ""
    for shift in rule.shifts:
        if shift.trait not in case.facts.traits:
            continue
        to = place + shift.by
        if not 0 <= to < len(keys):
            if not shift.stays_at_the_end:
                text = _("%(name)s: the regulations do not say what comes beyond “%(class)s”.")
                raise Missing(text % {"name": rule.name, "class": rule.classes[place].name})
            to = min(max(to, 0), len(keys) - 1)
        trait = next((one.name for one in case.book.traits if one.key == shift.trait), shift.trait)
        words = _("%(class)s, moved: %(why)s") % {"class": rule.classes[place].name, "why": trait}
        place = to
    name = rule.classes[place].name
    return place, keys[place], f"{name} ({words})" if words else name


def _unit(case: Case, fee: Fee, rule: PerUnit) -> Draft:
    value = Fraction(number_of(case, rule.quantity))
    if rule.up_to is not None:
        value = min(value, Fraction(rule.up_to))
    count = max(Fraction(0), value - Fraction(rule.over or 0)) / Fraction(rule.each)
    if rule.started:
        count = Fraction(ceil(count))
    each = _cents(rule.cents_each)
    found = count * Fraction(rule.cents_each) * fee.per.times
    detail = _("%(number)s: %(count)s × %(each)s") % {
        "number": _told(case, rule.quantity),
        "count": number(count),
        "each": each,
    }
    if rule.min_cents is not None and found < rule.min_cents * fee.per.times:
        found = Fraction(rule.min_cents * fee.per.times)
        detail += ", " + _("at least %(amount)s") % {"amount": money(rule.min_cents)}
    if rule.max_cents is not None and found > rule.max_cents * fee.per.times:
        found = Fraction(rule.max_cents * fee.per.times)
        detail += ", " + _("at most %(amount)s") % {"amount": money(rule.max_cents)}
    if fee.per.times > 1:
        detail += ", " + _("%(n)d times a year") % {"n": fee.per.times}
    return _draft(fee, detail, found)


def _times(fee: Fee, cents: int) -> str:
    """ ", 4 × 45,00 €", where the amount is not for a year."""
    return f", {fee.per.times} × {money(cents)}" if fee.per.times > 1 else ""


def _cents(value: Decimal) -> str:
    """A price of whole cents as money, others with all their decimals."""
    return money(int(value)) if value == value.to_integral_value() else f"{number(value)} ct"


def _chosen(case: Case, fee: Fee) -> Draft:
    assert fee.chosen is not None
    least = fee.chosen.min_cents * fee.per.times
    chosen = case.facts.chosen.get(fee.key)
    if chosen is None:
        detail = _("at least %(amount)s; nothing higher was chosen") % {"amount": money(least)}
        return _draft(fee, detail, Fraction(least))
    facts = {"amount": money(chosen), "least": money(least)}
    detail = _("%(amount)s chosen, at least %(least)s") % facts
    return _draft(fee, detail, Fraction(max(least, chosen)), is_printed=chosen < least)


def _agreed(case: Case, fee: Fee, detail: str = "") -> Draft:
    cents = case.facts.agreed.get(fee.key)
    if cents is None:
        raise Missing(_("%(fee)s: what was agreed is not entered.") % {"fee": fee.name})
    words = _("%(amount)s as agreed") % {"amount": money(cents)}
    least = fee.agreed.min_cents if fee.agreed else None
    if least is not None and cents < least * fee.per.times:
        words += ", " + _("at least %(amount)s") % {"amount": money(least * fee.per.times)}
        cents = least * fee.per.times
    return _draft(fee, joined([detail, words], ": "), Fraction(cents), is_printed=False)


def _share(case: Case, fee: Fee, steps: int) -> Draft:
    assert fee.share is not None
    other = case.book.fee(fee.share.fee) if fee.share.fee else None
    if other is None:
        raise Missing(_("%(fee)s: it is not said of which fee it is a share.") % {"fee": fee.name})
    whole = minimum_of(other) if fee.share.of_minimum else year_of(case, other, steps + 1).amount
    facts = {"percent": percent(fee.share.percent), "amount": money(rounded(whole)), "fee": other.name}
    detail = _("%(percent)s of %(amount)s (%(fee)s)") % facts
    amount = whole * Fraction(fee.share.percent) / 100
    return _draft(fee, detail, amount, is_printed=fee.share.of_minimum)


def minimum_of(fee: Fee) -> Fraction:
    """The lowest amount a year that the fee knows."""
    bands = fee.scale.bands if fee.scale else ()
    found = [band.cents for band in bands if band.cents is not None]
    found += [cents for row in (fee.matrix.rows if fee.matrix else ()) for cents in row.cents]
    found += [cents for cents in (fee.min_cents, fee.cents) if cents is not None]
    found += [fee.chosen.min_cents] if fee.chosen else []
    if not found:
        raise Missing(_("%(fee)s: the regulations state no lowest amount.") % {"fee": fee.name})
    return Fraction(min(found) * fee.per.times)


def _limits(fee: Fee, item: Item, indexed: Callable[[int], Fraction] = Fraction) -> None:
    for least, limit in ((True, fee.min_cents), (False, fee.max_cents)):
        if limit is None:
            continue
        cents = indexed(limit * fee.per.times)
        if (item.amount < cents) if least else (item.amount > cents):
            text = pgettext("a limit of dues", "at least %(amount)s") if least else _("at most %(amount)s")
            label = _("Minimum") if least else _("Maximum")
            detail = text % {"amount": money(rounded(cents))}
            item.drafts.append(Draft(Kind.LIMIT, label, detail, cents - item.amount, fee.clause))
            item.month_cents = None


def _further(case: Case, fee: Fee, item: Item) -> None:
    if fee.further is None or fee.further.quantity not in case.facts.numbers:
        return
    more = floor(Fraction(number_of(case, fee.further.quantity))) - 1
    if more < 1:
        return
    facts = {"count": more, "percent": percent(fee.further.percent), "amount": money(rounded(item.amount))}
    rule = case.book.quantity(fee.further.quantity)
    detail = _("%(count)d further × %(percent)s of %(amount)s") % facts
    amount = item.amount * more * Fraction(fee.further.percent) / 100
    item.drafts.append(Draft(Kind.FURTHER, rule.name if rule else fee.name, detail, amount, fee.clause))
    item.month_cents = None


def _index(case: Case, item: Item) -> None:
    own = sum((draft.amount for draft in item.drafts if not draft.is_printed), Fraction(0))
    printed = item.amount - min(own, item.amount)
    if case.book.index is None or not printed:
        return
    amount, detail = _indexed(case, printed)
    item.drafts.append(Draft(Kind.INDEX, _("Index"), detail, amount - printed))
    item.month_cents = None


def _indexed(case: Case, printed: Fraction) -> tuple[Fraction, str]:
    """What a printed amount has become, and by which values of the index."""
    rule = case.book.index
    assert rule is not None
    year = case.period.from_on.year - rule.years_back
    values = [case.index.get(year), case.index.get(rule.base_year)]
    if None in values:
        missing = year if values[0] is None else rule.base_year
        raise Missing(_("The index of %(year)d is not entered.") % {"year": missing})
    now, base = (Fraction(value) for value in values if value is not None)
    amount = Fraction(rounded(printed * now / base, rule.to_cents))
    if rule.never_lower:
        amount = max(amount, printed)
    facts = {"name": rule.name or _("Index"), "year": year, "factor": f"{number(now)} / {number(base)}"}
    return amount, _("%(name)s %(year)d: × %(factor)s") % facts
