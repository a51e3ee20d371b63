"""Amounts of a month, of a year and of a part of it: each is told and added up as the regulations mean it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from members.dues.models.regulations import FeeBook
from members.dues.rules import Declared, Facts, Held, Period, Relief, fees_for
from members.dues.rules.sentences import sentences_on
from members.models.rulebook import Rulebook

from .computing import FLAT, MEMBER, assessed, member_since, numbers_of

MONTHLY = {"plans": [{"key": "monthly", "name": "monthly", "every_months": 1}]}
PRINTED = {**FLAT, "month_cents": 1000}


@pytest.mark.parametrize(
    ("rules", "part"),
    [
        ({"fees": PRINTED}, 1000),
        ({"fees": [PRINTED, {**PRINTED, "key": "more", "name": "More"}], "several": "sum"}, 2000),
        ({"fees": PRINTED, "tax": {"treatment": "standard", "amounts": "net"}}, 1190),
    ],
)
def test_parts_of_a_month_are_equal_also_where_tax_or_a_second_fee_comes_on_top(
    rules: dict[str, Any], part: int
) -> None:
    assert [each.cents for each in assessed(payment=MONTHLY, **rules).instalments] == [part] * 12


def test_printed_monthly_amount_counts_for_who_leaves_as_for_who_joins() -> None:
    fees = {**FLAT, "month_cents": 1050}
    assert assessed(member_since(date(2026, 8, 1)), fees=fees, joining={"by": "months"}).total_cents == 5250
    left = member_since(date(2015, 1, 1), date(2026, 6, 1))
    assert assessed(left, fees=fees, leaving={"by": "months"}).total_cents == 5250
    assert assessed(left, fees=fees, leaving={"by": "half_years"}).total_cents == 6000


def test_what_was_chosen_on_top_is_of_a_year_and_of_a_part_the_same_part() -> None:
    fees = [{**FLAT, "when": {"types": "full"}, "voluntary_more": True}, {"key": "x", "name": "X", "cents": 6000}]
    chosen = {"full": 24000}
    joined = assessed(member_since(date(2026, 7, 1), chosen=chosen), fees=fees, joining={"by": "months"})
    assert [line.cents for line in joined.lines] == [12000, -6000, 6000]
    both = (Held("full", date(2015, 1, 1), date(2026, 7, 1)), Held("other", date(2026, 7, 1)))
    assert assessed(Facts(periods=both, chosen=chosen), fees=fees, status="months").total_cents == 12000 + 3000


@pytest.mark.parametrize(
    ("relief", "cents"),
    [({"percent_off": Decimal(50)}, 9000), ({"minus_cents": 3000}, 10500), ({"fee_cents": 4000}, 8000)],
)
def test_relief_ends_with_its_last_month(relief: dict[str, Any], cents: int) -> None:
    until = Relief("Flood", date(2026, 1, 5), until_on=date(2026, 7, 1), **relief)
    found = assessed(replace(MEMBER, reliefs=(until,)))
    assert found.total_cents == cents
    assert found.lines[-1].detail.endswith(", 6 of 12 months")
    over = replace(until, until_on=date(2025, 12, 31))
    assert assessed(replace(MEMBER, reliefs=(over,))).total_cents == 12000


@pytest.mark.parametrize(("within", "cents"), [("months", 9000), ("start", 12000), ("whole", 6000)])
def test_reduction_counts_for_the_months_it_was_granted_for(within: str, cents: int) -> None:
    rule = {"key": "parent", "name": "Parent", "percent_off": 50, "application": "yes", "within": within}
    facts = replace(MEMBER, granted={"parent": [(date(2026, 4, 1), date(2026, 10, 1))]})
    assert assessed(facts, reductions=rule).total_cents == cents


@pytest.mark.parametrize(("staff", "cents"), [("2", 5500), ("9", 7920)])
def test_minimum_of_a_share_follows_the_index_as_the_fee_does(staff: str, cents: int) -> None:
    bands = [{"up_to": 5, "cents": 12000}, {"over": 5, "cents": 24000}]
    fees = [
        {"key": "part", "name": "Part", "when": {"types": "full"}, "share": {"fee": "all", "percent": 30},
         "min_cents": 5000},
        {"key": "all", "name": "All", "scale": {"by": "staff", "bands": bands}},
    ]  # fmt: skip
    book = FeeBook.model_validate({"fees": fees, "index": {"base_year": 2020}})
    facts = replace(MEMBER, numbers=numbers_of(staff=staff))
    year = Period(date(2026, 1, 1), date(2027, 1, 1))
    assert fees_for(book, facts, year, index={2020: Decimal(100), 2025: Decimal(110)}).total_cents == cents


def test_words_say_how_often_a_year_an_amount_is_paid_how_a_number_was_rounded_and_what_a_surcharge_is_of() -> None:
    staff = {
        "key": "staff",
        "name": "staff",
        "rounded": "up",
        "weights": {"key": "half", "name": "Half", "weight": 0.5},
    }
    band = {"by": "staff", "bands": [{"up_to": 9, "cents": 4500}]}
    fee = {
        "key": "full",
        "name": "Fee",
        "per": "quarter",
        "scale": band,
        "units": {"quantity": "staff", "cents_each": 10},
    }
    plan = {"key": "q", "name": "quarterly", "every_months": 3, "surcharge_percent": 2}
    facts = replace(MEMBER, numbers={"staff": Declared(None, {"half": Decimal(5)})})
    found = assessed(facts, quantities=staff, fees=fee, payment={"plans": plan})
    counted = "3 staff (5 × 0.5; 2.5, rounded up)"
    assert [(line.detail, line.cents) for line in found.lines] == [
        (f"{counted}: up to 9, 4 × €45.00", 18000),
        (f"{counted}: 3 × €0.10, 4 times a year", 120),
        ("quarterly, 2\xa0% of €181.20", 362),
    ]


def test_tax_has_the_rate_of_the_day_on_which_the_service_was_complete() -> None:
    rules: dict[str, Any] = {"tax": {"treatment": "standard", "amounts": "net"}, "leaving": {"by": "months"}}
    year = Period(date(2020, 1, 1), date(2021, 1, 1))
    assert assessed(period=year, **rules).total_cents == 13920
    assert assessed(member_since(date(2015, 1, 1), date(2020, 4, 1)), year, **rules).total_cents == 3570
    joined = member_since(date(2020, 2, 1))
    assert assessed(joined, year, admission_fees={"cents": 10000}, **rules).total_cents == 13920 + 11900
    with translation.override("de"):
        assert "19\xa0% von 100,00\xa0€" in [line.detail for line in fees_for(
            FeeBook.model_validate({"fees": FLAT, "admission_fees": {"cents": 10000}, **rules}), joined, year
        ).lines]  # fmt: skip


@pytest.mark.parametrize(("by", "words"), [("months", "3 of 12 months"), ("days", "25.2055\xa0%")])
def test_part_of_a_type_is_told_in_what_it_was_computed_by(by: str, words: str) -> None:
    both = (Held("full", date(2026, 7, 1), date(2026, 10, 1)), Held("other", date(2026, 10, 1)))
    found = assessed(Facts(periods=both), status="months", joining={"by": by})
    assert [line.detail for line in found.lines if line.kind == "proration"] == [words] * 2


def test_sentences_name_what_a_price_is_for_and_how_many_years_back() -> None:
    turnover = {"key": "turnover", "name": "Umsatz", "unit": "€", "measured": "total", "years_back": 2}
    fee = {**FLAT, "units": {"quantity": "turnover", "cents_each": 2500, "each": 100000, "started": True}}
    book = FeeBook.model_validate({"quantities": turnover, "fees": fee, "index": {"base_year": 2020, "years_back": 0}})
    with translation.override("de"):
        told = " ".join(sentences_on(book, Rulebook(), ("quantities", "fees"))).replace("\xa0", " ")
    assert "von 2 Jahren zuvor" in told
    assert "Umsatz: 25,00 € je 100.000 € (im Jahr), jede angefangene zählt" in told
    assert "Es zählt der Index des Jahres selbst" in told
