"""The engine where the 60 associations do not go: what else associations have in their dues regulations."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from members.dues.rules import (
    ALWAYS,
    Declared,
    Facts,
    Held,
    Kind,
    Relief,
    Resting,
    Source,
    fees_for,
)
from members.dues.rules.drafting import draft_of
from members.dues.rules.vat import rate_on
from members.models.rulebook import Holder, Rulebook

from .computing import FLAT, MEMBER, YEAR, assessed, book_of, member_since, numbers_of


@pytest.mark.parametrize(
    ("by", "joined_on", "cents"),
    [
        ({"by": "full"}, date(2026, 12, 31), 12000),
        ({"by": "months"}, date(2026, 5, 31), 8000),
        ({"by": "months", "month": "if_full"}, date(2026, 5, 2), 7000),
        ({"by": "months", "month": "if_full"}, date(2026, 5, 1), 8000),
        ({"by": "months", "month": "never"}, date(2026, 5, 1), 7000),
        ({"by": "quarters"}, date(2026, 5, 1), 9000),
        ({"by": "half_years"}, date(2026, 6, 30), 12000),
        ({"by": "half_years"}, date(2026, 7, 1), 6000),
        ({"by": "days"}, date(2026, 12, 31), 33),
        ({"by": "steps", "steps": [{"from_on": "04-01", "percent": 75}, {"from_on": "10-01", "percent": 25}]},
         date(2026, 9, 30), 9000),
        ({"by": "steps", "steps": [{"from_on": "04-01", "percent": 75}, {"from_on": "10-01", "percent": 25}]},
         date(2026, 10, 1), 3000),
    ],
)  # fmt: skip
def test_joining_in_the_middle_of_a_year(by: dict[str, Any], joined_on: date, cents: int) -> None:
    assert assessed(member_since(joined_on), joining=by).total_cents == cents


@pytest.mark.parametrize(
    ("by", "until_on", "cents"),
    [
        ("full", date(2026, 2, 1), 12000),
        ("months", date(2026, 3, 1), 2000),
        ("months", date(2026, 3, 2), 3000),
        ("half_years", date(2026, 2, 1), 6000),
        ("half_years", date(2026, 7, 2), 12000),
    ],
)
def test_leaving_in_the_middle_of_a_year(by: str, until_on: date, cents: int) -> None:
    """`until_on` is the first day without membership; dues are owed to the end of what has begun."""
    assert assessed(member_since(date(2015, 1, 1), until_on), leaving={"by": by}).total_cents == cents


def test_who_leaves_and_comes_back_owes_both_times_and_never_more_than_a_year() -> None:
    twice = Facts(periods=(Held("full", date(2015, 1, 1), date(2026, 3, 1)), Held("full", date(2026, 11, 1))))
    months: dict[str, Any] = {"joining": {"by": "months"}, "leaving": {"by": "months"}}
    assert assessed(twice, **months).total_cents == 4000
    assert assessed(twice, joining={"by": "months"}).total_cents == 12000
    assert assessed(replace(twice, periods=())).notes == ("Not a member in this period.",)


def test_a_type_that_changes_counts_by_the_rule_of_the_book() -> None:
    fees = [
        {"key": "junior", "name": "Junior", "when": {"types": "junior"}, "cents": 6000},
        {"key": "full", "name": "Full", "when": {"types": "full"}, "cents": 12000},
    ]
    facts = Facts(periods=(Held("junior", date(2020, 1, 1), date(2026, 9, 1)), Held("full", date(2026, 9, 1))))
    assert assessed(facts, fees=fees).total_cents == 6000
    assert assessed(facts, fees=fees, status="months").total_cents == 8000
    october = {"plans": {"key": "p", "name": "P", "dues": {"day": "10-01"}}}
    assert assessed(facts, fees=fees, status="due", payment=october).total_cents == 12000


def test_several_fees_only_the_highest_or_all_of_them() -> None:
    fees = [
        {"key": "inn", "name": "Inn", "when": {"classes": "inn"}, "units": {"quantity": "beds", "cents_each": 150}},
        {"key": "shop", "name": "Shop", "when": {"classes": "shop"}, "cents": 9000},
    ]
    facts = replace(MEMBER, classes=frozenset({"inn", "shop"}), numbers=numbers_of(beds="40"))
    assert assessed(facts, fees=fees).total_cents == 6000
    highest = assessed(facts, fees=fees, several="highest")
    assert highest.total_cents == 9000
    assert highest.notes == ("Inn (€60.00): not counted, for only the highest counts.",)
    both = assessed(facts, fees=fees, several="sum")
    assert [(line.key, line.cents) for line in both.lines] == [("inn", 6000), ("shop", 9000)]


def test_units_begun_between_bounds_with_least_and_most() -> None:
    units = {"quantity": "turnover", "cents_each": "50", "each": 1000, "started": True, "over": 100_000}
    fee = {**FLAT, "units": {**units, "max_cents": 5000}, "min_cents": 12500}

    def cents(turnover: str) -> int:
        return assessed(replace(MEMBER, numbers=numbers_of(turnover=turnover)), fees=fee).total_cents

    assert [cents(number) for number in ("100000", "100000.01", "111000", "112000", "200000", "9000000")] == [
        12500, 12500, 12550, 12600, 17000, 17000,
    ]  # fmt: skip
    promille = {"key": "full", "name": "Fee", "units": {"quantity": "turnover", "cents_each": "0.035"}}
    assert assessed(replace(MEMBER, numbers=numbers_of(turnover="123456")), fees=promille).total_cents == 4321


def test_reductions_one_after_the_other_or_only_the_best() -> None:
    rules = [
        {"key": "young", "name": "Young", "percent_off": 50, "when": {"max_age": 30}},
        {"key": "rural", "name": "Rural", "minus_cents": 2000, "when": {"traits": "rural"}},
    ]
    facts = replace(MEMBER, born_on=date(2000, 5, 1), traits=frozenset({"rural"}))
    each = assessed(facts, reductions=rules)
    assert [line.cents for line in each.lines] == [12000, -6000, -2000]
    best = assessed(facts, reductions=rules, combine="best")
    assert best.total_cents == 6000
    assert best.notes == ("Rural: not counted, for only the best reduction counts.",)
    assert assessed(replace(facts, born_on=None), reductions=rules).total_cents == 10000


def test_a_reduction_that_needs_a_yes_waits_for_it() -> None:
    rule = {"key": "student", "name": "Student", "fee_cents": 1000, "proof": "yes"}
    waiting = assessed(reductions=rule)
    assert waiting.total_cents == 12000
    assert waiting.notes == ("Student: not counted, for nobody has confirmed it yet.",)
    assert assessed(replace(MEMBER, granted={"student": [ALWAYS]}), reductions=rule).total_cents == 1000


@pytest.mark.parametrize(("within", "cents"), [("months", 9000), ("start", 6000), ("whole", 6000)])
def test_a_reduction_that_ends_in_the_year(within: str, cents: int) -> None:
    rule = {"key": "f", "name": "Founder", "percent_off": 50, "since": "founding", "years": 2, "within": within}
    assert assessed(replace(MEMBER, founded_on=date(2024, 7, 1)), reductions=rule).total_cents == cents


def test_dormant_membership_and_decisions_come_last() -> None:
    facts = replace(
        MEMBER,
        resting=(Resting(date(2026, 7, 1), None, Decimal(50), "§ 6"),),
        reliefs=(Relief("Hardship", date(2026, 2, 3), percent_off=Decimal(10)),),
    )
    found = assessed(facts)
    assert [(line.kind, line.cents) for line in found.lines] == [
        (Kind.DUES, 12000), (Kind.RESTING, -3000), (Kind.RELIEF, -900),
    ]  # fmt: skip
    assert found.lines[1].clause == "§ 6"
    assert found.lines[2].detail == "decided on 03/02/2026: −10\xa0%"
    waived = replace(MEMBER, reliefs=(Relief("Waiver", date(2026, 2, 3), minus_cents=99999),))
    assert assessed(waived).total_cents == 0


def test_tax_is_added_taken_out_or_neither() -> None:
    def taxes(facts: Facts = MEMBER, **tax: Any) -> list[tuple[str, int, int]]:
        return [(part.treatment.value, part.net_cents, part.tax_cents) for part in assessed(facts, tax=tax).taxes]

    assert taxes() == [("not_taxable", 12000, 0)]
    assert taxes(treatment="small_business") == [("small_business", 12000, 0)]
    assert taxes(treatment="standard", amounts="net") == [("standard", 12000, 2280)]
    assert taxes(treatment="standard") == [("standard", 10084, 1916)]
    assert taxes(treatment="reduced") == [("reduced", 11215, 785)]
    quarter = taxes(treatment="standard", amounts="net", taxable_percent=25)
    assert quarter == [("not_taxable", 9000, 0), ("standard", 3000, 570)]
    by_holder: dict[str, Any] = {"treatment": "standard", "amounts": "by_holder"}
    assert taxes(**by_holder) == [("standard", 12000, 2280)]
    assert taxes(replace(MEMBER, is_business=False), **by_holder) == [("standard", 10084, 1916)]


def test_rates_have_their_dates() -> None:
    tax = book_of(tax={"treatment": "standard"}).tax.treatment
    days = (date(2006, 12, 31), date(2007, 1, 1), date(2020, 6, 30), date(2020, 7, 1), date(2021, 1, 1))
    assert [rate_on(tax, day) for day in days] == [16, 19, 19, 16, 19]


def test_an_index_is_rounded_and_never_lowers() -> None:
    index = {"base_year": 2020, "to_cents": 10, "years_back": 1}
    facts, book = MEMBER, book_of(index=index)
    values = {2020: Decimal(100), 2025: Decimal("121.9")}
    assert fees_for(book, facts, YEAR, index=values).total_cents == 14630
    assert fees_for(book, facts, YEAR, index={**values, 2025: Decimal(90)}).total_cents == 12000
    with translation.override("en"):
        missing = fees_for(book, facts, YEAR)
    assert missing.missing == ("The index of 2025 is not entered.",)
    assert (missing.lines, missing.instalments, missing.total_cents) == ((), (), 0)


def test_an_index_counts_once_and_only_for_printed_amounts() -> None:
    fees: list[dict[str, Any]] = [
        FLAT,
        {"key": "half", "name": "Hälfte", "when": {"types": "half"}, "share": {"fee": "full", "percent": 50}},
        {"key": "own", "name": "Wahl", "when": {"types": "own"}, "chosen": {"min_cents": 5000}},
        {"key": "board", "name": "Absprache", "when": {"types": "board"}, "agreed": {}, "cents": 1000},
    ]
    book = book_of(fees=[{**FLAT, "when": {"types": "full"}}, *fees[1:]], index={"base_year": 2020, "years_back": 1})
    values = {2020: Decimal(100), 2025: Decimal(110)}
    given: dict[str, Any] = {"chosen": {"own": 6000}, "agreed": {"board": 6000}}
    found = {
        key: fees_for(book, Facts(periods=(Held(key, date(2015, 1, 1)),), **given), YEAR, index=values).total_cents
        for key in ("full", "half", "own", "board")
    }
    assert found == {"full": 13200, "half": 6600, "own": 6000, "board": 7100}


def test_a_number_that_was_estimated_or_never_declared_says_so() -> None:
    scale = {"by": "staff", "bands": [{"up_to": 3, "cents": 100}, {"over": 3, "cents": 900}]}
    rules: dict[str, Any] = {
        "fees": {"key": "full", "name": "Fee", "scale": scale},
        "quantities": {"key": "staff", "name": "Staff", "unit": "employees"},
    }
    estimated = replace(MEMBER, numbers={"staff": Declared(Decimal(2), source=Source.ESTIMATE)})
    assert assessed(estimated, **rules).lines[0].detail == "2 employees (estimated, not declared): up to 3"
    highest = assessed(replace(MEMBER, numbers={"staff": Declared(source=Source.HIGHEST)}), **rules)
    assert highest.total_cents == 900
    assert highest.lines[0].detail == "employees (not declared: highest band): more than 3"
    assert assessed(**rules).missing == ("It is not known: Staff.",)


def test_holders_ages_and_days_of_joining_decide_who_pays_what() -> None:
    fees = [
        {"key": "company", "name": "Company", "when": {"holders": "company"}, "cents": 500},
        {"key": "old", "name": "Old members", "when": {"joined_before": "2003-01-01"}, "cents": 400},
        {"key": "young", "name": "Young", "when": {"max_age": 25}, "cents": 300},
        {"key": "rest", "name": "Rest", "cents": 200},
    ]
    facts = replace(MEMBER, born_on=date(2000, 1, 2))
    assert assessed(replace(facts, holder=Holder.COMPANY), fees=fees).total_cents == 500
    assert assessed(replace(facts, joined_on=date(2002, 12, 31)), fees=fees).total_cents == 400
    assert assessed(facts, fees=fees).total_cents == 300
    assert assessed(replace(facts, born_on=date(1999, 12, 31)), fees=fees).total_cents == 200


def test_what_statutes_say_of_a_type_counts_where_the_regulations_are_silent() -> None:
    kinds = {"free": {"kind": "none"}, "half": {"kind": "share", "percent": 50, "of_type": "full"},
             "gift": {"kind": "voluntary"}, "deal": {"kind": "agreed"}, "lost": {"kind": "regulated"}}  # fmt: skip
    types = [{"key": "full", "name": "Full"}, *({"key": key, "name": key, "fee": fee} for key, fee in kinds.items())]
    rulebook = Rulebook.model_validate({"types": types})
    book = book_of(fees={**FLAT, "when": {"types": "full"}})

    def total(key: str, **facts: Any) -> int | tuple[str, ...]:
        held = Facts(periods=(Held(key, date(2015, 1, 1)),), **facts)
        found = fees_for(book, held, YEAR, rulebook=rulebook)
        return found.missing or found.total_cents

    assert [total(key) for key in ("full", "free", "half", "gift")] == [12000, 0, 6000, 0]
    assert total("gift", chosen={"gift": 2500}) == 2500
    assert total("deal", agreed={"deal": 700}) == 700
    assert isinstance(total("deal"), tuple)
    assert isinstance(total("lost"), tuple)


# --- Groups inside the association -----------------------------------------------------------------------------------
def test_group_inside_the_association_has_a_fee_of_its_own_beside_the_dues() -> None:
    """As the advertising group of Staufen: a membership of its own, from its own first day."""
    rules: dict[str, Any] = {
        "fees": [FLAT, {"key": "ads", "name": "Advertising", "when": {"types": "ads"}, "cents": 6000}],
        "several": "sum",
        "joining": {"by": "months"},
        "reductions": {"key": "new", "name": "New", "percent_off": 50, "since": "joining", "years": 20},
    }
    facts = replace(MEMBER, groups=(Held("ads", date(2026, 7, 1)),))
    found = assessed(facts, **rules)

    assert {line.key: 0 for line in found.lines} == {"full": 0, "ads": 0}
    assert sum(line.cents for line in found.lines if line.key == "full") == 6000  # reduced
    assert sum(line.cents for line in found.lines if line.key == "ads") == 3000  # half a year, not reduced
    draft = draft_of(found, key="dues:1", period=YEAR, not_before=date(2026, 1, 1))
    assert draft
    assert [line.gross_cents for line in draft.lines] == [6000, 3000]
    assert [sum(row["cents"] for row in line.explanation) for line in draft.lines] == [6000, 3000]


def test_group_the_regulations_do_not_name_costs_nothing() -> None:
    assert assessed(replace(MEMBER, groups=(Held("ads", date(2026, 7, 1)),))).total_cents == 12000
