"""Why not enter something that holds for one member: what the regulations know, and what holds already; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.dues.models import Circumstance, FeeBook
from members.dues.models.regulations import Fee, Kindness

from .words import money

Kind = Circumstance.Kind
RELIEFS = (Kind.PERCENT_OFF, Kind.CENTS_OFF, Kind.FIXED)
WITH_AMOUNT = (Kind.AGREED, Kind.CHOSEN, Kind.CENTS_OFF, Kind.FIXED)
# A day on which something happened, and nothing that ends.
DAYS = (Kind.FOUNDED, Kind.OPENS)


@dataclass(frozen=True)
class Entry:
    """What is to be entered; half-open like the rows."""

    kind: str
    from_on: date
    until_on: date | None = None
    key: str = ""
    cents: int | None = None
    percent: Decimal | None = None
    reason: str = ""
    clause: str = ""
    decided_on: date | None = None


def keys_of(book: FeeBook, kind: str) -> list[tuple[str, str]]:
    """Key and name of what the regulations know of a kind; [] where the kind has no keys."""
    found: dict[str, list[tuple[str, str]]] = {
        Kind.TRAIT: [(one.key, one.name) for one in book.traits],
        Kind.CLASS: [(one.key, f"{group.name}: {one.name}") for group in book.classifications for one in group.classes],
        Kind.REDUCTION: [(one.key, one.name) for one in book.reductions if one.is_granted],
        Kind.AGREED: [(one.key, one.name) for one in book.fees if may_be_agreed(one)],
        Kind.CHOSEN: [(one.key, one.name) for one in book.fees if may_be_chosen(book, one)],
        Kind.PLAN: [(one.key, one.name) for one in book.payment.plans],
    }
    return found.get(kind, [])


def may_be_agreed(fee: Fee) -> bool:
    return bool(fee.agreed or fee.or_agreed or (fee.scale and any(band.agreed for band in fee.scale.bands)))


def may_be_chosen(book: FeeBook, fee: Fee) -> bool:
    return bool(fee.chosen or fee.voluntary_more or any(rule.voluntary_more for rule in book.reductions))


def leaves_a_choice(book: FeeBook) -> bool:
    """Whether some member may choose or propose an amount or a payment interval."""
    return len(book.payment.plans) > 1 or bool(keys_of(book, Kind.CHOSEN) or keys_of(book, Kind.AGREED))


def kinds_of(book: FeeBook) -> list[str]:
    """The kinds for which the regulations have a use; what an invoice needs (private person) always."""
    keyed = [kind for kind in Kind.values if keys_of(book, kind)]
    days = [Kind.FOUNDED] if any(one.since == "founding" for one in book.reductions) or _asks_age(book) else []
    days += [Kind.OPENS] if any(one.until_opening for one in book.reductions) else []
    reliefs = list(RELIEFS) if book.hardship else []
    admission = [Kind.ADMISSION_WAIVED] if book.admission_fees else []
    admission += [Kind.ADMISSION_PARTS] if any(one.parts for one in book.admission_fees) else []
    return [*keyed, *reliefs, *days, Kind.PRIVATE, *admission]


def _asks_age(book: FeeBook) -> bool:
    whens = [one.when for one in book.fees] + [one.when for one in book.reductions]
    whens += [one.when for one in book.admission_fees]
    return any(when.business_younger_than for when in whens)


def why_not_enter(entry: Entry, book: FeeBook | None, there: Iterable[Circumstance]) -> str | None:
    """`there` is what holds for the member and is not withdrawn."""
    if entry.until_on and entry.until_on <= entry.from_on:
        return _("The last day lies before the first one.")
    if book is None:
        return _("No dues regulations are in force on %(day)s.") % {"day": date_format(entry.from_on)}
    return _unknown(entry, book) or _incomplete(entry, book) or _overlaps(entry, book, there)


def _unknown(entry: Entry, book: FeeBook) -> str | None:
    """What the regulations do not know cannot hold."""
    if entry.kind not in kinds_of(book):
        words = Kind(entry.kind).label
        return _("The dues regulations in force then do not know this: %(what)s.") % {"what": words}
    keys = dict(keys_of(book, entry.kind))
    if keys and entry.key not in keys:
        return _("The dues regulations in force then do not know this: %(what)s.") % {"what": entry.key}
    return _unknown_relief(entry, book) if entry.kind in RELIEFS else None


def _unknown_relief(entry: Entry, book: FeeBook) -> str | None:
    kinds = book.hardship.kinds if book.hardship else ()
    is_waiver = entry.percent == 100 or (entry.kind == Kind.FIXED and entry.cents == 0)
    wanted = Kindness.WAIVER if is_waiver else Kindness.REDUCTION
    if kinds and wanted not in kinds:
        return _("The dues regulations allow no %(what)s in a single case.") % {"what": wanted.label}
    return None


def _incomplete(entry: Entry, book: FeeBook) -> str | None:
    if entry.kind in WITH_AMOUNT and entry.cents is None:
        return _("Please enter the amount.")
    if entry.kind == Kind.PERCENT_OFF and entry.percent is None:
        return _("Please enter the percentage.")
    if entry.decided_on is None and _wants_decision(entry, book):
        return _("Please enter when this was decided or the proof was accepted.")
    if entry.kind in RELIEFS and not entry.reason:
        return _("Please enter the reason; it stands on the invoice.")
    least = least_of(book, entry)
    if least is not None and entry.cents is not None and entry.cents < least:
        return _("The dues regulations want at least %(amount)s a year.") % {"amount": money(least)}
    return None


def _wants_decision(entry: Entry, book: FeeBook) -> bool:
    match entry.kind:
        case Kind.REDUCTION | Kind.AGREED | Kind.ADMISSION_WAIVED:
            return True
        case Kind.CLASS:
            return any(
                group.decided_by for group in book.classifications if entry.key in {c.key for c in group.classes}
            )
        case Kind.TRAIT:
            return any(one.decided_by or one.proof != "no" for one in book.traits if one.key == entry.key)
    return entry.kind in RELIEFS


def least_of(book: FeeBook, entry: Entry) -> int | None:
    """The lowest amount a year that may be chosen or agreed, in cents."""
    fee = book.fee(entry.key)
    rule = fee and {Kind.CHOSEN: fee.chosen, Kind.AGREED: fee.agreed}.get(Kind(entry.kind))
    if fee is None or not rule or rule.min_cents is None:
        return None
    return rule.min_cents * fee.per.times


def _overlaps(entry: Entry, book: FeeBook, there: Iterable[Circumstance]) -> str | None:
    """One at a time: of a classification, of a fee’s amounts, of payment intervals, of each kind of relief."""
    for row in there:
        ends_before = row.until_on is not None and row.until_on <= entry.from_on
        begins_after = entry.until_on is not None and row.from_on >= entry.until_on
        slots = {_slot(row.kind, row.key, row.classification), _slot_in(book, row.kind, row.key)}
        if _slot_in(book, entry.kind, entry.key) in slots and not (ends_before or begins_after):
            facts = {"what": name_of(book, row), "when": in_words(row)}
            return _("There is “%(what)s” already, %(when)s. End it first.") % facts
    return None


def classification_of(book: FeeBook | None, kind: str, key: str) -> str:
    """The key of the classification a class belongs to; "" where it is none, or not known."""
    if kind != Kind.CLASS or book is None:
        return ""
    return next((one.key for one in book.classifications if key in {each.key for each in one.classes}), "")


def _slot(kind: str, key: str, classification: str) -> tuple[str, str]:
    """What one thing at a time holds of; the database keeps the same (migration `circumstances_apart`)."""
    return kind, "" if kind == Kind.PLAN else classification or key


def _slot_in(book: FeeBook, kind: str, key: str) -> tuple[str, str]:
    return _slot(kind, key, classification_of(book, kind, key))


def name_of(book: FeeBook | None, row: Circumstance) -> str:
    """What the regulations call it; the key where they do not know it any more."""
    words = dict(keys_of(book, row.kind)).get(row.key, row.key) if book else row.key
    return f"{row.get_kind_display()}: {words}" if words else row.get_kind_display()


def in_words(row: Circumstance) -> str:
    """ "since 01.01.2027", "01.01.2027 – 31.12.2027"; of a day only the day."""
    first = date_format(row.from_on, "SHORT_DATE_FORMAT")
    if row.kind in DAYS:
        return first
    if row.last_day is None:
        return _("since %(day)s") % {"day": first}
    return f"{first} – {date_format(row.last_day, 'SHORT_DATE_FORMAT')}"


def why_not_end(row: Circumstance, last_day: date) -> str | None:
    if row.withdrawn_at:
        return _("This was withdrawn.")
    if row.last_day is not None and last_day > row.last_day:
        return _("It ends on %(day)s already.") % {"day": date_format(row.last_day)}
    if last_day < row.from_on:
        return _("The last day lies before the first one.")
    return None


def until_of(last_day: date | None) -> date | None:
    return last_day and last_day + timedelta(days=1)
