"""What the statutes say of a fee where the dues regulations are silent: none, a share, an agreement, a free choice."""

from collections.abc import Callable
from fractions import Fraction

from django.utils.translation import gettext as _

from members.models.rulebook import FeeKind, TypeFee

from .conditions import Case
from .result import Draft, Item, Kind, Missing, Purpose, rounded
from .words import money, percent


def statutory_fee(case: Case, annual: Callable[[Case], Fraction]) -> Item:
    """The fee of a type by the statutes; Missing where they leave it to the regulations, which have none for it."""
    rule = case.rulebook.type(case.type_key)
    name = rule.name if rule else case.type_key
    item = Item(Purpose.DUES, case.type_key, case.book.tax)
    fee = rule.fee if rule else TypeFee()
    clause = _("statutes")
    match fee.kind:
        case FeeKind.NONE | FeeKind.OPEN:
            item.drafts.append(Draft(Kind.DUES, name, _("no dues"), Fraction(0), clause))
        case FeeKind.SHARE if fee.of_type and fee.percent is not None:
            whole = annual(case.of_type(fee.of_type))
            other = case.rulebook.type(fee.of_type)
            facts = {"percent": percent(fee.percent), "amount": money(rounded(whole))}
            facts["fee"] = other.name if other else fee.of_type
            detail = _("%(percent)s of %(amount)s (%(fee)s)") % facts
            item.drafts.append(Draft(Kind.DUES, name, detail, whole * fee.percent / 100, clause))
        case FeeKind.VOLUNTARY | FeeKind.AGREED | FeeKind.AT_LEAST:
            item.drafts.append(_own(case, name, fee, clause, annual))
        case _:
            raise Missing(_("The regulations have no dues for the membership type “%(type)s”.") % {"type": name})
    return item


def _own(case: Case, name: str, fee: TypeFee, clause: str, annual: Callable[[Case], Fraction]) -> Draft:
    """What the member has chosen or agreed; looked up by the key of the type."""
    source = case.facts.agreed if fee.kind == FeeKind.AGREED else case.facts.chosen
    cents = source.get(case.type_key)
    if fee.kind == FeeKind.AGREED and cents is None:
        raise Missing(_("%(fee)s: what was agreed is not entered.") % {"fee": name})
    if fee.kind == FeeKind.AT_LEAST and fee.of_type:
        least = annual(case.of_type(fee.of_type))
        detail = _("at least %(amount)s") % {"amount": money(rounded(least))}
        return Draft(Kind.DUES, name, detail, max(least, Fraction(cents or 0)), clause)
    words = _("%(amount)s as agreed") if fee.kind == FeeKind.AGREED else _("%(amount)s chosen")
    return Draft(Kind.DUES, name, words % {"amount": money(cents or 0)}, Fraction(cents or 0), clause)
