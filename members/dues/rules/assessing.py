"""The engine: regulations, one member, one year; out come explained lines and their due dates.

    assessment = fees_for(book, facts, Period(date(2026, 1, 1), date(2027, 1, 1)), rulebook=rulebook)
    assessment.lines          # Line(kind, label, detail, cents, clause, purpose, key): from the rule to the cent
    assessment.instalments    # Instalment(due_on, cents, purpose, number, of, detail)
    assessment.taxes          # TaxPart(treatment, rate, net_cents, tax_cents, purpose)
    assessment.missing        # sentences: what must be known or regulated before anything is charged
    assessment.notes          # sentences: what did not count, and why

Lines, instalments and tax parts each sum up to `total_cents`. Pure: no queries, no clock; the same twice. Which version
of the regulations counts is the caller's: the one in force on the first day of the period (`queries.fee_book_on`).
The period is a year as `fee_period` gives it; somebody who was no member in it owes nothing and has no lines.
"""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import groupby

from django.utils.translation import gettext as _

from members.dues.models.regulations import Fee, FeeBook, FeeYear, Several, StatusOn
from members.models.rulebook import FeeKind, Length, Rulebook, Unit
from members.rules.calendar import add, fiscal_year

from .admission import admission_fee, admission_instalments
from .conditions import Case, holds
from .facts import Facts, Index, Period
from .instalments import due_dates, instalments, plan_of, surcharge
from .reducing import Part, reductions, reliefs, resting
from .result import Assessment, Draft, Instalment, Item, Kind, Line, Missing, Purpose, TaxPart, rounded
from .sharing import Owed, owed
from .statutory import statutory_fee
from .tariff import year_of
from .vat import taxed
from .words import joined, money, months_of, percent


def fee_period(book: FeeBook, rulebook: Rulebook, day: date, *, joined_on: date | None = None) -> Period:
    """The year of dues `day` lies in: fiscal, calendar, or the member's own from joining."""
    if book.year == FeeYear.CALENDAR:
        return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1))
    if book.year == FeeYear.FISCAL or joined_on is None:
        return Period.of_year(*fiscal_year(rulebook, day))
    years = day.year - joined_on.year
    if add(joined_on, Length(years, Unit.YEARS)) > day:
        years -= 1
    return Period(add(joined_on, Length(years, Unit.YEARS)), add(joined_on, Length(years + 1, Unit.YEARS)))


def fees_for(
    book: FeeBook, facts: Facts, period: Period, *, rulebook: Rulebook | None = None, index: Index | None = None
) -> Assessment:
    """What one member owes for the period: annual dues, the fees of groups, the admission fee of who joins in it."""
    found = _membership(book, facts, period, rulebook=rulebook, index=index)
    for key in dict.fromkeys(held.type_key for held in facts.groups):
        own = replace(facts, periods=tuple(held for held in facts.groups if held.type_key == key), joined_on=None)
        own = replace(own, groups=(), was_member_before=False, reliefs=())
        part = _book_of_group(book, key)
        if part.fees and own.spells(period):
            found = found.with_more(_membership(part, own, period, rulebook=rulebook, index=index))
    return found


def _book_of_group(book: FeeBook, key: str) -> FeeBook:
    """What the regulations say of a group by name: what they say of everybody is about the association itself."""
    return book.model_copy(
        update={
            "fees": tuple(rule for rule in book.fees if key in rule.when.types),
            "reductions": tuple(rule for rule in book.reductions if key in rule.when.types),
            "admission_fees": tuple(rule for rule in book.admission_fees if key in rule.when.types),
        }
    )


