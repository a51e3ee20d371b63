"""Levies: a sum spread over those who pay it, to the cent, and never above the limit of the statutes."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from members.dues.models.regulations import Levy, LevyShare

from .result import Kind, Line, Missing, Purpose
from .words import joined, money, number

Payer = TypeVar("Payer", bound=Hashable)


@dataclass(frozen=True)
class Spread(Generic[Payer]):
    """Lines by payer; `uncovered_cents` is what the limits leave open."""

    lines: dict[Payer, Line]
    uncovered_cents: int


def why_not_levy(levy: Levy) -> str | None:
    """A levy needs a limit in the statutes, unless it only shares the costs of an action among those who take part."""
    if levy.has_a_cap or levy.only_participants:
        return None
    return _("%(name)s: a levy needs an upper limit in the statutes.") % {"name": levy.name}


def why_not_decide(levy: Levy | None, *, names_participants: bool) -> str | None:
    """Why a levy of this kind cannot be charged, or None. `levy` None: the regulations do not know it."""
    if levy is None:
        return _("The dues regulations in force on that day do not know this levy.")
    if levy.only_participants and not names_participants:
        return _("%(name)s: only those who take part pay. Name them.") % {"name": levy.name}
    return why_not_levy(levy)


def spread(levy: Levy, cents: int, payers: Mapping[Payer, int]) -> Spread[Payer]:
    """Spread `cents` over the payers, who are given with their annual dues in cents.

    Each share is rounded down; the cents left over go one each to the largest remainders, in the order given.
    Raises Missing where the regulations do not say how it is spread.
    """
    if levy.share == LevyShare.UNSTATED:
        raise Missing(_("%(name)s: the regulations do not say how it is spread.") % {"name": levy.name})
    by_fee = levy.share == LevyShare.BY_FEE
    weights = {payer: fee if by_fee else 1 for payer, fee in payers.items()}
    shares = largest_remainder(cents, weights)
    limits = {payer: _limit(levy, fee) for payer, fee in payers.items()}
    owed = {payer: share if (most := limits[payer]) is None else min(share, most) for payer, share in shares.items()}
    lines = {
        payer: Line(
            Kind.LEVY,
            levy.name,
            _words(levy, cents, shares[payer], len(payers), limits[payer]),
            amount,
            levy.clause,
            Purpose.LEVY,
            levy.key,
        )
        for payer, amount in owed.items()
    }
    return Spread(lines, cents - sum(owed.values()))


def for_each(levy: Levy, cents: int, payers: Mapping[Payer, int]) -> Spread[Payer]:
    """The same amount for each payer, no more than the limit allows; nothing is left open, for no total was asked."""
    limits = {payer: _limit(levy, fee) for payer, fee in payers.items()}
    owed = {payer: cents if (most := limits[payer]) is None else min(cents, most) for payer in payers}
    lines = {
        payer: Line(
            Kind.LEVY,
            levy.name,
            joined([_("%(amount)s each") % {"amount": money(cents)}, _at_most(cents, limits[payer])]),
            amount,
            levy.clause,
            Purpose.LEVY,
            levy.key,
        )
        for payer, amount in owed.items()
    }
    return Spread(lines, 0)


def largest_remainder(cents: int, weights: Mapping[Payer, int]) -> dict[Payer, int]:
    """Whole cents in proportion to the weights, which sum up to `cents`; nothing where nobody has a weight."""
    total = sum(weights.values())
    if not total:
        return dict.fromkeys(weights, 0)
    exact = {payer: Fraction(cents * weight, total) for payer, weight in weights.items()}
    found = {payer: floor(share) for payer, share in exact.items()}
    left = cents - sum(found.values())
    for payer in sorted(exact, key=lambda one: exact[one] - found[one], reverse=True)[:left]:
        found[payer] += 1
    return found


def _limit(levy: Levy, annual_cents: int) -> int | None:
    limits = [] if levy.cap_cents is None else [levy.cap_cents]
    if levy.cap_percent is not None:
        limits.append(floor(Fraction(levy.cap_percent) * annual_cents / 100))
    return min(limits, default=None)


def _words(levy: Levy, cents: int, share: int, count: int, limit: int | None) -> str:
    how = _("in equal shares") if levy.share == LevyShare.EQUAL else _("in proportion to the dues")
    facts = {"total": money(cents), "count": number(count), "how": how}
    detail = _("%(total)s over %(count)s members %(how)s") % facts
    return joined([detail, _at_most(share, limit)])


def _at_most(share: int, limit: int | None) -> str:
    if limit is None or share <= limit:
        return ""
    return _("at most %(amount)s") % {"amount": money(limit)}
