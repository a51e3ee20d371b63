"""When dues are due, the admission fee and levies, where the 60 associations do not go."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from members.dues.models.regulations import Levy, Method
from members.dues.rules import (
    Facts,
    Missing,
    Purpose,
    fee_period,
)
from members.dues.rules.instalments import easter, next_banking_day
from members.dues.rules.levies import spread
from members.models.rulebook import Rulebook

from .computing import MEMBER, assessed, book_of, member_since


def test_plans_newcomers_and_banking_days() -> None:
    plans = [
        {"key": "quarterly", "name": "quarterly", "every_months": 3, "day": 15, "methods": "debit"},
        {"key": "yearly", "name": "yearly", "dues": {"day": "02-01"}, "surcharge_cents": 500},
        {"key": "monthly", "name": "monthly", "every_months": 1, "day": 31, "on_request": True},
    ]
    payment = {"plans": plans, "newcomers": {"day_of_next_month": 15}, "banking_day": "next"}

    def due(facts: Facts) -> dict[str, int]:
        return {part.due_on.isoformat(): part.cents for part in assessed(facts, payment=payment).instalments}

    debit = replace(MEMBER, method=Method.DEBIT)
    assert due(debit) == {"2026-01-15": 3000, "2026-04-15": 3000, "2026-07-15": 3000, "2026-10-15": 3000}
    assert due(MEMBER) == {"2026-02-02": 12500}
    monthly = due(replace(MEMBER, plan="monthly"))
    assert list(monthly)[:3] == ["2026-02-02", "2026-03-02", "2026-03-31"]
    assert len(monthly) == 12
    assert due(replace(member_since(date(2026, 5, 20)), method=Method.DEBIT)) == {
        "2026-06-15": 4000, "2026-07-15": 4000, "2026-10-15": 4000,
    }  # fmt: skip


def test_banking_days_know_easter_and_the_fixed_holidays() -> None:
    assert [easter(year).isoformat() for year in (2024, 2026, 2038)] == ["2024-03-31", "2026-04-05", "2038-04-25"]
    days = (date(2026, 4, 3), date(2026, 12, 25), date(2026, 5, 1), date(2026, 5, 4), date(2027, 1, 1))
    assert [next_banking_day(day).isoformat() for day in days] == [
        "2026-04-07", "2026-12-28", "2026-05-04", "2026-05-04", "2027-01-04",
    ]  # fmt: skip


def test_the_year_of_dues_fiscal_calendar_or_from_joining() -> None:
    april = Rulebook.model_validate({"fiscal_year": {"start": "04-01"}})
    day, joined_on = date(2026, 3, 31), date(2020, 2, 29)
    assert fee_period(book_of(), april, day).from_on == date(2025, 4, 1)
    assert fee_period(book_of(year="calendar"), april, day).from_on == date(2026, 1, 1)
    own = fee_period(book_of(year="membership"), april, day, joined_on=joined_on)
    assert (own.from_on, own.last) == (date(2026, 2, 28), date(2027, 2, 27))
    leap = fee_period(book_of(year="membership"), april, date(2024, 2, 28), joined_on=joined_on)
    assert (leap.from_on, leap.until_on) == (date(2023, 2, 28), date(2024, 2, 29))


def test_admission_fee_once_in_parts_as_high_as_the_dues_and_not_again() -> None:
    fee = {"percent_of_fee": 50, "again": False, "parts": 3, "due": {"after": "14 days"}}
    new = member_since(date(2026, 11, 30))
    found = assessed(new, admission_fees=fee, joining={"by": "months"})
    assert (found.cents_of(Purpose.DUES), found.cents_of(Purpose.ADMISSION)) == (2000, 6000)
    parts = assessed(replace(new, admission_in_parts=True), admission_fees=fee).instalments
    assert [part.due_on.isoformat() for part in parts if part.purpose == Purpose.ADMISSION] == [
        "2026-12-14", "2027-01-14", "2027-02-14",
    ]  # fmt: skip
    for facts in (replace(new, was_member_before=True), replace(new, admission_waived=True), MEMBER):
        assert assessed(facts, admission_fees=fee).cents_of(Purpose.ADMISSION) == 0


def test_a_levy_keeps_its_limit_and_says_what_is_left() -> None:
    levy = Levy(key="l", name="Levy", clause="§ 7", share="by_fee", cap_percent=Decimal(50))
    with translation.override("en"):
        found = spread(levy, 10_000, {"a": 12000, "b": 6000, "c": 0})
        none = spread(levy, 100, {"a": 0})
    assert {payer: line.cents for payer, line in found.lines.items()} == {"a": 6000, "b": 3000, "c": 0}
    assert found.uncovered_cents == 1000
    assert found.lines["a"].detail == "€100.00 over 3 members in proportion to the dues, at most €60.00"
    assert none.uncovered_cents == 100
    equal = spread(levy.model_copy(update={"share": "equal"}), 100, {"a": 12000, "b": 12000, "c": 12000})
    assert sorted(line.cents for line in equal.lines.values()) == [33, 33, 34]
    with pytest.raises(Missing):
        spread(Levy(key="l", name="Levy"), 100, {"a": 1})


def test_who_leaves_has_paid_by_then_where_only_a_part_is_owed() -> None:
    plans = {"plans": {"key": "monthly", "name": "monthly", "every_months": 1}}
    facts = member_since(date(2015, 1, 1), date(2026, 4, 1))
    found = assessed(facts, leaving={"by": "months"}, payment=plans).instalments
    assert [(part.due_on.month, part.cents) for part in found] == [(1, 1000), (2, 1000), (3, 1000)]
    assert len(assessed(facts, payment=plans).instalments) == 12