def _membership(
    book: FeeBook, facts: Facts, period: Period, *, rulebook: Rulebook | None, index: Index | None
) -> Assessment:
    spells = facts.spells(period)
    if not spells:
        return Assessment(notes=(_("Not a member in this period."),))
    first = max(period.from_on, spells[0].from_on)
    type_key = facts.type_on(first)
    assert type_key is not None
    case = Case(book, rulebook or Rulebook(), facts, period, first, type_key, index or {})
    missing: list[str] = []
    notes: list[str] = []
    lines: list[Line] = []
    taxes: list[TaxPart] = []
    due: list[Instalment] = []
    dues = _dues(case, missing, notes)
    dues_cents = 0
    for item in [*dues, *_admission(case, missing, notes)]:
        found, parts = _finished(case, item)
        lines += found
        taxes += parts
        cents = sum(line.cents for line in found)
        if item.purpose == Purpose.ADMISSION:
            due += admission_instalments(case, item.key, cents) if cents else []
        else:
            dues_cents += cents
    # What is printed for a month is what is paid in a month only where it is all there is to pay.
    is_all = len(dues) == 1 and dues_cents == rounded(dues[0].amount)
    due += instalments(case, dues_cents, month_cents=dues[0].month_cents if is_all else None)
    due.sort(key=lambda one: one.due_on)
    return Assessment(
        tuple(lines), tuple(due), tuple(taxes), tuple(dict.fromkeys(missing)), tuple(dict.fromkeys(notes))
    )


def _finished(case: Case, item: Item) -> tuple[list[Line], list[TaxPart]]:
    lines = item.lines()
    done_on = case.facts.spells(case.period)[-1].last
    if item.purpose == Purpose.ADMISSION:
        done_on = case.facts.joined or done_on
    added, parts = taxed(item, lines, day=done_on, is_business=case.facts.is_business)
    return [*lines, *added], parts


def _dues(case: Case, missing: list[str], notes: list[str]) -> list[Item]:
    """One item for each fee and each membership type of the year; [] where something is missing."""
    share = owed(case.book, case.facts, case.period)
    if not share.share:
        notes.append(_("Nothing is owed for the rest of this year."))
        return []
    items: list[Item] = []
    try:
        for part in _by_type(case, share):
            items += _of_part(part[0], part[1], notes)
    except Missing as error:
        missing.append(str(error))
        return []
    _surcharge(case, items)
    return items


def _by_type(case: Case, share: Owed) -> list[tuple[Case, Owed]]:
    """The year cut where the membership type changes, if the regulations look at each month."""
    if case.book.status == StatusOn.DUE:
        day = max(case.day, due_dates(plan_of(case), case.period)[0])
        case = replace(case, day=day, type_key=case.facts.type_on(day) or case.type_key)
    if case.book.status != StatusOn.MONTHS:
        return [(case, share)]
    found = []
    for key, group in groupby(share.months, key=lambda month: case.facts.type_on(max(month.from_on, case.day))):
        part = tuple(group)
        detail = share.detail
        day = max(part[0].from_on, case.day)
        weight = share.share * len(part) / len(share.months)
        if len(part) < len(share.months):
            # Where a day or a step decides how much is owed, a month of membership is no twelfth of it.
            is_twelfths = weight == Fraction(len(part), share.of)
            detail = months_of(len(part), share.of) if is_twelfths else percent(weight * 100)
        found.append(
            (
                replace(case, day=day, type_key=key or case.type_key),
                Owed(weight, part, share.of, detail, share.by_months),
            )
        )
    return found


def _of_part(case: Case, share: Owed, notes: list[str]) -> list[Item]:
    whole = [(fee, year_of(case, fee)) for fee in fees_of(case)]
    if not whole:
        return [statutory_fee(case, _annual)]
    if case.book.several == Several.HIGHEST and len(whole) > 1:
        best = max(whole, key=lambda one: one[1].amount)
        notes += [
            _("%(fee)s (%(amount)s): not counted, for only the highest counts.")
            % {"fee": fee.name, "amount": money(rounded(item.amount))}
            for fee, item in whole
            if fee != best[0]
        ]
        whole = [best]
    for fee, item in whole:
        _lower(case, fee, item, share, notes)
    return [item for _fee, item in whole]


def fees_of(case: Case) -> list[Fee]:
    """The fees that fit the member, as the regulations order it; [] where they regulate none for this type."""
    rule = case.rulebook.type(case.type_key)
    if rule and rule.fee.kind == FeeKind.NONE:
        return []
    fitting = [fee for fee in case.book.fees if holds(fee.when, case)]
    return fitting[:1] if case.book.several == Several.FIRST else fitting


