"""What holds of every assessment: it explains itself, its parts sum up, more never costs less, twice is the same."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from members.dues.models.regulations import FeeBook
from members.dues.rules import Assessment, Declared, Facts, Held, Period, fees_for
from members.dues.rules.levies import largest_remainder
from members.dues.rules.result import parts

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
Book = dict[str, Any]


@st.composite
def books(draw: st.DrawFn) -> FeeBook:
    """Scales that rise, with reductions, tax, instalments and all the ways to divide a year."""
    limits = sorted(draw(st.sets(st.integers(1, 500), min_size=1, max_size=6)))
    amounts = sorted(draw(st.lists(st.integers(0, 500_000), min_size=len(limits) + 1, max_size=len(limits) + 1)))
    bands: list[Book] = [{"up_to": limit, "cents": cents} for limit, cents in zip(limits, amounts, strict=False)]
    bands.append({"over": limits[-1], "cents": amounts[-1]})
    by = st.sampled_from(["full", "months", "quarters", "half_years", "days", "unstated"])
    tax = {
        "treatment": draw(st.sampled_from(["not_taxable", "standard", "reduced"])),
        "amounts": draw(st.sampled_from(["gross", "net", "by_holder"])),
        "taxable_percent": draw(st.integers(1, 100)),
    }
    reduction = {
        "key": "young",
        "name": "Gründung",
        "percent_off": draw(st.lists(st.integers(0, 100), min_size=1, max_size=3)),
        "since": "founding",
        "years": draw(st.integers(1, 4)),
        "year": draw(st.sampled_from(["full", "calendar"])),
        "within": draw(st.sampled_from(["months", "start", "whole"])),
        "with_proration": draw(st.booleans()),
    }
    plan = {"key": "plan", "name": "Raten", "every_months": draw(st.sampled_from([1, 2, 3, 6, 12])), "day": 31}
    return FeeBook.model_validate(
        {
            "quantities": [{"key": "staff", "name": "Beschäftigte", "fractions": True}],
            "fees": [{"key": "full", "name": "Beitrag", "scale": {"by": "staff", "bands": bands}}],
            "reductions": [reduction],
            "admission_fees": [{"cents": draw(st.integers(0, 50_000)), "parts": 12}],
            "joining": {"by": draw(by), "month": draw(st.sampled_from(["counts", "if_full", "never"]))},
            "leaving": {"by": draw(by), "month": draw(st.sampled_from(["counts", "if_full"]))},
            "payment": {"plans": [plan]},
            "tax": tax,
            "rounding": {"to_cents": draw(st.sampled_from([1, 5, 10, 100])), "how": "half_up"},
        }
    )


@st.composite
def members(draw: st.DrawFn) -> Facts:
    joined_on = draw(st.dates(date(2020, 1, 1), date(2026, 12, 31)))
    length = draw(st.none() | st.integers(1, 3000))
    return Facts(
        periods=(Held("full", joined_on, joined_on + timedelta(days=length) if length else None),),
        founded_on=draw(st.none() | st.dates(date(2020, 1, 1), joined_on)),
        numbers={"staff": Declared(draw(st.decimals(0, 600, places=2)))},
        is_business=draw(st.booleans()),
        admission_in_parts=draw(st.booleans()),
    )


def _sound(found: Assessment) -> None:
    assert all(line.label and line.detail for line in found.lines)
    assert found.total_cents >= 0
    assert sum(part.cents for part in found.instalments) == found.total_cents
    assert sum(part.net_cents + part.tax_cents for part in found.taxes) == found.total_cents
    days = [part.due_on for part in found.instalments]
    assert days == sorted(days)


@settings(deadline=None, max_examples=40)
@given(books(), members())
def test_every_amount_is_explained_and_its_parts_sum_up(book: FeeBook, facts: Facts) -> None:
    found = fees_for(book, facts, YEAR)
    _sound(found)
    assert found.missing == ()
    assert found.lines or found.notes


@settings(deadline=None, max_examples=40)
@given(books(), members())
def test_a_year_computed_twice_is_the_same(book: FeeBook, facts: Facts) -> None:
    again = FeeBook.model_validate(book.model_dump(mode="json"))
    assert again == book
    assert fees_for(book, facts, YEAR) == fees_for(again, facts, YEAR)


@settings(deadline=None, max_examples=40)
@given(books(), members(), st.decimals(0, 600, places=2))
def test_more_staff_never_costs_less(book: FeeBook, facts: Facts, more: Decimal) -> None:
    number = facts.numbers["staff"].number
    assert number is not None
    grown = Facts(**{**vars(facts), "numbers": {"staff": Declared(number + more)}})
    assert fees_for(book, facts, YEAR).total_cents <= fees_for(book, grown, YEAR).total_cents


@settings(deadline=None, max_examples=40)
@given(books(), members())
def test_nobody_pays_before_joining(book: FeeBook, facts: Facts) -> None:
    joined = facts.joined
    assert joined is not None
    assert all(part.due_on >= min(joined, YEAR.last) for part in fees_for(book, facts, YEAR).instalments)


@given(st.integers(0, 10**9), st.integers(1, 60))
def test_instalments_are_equal_but_for_the_last(cents: int, count: int) -> None:
    found = parts(cents, count)
    assert sum(found) == cents
    assert len(set(found[:-1])) <= 1
    assert 0 <= found[-1] - found[0] < count


@given(st.integers(0, 10**9), st.dictionaries(st.integers(), st.integers(0, 10**6), min_size=1, max_size=40))
def test_a_levy_is_spread_to_the_cent_and_in_proportion(cents: int, weights: dict[int, int]) -> None:
    found = largest_remainder(cents, weights)
    total = sum(weights.values())
    assert sum(found.values()) == (cents if total else 0)
    for payer, share in found.items():
        assert total == 0 or abs(share * total - cents * weights[payer]) < total
    by_weight = sorted(weights, key=lambda payer: (weights[payer], found[payer]))
    assert all(found[one] <= found[other] + (weights[one] == weights[other]) for one, other in pairwise(by_weight))
