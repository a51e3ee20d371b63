"""Whose money is it: what a line of the bank account may belong to, each with the reason in words.

Never by the name alone. `is_certain` only where reference or account, and the amount, leave one answer.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from django.utils.translation import gettext as _

from verein.money import euros
from verein.search import sort_key

from .lines import Document, Item, Known, Line, Part, Suggestion
from .outgoing import outgoing

MOST = 4  # suggestions of one line
ADD_UP = 10  # open charges of an account that are tried in all combinations


def suggest(line: Line, known: Known) -> list[Suggestion]:
    """What the line may be, the likeliest first; at most one is certain, and then it is the first."""
    if line.is_return:
        found = _returned(line, known)
    elif line.cents > 0:
        ours = [*_ticked(line, known), *_own_debit(line, known), *_run(line, known)]
        found = [*ours, *_by_reference(line, known), *_by_account(line, known)]
        found = found or _by_name_and_amount(line, known)
    else:
        found = outgoing(line, known)
    unique = list({each.key: each for each in reversed(found)}.values())[::-1]
    unique.sort(key=lambda each: not each.is_certain)
    if line.may_be_double:
        warning = _("Another file told of the same amount on this day: is it booked already?")
        unique = [replace(each, is_certain=False, reason=f"{warning} {each.reason}") for each in unique]
    first, rest = unique[:1], unique[1:MOST]
    return [*first, *(replace(each, is_certain=False) for each in rest)]


def fill(items: Sequence[Item], cents: int, account: int) -> tuple[Part, ...]:
    """`cents` on the charges, the oldest first; what is left becomes credit of the account."""
    parts = []
    for item in sorted(items, key=lambda item: (item.due_on, item.charge)):
        if part := min(cents, item.cents):
            parts.append(Part(item.account, item.charge, part, item.number))
            cents -= part
    if cents:
        parts.append(Part(account, None, cents))
    return tuple(parts)


def _sum(items: Iterable[Item]) -> int:
    return sum(item.cents for item in items)


def _ticked(line: Line, known: Known) -> list[Suggestion]:
    """The credit of what somebody booked by a click: nothing is booked a second time."""
    told = _("Debits %(reference)s are booked already: the line is only ticked off.")
    return [
        Suggestion(
            booked.parts,
            told % {"reference": booked.reference},
            _names(line, booked.reference),
            is_debit=True,
            postings=booked.postings,
        )
        for booked in known.booked
        if booked.cents == line.cents
    ]


def _names(line: Line, reference: str) -> bool:
    return reference in (line.batch, line.end_to_end) or reference in re.sub(r"\s", "", line.purpose)


def _run(line: Line, known: Known) -> list[Suggestion]:
    """The collective credit of a debit run of ours."""
    found = []
    for reference, paid in known.runs.items():
        if paid.cents == line.cents:
            parts = tuple(Part(item.account, item.charge, item.cents, item.number) for item in paid.items)
            reason = _("The total of debit run %(run)s.") % {"run": reference}
            found.append(Suggestion(parts, reason, _names(line, reference), is_debit=True, run=reference))
    return found


def _own_debit(line: Line, known: Known) -> list[Suggestion]:
    """A bank that credits each debit of a run alone names our reference."""
    return [
        Suggestion(
            tuple(Part(item.account, item.charge, item.cents, item.number) for item in paid.items),
            _("Our own reference and the amount fit."),
            is_certain=True,
            is_debit=True,
        )
        for paid in known.paid
        if line.end_to_end and paid.end_to_end == line.end_to_end and paid.cents == line.cents and not paid.is_settled
    ]


def _by_reference(line: Line, known: Known) -> list[Suggestion]:
    documents = known.documents
    if not documents:
        return []
    accounts = list(dict.fromkeys(document.account for document in documents))
    items = sorted((item for each in documents for item in each.items), key=lambda item: (item.due_on, item.charge))
    stranger = bool(known.payers) and not known.payers & set(accounts)
    parts, reason, is_exact = _referenced(line, documents, items, known, accounts)
    if stranger:
        payer = ", ".join(known.names.get(each, "") for each in sorted(known.payers))
        reason += " " + _("But the money came from the account of %(payer)s.") % {"payer": payer}
    return [Suggestion(parts, reason, is_exact and not stranger)]


def _referenced(
    line: Line, documents: Sequence[Document], items: Sequence[Item], known: Known, accounts: Sequence[int]
) -> tuple[tuple[Part, ...], str, bool]:
    """Parts, reason, and whether the amount is exactly what is open."""
    numbers = {"numbers": ", ".join(document.number for document in documents)}
    if not items:
        cancelled = all(document.is_cancelled for document in documents)
        told = _("%(numbers)s was cancelled.") if cancelled else _("%(numbers)s is paid already.")
        return fill((), line.cents, accounts[0]), told % numbers + " " + _("The money becomes credit."), False
    if line.cents == _sum(items):
        told = _("The amount and the invoice number fit.") if len(documents) == 1 else _("The sum of %(numbers)s fits.")
        return fill(items, line.cents, accounts[0]), told % numbers, True
    if any(line.cents == _sum(items[:count]) for count in range(1, len(items))):
        told = _("The invoice number fits, and the amount of the next instalment.")
        return fill(items, line.cents, accounts[0]), told, len(accounts) == 1
    everything = [item for account in accounts for item in known.items.get(account, ())]
    if line.cents == _sum(everything):
        return fill(everything, line.cents, accounts[0]), _("It is the sum of everything open."), len(accounts) == 1
    short = _sum(items) - line.cents
    told = (
        _("The invoice number fits; %(sum)s are missing.")
        if short > 0
        else _("The invoice number fits; %(sum)s too much become credit.")
    )
    return fill(items, line.cents, accounts[0]), told % {"sum": euros(abs(short))}, False


def _by_account(line: Line, known: Known) -> list[Suggestion]:
    """The money came from an account that paid before (or whose mandate we have)."""
    is_free = not known.documents  # a reference says more than an account
    found = []
    for account in sorted(known.payers):
        items = sorted(known.items.get(account, ()), key=lambda item: (item.due_on, item.charge))
        is_only = is_free and len(known.payers) == 1
        found.append(_of_payer(line, account, items, known, is_only=is_only))
    together = [item for account in known.payers for item in known.items.get(account, ())]
    if len(known.payers) > 1 and line.cents == _sum(together):
        told = _("The sum of everything open of those for whom this account pays.")
        found.insert(0, Suggestion(fill(together, line.cents, min(known.payers)), told, is_free))
    return found


def _of_payer(line: Line, account: int, items: Sequence[Item], known: Known, *, is_only: bool) -> Suggestion:
    name = {"name": known.names.get(account, "")}
    for item in items:
        if item.cents == line.cents:
            told = _("The account is known from %(name)s, and the amount of one claim fits.")
            return Suggestion(fill([item], line.cents, account), told % name, is_only)
    if items and line.cents == _sum(items):
        told = _("The account is known from %(name)s, and it is the sum of everything open.")
        return Suggestion(fill(items, line.cents, account), told % name, is_only)
    if some := _adding_up(items, line.cents):
        told = _("The account is known from %(name)s, and several claims add up to the amount.")
        return Suggestion(fill(some, line.cents, account), told % name)
    if not items:
        told = _("The account is known from %(name)s, where nothing is open: the money becomes credit.")
    elif line.cents < _sum(items):
        told = _("The account is known from %(name)s; the amount pays a part.")
    else:
        told = _("The account is known from %(name)s; what is too much becomes credit.")
    return Suggestion(fill(items, line.cents, account), told % name)


def _adding_up(items: Sequence[Item], cents: int) -> Sequence[Item]:
    """The charges that add up to the amount, where only one choice does."""
    few = items[:ADD_UP]
    choices = [some for size in range(2, len(few)) for some in combinations(few, size) if _sum(some) == cents]
    return choices[0] if len(choices) == 1 else ()


def _by_name_and_amount(line: Line, known: Known) -> list[Suggestion]:
    """Name and amount together are a hint, and never certain; the name alone is none."""
    said = set(re.findall(r"\w{3,}", sort_key(line.name)))
    found = []
    for item in known.same_amount:
        words = set(re.findall(r"\w{3,}", sort_key(known.names.get(item.account, ""))))
        if words and (words <= said or said <= words) and said:
            told = _("Name and amount fit; neither the reference nor the account does.")
            found.append(Suggestion(fill([item], line.cents, item.account), told))
    return found


def _returned(line: Line, known: Known) -> list[Suggestion]:
    """Which payment came back: by our own reference, else by document or account and the amount."""
    by_reference = [paid for paid in known.paid if line.end_to_end and paid.end_to_end == line.end_to_end]
    fitting = [paid for paid in by_reference or known.paid if paid.cents == -line.cents]
    if by_reference and fitting:
        told = _("Our own reference and the amount fit.")
    else:
        told = _("A payment of this amount came from there before.")
    is_certain = len(fitting) == 1 and (bool(by_reference) or fitting[0].is_debit)
    return [
        Suggestion(
            tuple(Part(item.account, item.charge, -item.cents, item.number) for item in paid.items),
            told,
            is_certain,
            is_debit=paid.is_debit,
        )
        for paid in fitting
    ]
