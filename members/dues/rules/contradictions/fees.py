"""Dues: types without any, dues nobody pays, amounts that are not stated, shares of themselves."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from members.dues.models.regulations import Fee, FeeBook, Several, Tax, When
from members.models.rulebook import FeeKind, Rulebook
from members.rules.contradictions import Problem, error, warning


def of_fees(book: FeeBook, rulebook: Rulebook | None) -> Iterator[Problem]:
    for index, fee in enumerate(book.fees):
        path = f"fees[{index}]"
        yield from _amount(book, fee, path)
        yield from _limits(fee, path)
        if fee.tax:
            yield from _tax(fee.tax, f"{path}.tax")
    yield from _tax(book.tax, "tax")
    yield from _shares(book)
    yield from _never_reached(book)
    if rulebook is not None:
        yield from _types(book, rulebook)


def _amount(book: FeeBook, fee: Fee, path: str) -> Iterator[Problem]:
    if not fee.states_an_amount and fee.month_cents is None:
        yield warning(path, _("%(fee)s: the regulations do not state the amount.") % {"fee": fee.name})
    if fee.share and fee.share.fee is None:
        yield warning(f"{path}.share.fee", _("%(fee)s: it is not said of which fee it is a share.") % {"fee": fee.name})
    if fee.free and (fee.cents or fee.scale or fee.matrix or fee.units or fee.share):
        yield error(f"{path}.free", _("%(fee)s: free of dues, and an amount is stated.") % {"fee": fee.name})
    if fee.or_agreed and not fee.agreed:
        text = _("%(fee)s: say in the part about agreements with whom the amount is agreed.")
        yield warning(f"{path}.agreed", text % {"fee": fee.name})


def _limits(fee: Fee, path: str) -> Iterator[Problem]:
    if fee.min_cents is not None and fee.max_cents is not None and fee.min_cents > fee.max_cents:
        yield error(f"{path}.min_cents", _("%(fee)s: the least is more than the most.") % {"fee": fee.name})


def _tax(tax: Tax, path: str) -> Iterator[Problem]:
    if not tax.is_taxed and tax.amounts != "gross":
        yield warning(path, _("Amounts are said to be without tax, but no tax is due."))
    if tax.is_taxed:
        text = _("Tax is shown on the invoice and owed for that alone (§ 14c UStG). Real dues are not taxable.")
        yield warning(path, text)


def _shares(book: FeeBook) -> Iterator[Problem]:
    following = {fee.key: fee.share.fee for fee in book.fees if fee.share and not fee.share.of_minimum}
    for index, fee in enumerate(book.fees):
        seen, key = set[str](), following.get(fee.key)
        while key and key not in seen:
            seen.add(key)
            key = following.get(key)
        if fee.key in seen:
            yield error(f"fees[{index}].share", _("%(fee)s: it is a share of itself.") % {"fee": fee.name})


def _never_reached(book: FeeBook) -> Iterator[Problem]:
    """Where the first that fits counts, nothing comes after one for everybody or for the same."""
    if book.several != Several.FIRST:
        return
    seen: list[Fee] = []
    for index, fee in enumerate(book.fees):
        for before in seen:
            if before.when in (When(), fee.when):
                facts = {"fee": fee.name, "before": before.name}
                text = _("%(fee)s: never reached, “%(before)s” fits the same members first.")
                yield warning(f"fees[{index}].when", text % facts)
                break
        seen.append(fee)


def _types(book: FeeBook, rulebook: Rulebook) -> Iterator[Problem]:
    """Each type of the statutes pays by some rule, and what the statutes free of dues is not charged."""
    for rule in rulebook.types:
        named = [place for place, fee in enumerate(book.fees) if rule.key in fee.when.types]
        if rule.fee.kind == FeeKind.NONE:
            for place in named:
                if not book.fees[place].free:
                    text = _("%(type)s: free of dues by the statutes, charged by the regulations.")
                    yield error(f"fees[{place}].when.types", text % {"type": rule.name})
            continue
        open_to = any(not fee.when.types and rule.key not in fee.when.not_types for fee in book.fees)
        if book.fees and not named and not open_to and rule.fee.kind == FeeKind.REGULATED:
            text = _("The regulations have no dues for the membership type “%(type)s”.")
            yield warning("fees", text % {"type": rule.name})
