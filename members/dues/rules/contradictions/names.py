"""Names nobody answers to and keys given twice."""

from collections import Counter
from collections.abc import Iterator
from enum import Enum, auto

from django.utils.translation import gettext as _

from members.dues.models.regulations import FeeBook
from members.models.rulebook import Rulebook, Rules
from members.rules.contradictions import Problem, error, warning
from members.rules.references import ALWAYS_THERE, records


class Named(Enum):
    QUANTITY = auto()
    TRAIT = auto()
    CLASS = auto()
    CLASSIFICATION = auto()
    FEE = auto()
    TYPE = auto()
    BODY = auto()


_FIELDS = {
    "quantity": Named.QUANTITY,
    "by": Named.QUANTITY,
    "traits": Named.TRAIT,
    "without_traits": Named.TRAIT,
    "trait": Named.TRAIT,
    "free_if": Named.TRAIT,
    "member_class": Named.CLASS,
    "fee": Named.FEE,
    "types": Named.TYPE,
    "not_types": Named.TYPE,
    "body": Named.BODY,
    "decided_by": Named.BODY,
    "estimated_by": Named.BODY,
    "waived_by": Named.BODY,
    "due_set_by": Named.BODY,
    "exceptions_by": Named.BODY,
    "proposed_by": Named.BODY,
    "confirmed_by": Named.BODY,
    "consent_of": Named.BODY,
}
# The same name means another thing in these records, or nothing that is named.
_EXCEPTIONS: dict[tuple[str, str], Named | None] = {
    ("When", "classes"): Named.CLASS,
    ("Matrix", "classes"): Named.CLASSIFICATION,
    ("Declaration", "by"): None,
    ("Proration", "by"): None,
    ("Shift", "by"): None,
}


def named_by(model: type[Rules], name: str) -> Named | None:
    """What the keys in the field name; None: it holds none."""
    return _EXCEPTIONS.get((model.__name__, name), _FIELDS.get(name))


def of_names(book: FeeBook, rulebook: Rulebook | None) -> Iterator[Problem]:
    yield from _twice(book)
    for path, record in records(book):
        for name in type(record).model_fields:
            kind = named_by(type(record), name)
            if kind is None:
                continue
            yield from _unknown(book, rulebook, record, name, kind, f"{path}.{name}" if path else name)


def _unknown(
    book: FeeBook, rulebook: Rulebook | None, record: Rules, name: str, kind: Named, path: str
) -> Iterator[Problem]:
    value = getattr(record, name)
    known = known_keys(book, rulebook, kind)
    if known is None:
        return
    for key in [value] if isinstance(value, str) else value or ():
        if isinstance(key, str) and key not in known:
            text = _missing(kind) % {"key": key}
            yield warning(path, text) if kind == Named.BODY else error(path, text)


def known_keys(book: FeeBook, rulebook: Rulebook | None, kind: Named) -> set[str] | None:
    """The keys that may be named; None where nobody can tell without the statutes."""
    own = {
        Named.QUANTITY: {one.key for one in book.quantities},
        Named.TRAIT: {one.key for one in book.traits},
        Named.CLASS: {one.key for classification in book.classifications for one in classification.classes},
        Named.CLASSIFICATION: {one.key for one in book.classifications},
        Named.FEE: {one.key for one in book.fees},
    }
    if kind in own or rulebook is None:
        return own.get(kind)
    if kind == Named.TYPE:
        return {one.key for one in rulebook.types}
    bodies = {one.key for one in rulebook.bodies} | {one.key for one in rulebook.offices}
    return set(ALWAYS_THERE) | bodies


def _missing(kind: Named) -> str:
    return {
        Named.QUANTITY: _("“%(key)s” is named here, but there is no such number."),
        Named.TRAIT: _("“%(key)s” is named here, but there is no such feature."),
        Named.CLASS: _("“%(key)s” is named here, but there is no such class."),
        Named.CLASSIFICATION: _("“%(key)s” is named here, but there is no such classification."),
        Named.FEE: _("“%(key)s” is named here, but there are no such dues."),
        Named.TYPE: _("“%(key)s” is named here, but there is no such membership type."),
        Named.BODY: _("“%(key)s” is named here, but the statutes list no such body or office."),
    }[kind]


def _twice(book: FeeBook) -> Iterator[Problem]:
    lists = {
        "quantities": [one.key for one in book.quantities],
        "traits": [one.key for one in book.traits],
        "classifications": [one.key for found in book.classifications for one in found.classes],
        "fees": [one.key for one in book.fees],
        "reductions": [one.key for one in book.reductions],
        "admission_fees": [one.key for one in book.admission_fees],
        "levies": [one.key for one in book.levies],
        "payment.plans": [one.key for one in book.payment.plans],
    }
    for path, keys in lists.items():
        for key in (key for key, count in Counter(keys).items() if count > 1):
            yield error(path, _("The key “%(key)s” is given twice.") % {"key": key})