def _annual(case: Case) -> Fraction:
    """An undiminished year of dues, for what is a share of it."""
    fees = [year_of(case, fee).amount for fee in fees_of(case)]
    if not fees:
        raise Missing(_("The regulations have no dues for the membership type “%(type)s”.") % {"type": case.type_key})
    return max(fees) if case.book.several == Several.HIGHEST else sum(fees, Fraction(0))


def _lower(case: Case, fee: Fee, item: Item, share: Owed, notes: list[str]) -> None:
    """Pro rata, reductions, dormant membership, single decisions, what is paid on top, rounding: in this order."""
    whole = item.amount
    if share.share < 1 and whole:
        printed = item.month_cents if share.by_months else None
        amount = Fraction(printed * len(share.months)) if printed else whole * share.share
        detail = share.detail or percent(share.share * 100)
        if printed:
            detail = f"{share.detail}, {len(share.months)} × {money(printed)}"
        item.drafts.append(Draft(Kind.PRORATION, _("Pro rata"), detail, amount - whole))
    if whole:
        _reduce(case, fee, item, share, whole, notes)
    if item.amount != whole:
        item.month_cents = None
    _voluntary(case, fee, item, share)
    rule = case.book.rounding
    rest = rounded(item.amount, rule.to_cents, rule.how) - item.amount
    if rest and (rule.to_cents > 1 or rule.how != "half_up"):
        detail = _("to %(amount)s") % {"amount": money(rule.to_cents)}
        item.drafts.append(Draft(Kind.ROUNDING, _("Rounding"), detail, rest))


def _reduce(case: Case, fee: Fee, item: Item, share: Owed, whole: Fraction, notes: list[str]) -> None:
    part = Part(item.amount, share.share, whole, share.months, fee)
    drafts, more = reductions(case, part)
    item.drafts += drafts
    notes += more
    item.drafts += resting(case, part, item.amount)
    item.drafts += reliefs(case, part, item.amount)


def _voluntary(case: Case, fee: Fee, item: Item, share: Owed) -> None:
    """What was chosen is of a whole year: of a part of it the same part."""
    chosen = case.facts.chosen.get(fee.key)
    reduced = {draft.label for draft in item.drafts if draft.kind == Kind.REDUCTION}
    allowed = fee.voluntary_more or any(rule.voluntary_more and rule.name in reduced for rule in case.book.reductions)
    if fee.chosen or chosen is None or not allowed or chosen * share.share <= item.amount:
        return
    detail = joined([_("%(amount)s chosen") % {"amount": money(chosen)}, share.detail if share.share < 1 else ""])
    more = chosen * share.share - item.amount
    item.drafts.append(Draft(Kind.VOLUNTARY, _("Voluntary addition"), detail, more, fee.clause))


def _surcharge(case: Case, items: list[Item]) -> None:
    plan = surcharge(case)
    total = sum((item.amount for item in items), Fraction(0))
    if plan is None or not total:
        return
    amount = plan.surcharge_cents + total * Fraction(plan.surcharge_percent or 0) / 100
    words = [plan.name, money(plan.surcharge_cents) if plan.surcharge_cents else ""]
    if plan.surcharge_percent:
        facts = {"rate": percent(plan.surcharge_percent), "amount": money(rounded(total))}
        words.append(_("%(rate)s of %(amount)s") % facts)
    items[-1].drafts.append(Draft(Kind.SURCHARGE, _("Surcharge"), joined(words), amount))
    items[-1].month_cents = None


def _admission(case: Case, missing: list[str], notes: list[str]) -> list[Item]:
    joined_on = case.facts.joined
    if joined_on is None or joined_on not in case.period:
        return []
    try:
        annual = None
        if any(fee.percent_of_fee is not None for fee in case.book.admission_fees):
            annual = _annual(case)
        item, found = admission_fee(case, annual)
    except Missing as error:
        missing.append(str(error))
        return []
    notes += found
    return [item] if item else []
