"""Rules of our own collection: banking days, references of mandates, who is left out of a run and why."""

from datetime import date, timedelta
from typing import Any

import pytest

from members.billing.models import Mandate
from members.billing.rules.collecting import (
    Payer,
    Standing,
    next_reference,
    why_left_out,
    why_not_collect_by,
    why_not_in_run,
    why_not_run,
)
from members.billing.rules.target import easter, is_target_day, target_day

DAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2035, date(2035, 3, 25)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter(year: int, sunday: date) -> None:
    assert easter(year) == sunday


def test_banks_settle_on_target_days_only() -> None:
    closed = ["2027-01-01", "2027-03-26", "2027-03-29", "2027-05-01", "2027-01-02", "2027-01-03", "2028-12-25"]
    assert not any(is_target_day(date.fromisoformat(day)) for day in closed)
    assert all(
        is_target_day(date.fromisoformat(day)) for day in ["2027-03-25", "2027-03-30", "2027-05-06", "2028-12-27"]
    )
    assert target_day(date(2027, 3, 26)) == date(2027, 3, 30)
    assert target_day(date(2026, 12, 25)) == date(2026, 12, 28)


def test_references_are_short_plain_and_never_used_again() -> None:
    assert next_reference("M00012", []) == "M00012-01"
    assert next_reference("M00012", ["m00012-01", "M00012-03"]) == "M00012-02"
    assert next_reference("Nr. 12/ä", []) == "NR-12-01"
    assert len(next_reference("X" * 60, [])) <= 35


def mandate(**fields: Any) -> Mandate:
    return Mandate(reference="M1-01", signed_on=date(2025, 1, 1), **fields)


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        (mandate(), True),
        (mandate(ended_on=DAY, ended_how="revoked"), False),
        (mandate(ended_on=DAY, ended_how="returned", return_code="MD06"), False),
        (None, False),
    ],
)
def test_mandate_carries_a_debit_or_says_why_not(given: Mandate | None, fits: bool) -> None:
    assert (why_not_collect_by(given, DAY) is None) == fits


def test_mandate_lapses_36_months_after_its_last_use() -> None:
    unused = mandate()
    assert why_not_collect_by(unused, date(2028, 1, 1)) is None
    assert why_not_collect_by(unused, date(2028, 1, 2))
    assert why_not_collect_by(mandate(last_used_on=date(2027, 2, 1)), date(2028, 1, 2)) is None
    assert Mandate(signed_on=date(2024, 2, 29)).lapses_on == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({}, ""),
        ({"has_died": True}, "verstorben"),
        ({"mandate": None}, "Mandat"),
        ({"paused_until": DAY}, "gestundet"),
        ({"paused_until": date(2027, 2, 28)}, ""),
        ({"has_address": False}, "E-Mail"),
        ({"returned_on": date(2027, 2, 20), "return_count": 1}, "14 Tage"),
        ({"returned_on": date(2027, 2, 10), "return_count": 1}, ""),
        ({"returned_on": date(2026, 2, 10), "return_count": 2}, "zweimal"),
    ],
)
def test_who_is_left_out_of_a_run_and_why(facts: dict[str, Any], word: str) -> None:
    reason = why_not_in_run(Payer(**{"mandate": mandate(), "has_address": True, **facts}), DAY)

    assert (word in (reason or "")) if word else reason is None


def test_no_run_without_notice_settings_or_a_banking_day() -> None:
    day = date(2027, 3, 15)
    assert why_not_run(day, today=DAY, notice_days=14, has_settings=True) is None
    assert why_not_run(day, today=date(2027, 3, 2), notice_days=14, has_settings=True)
    assert why_not_run(date(2027, 3, 29), today=DAY, notice_days=14, has_settings=True)
    assert why_not_run(day, today=DAY, notice_days=14, has_settings=False)


def standing(**facts: Any) -> Standing:
    mandate = Mandate(signed_on=date(2027, 1, 1), ended_on=facts.pop("ended_on", None), ended_how="revoked")
    return Standing(**{"mandate": mandate, "way": "debit", "open_cents": 1, **facts})


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({}, ""),
        ({"has_died": True, "open_cents": 0}, "died"),
        ({"ended_on": DAY}, "mandate"),
        ({"way": "transfer"}, "way"),
        ({"paused_until": DAY}, "paused"),
        ({"paused_until": DAY - timedelta(days=1)}, ""),
        ({"open_cents": 0}, "paid"),
        ({"is_paid_online": True}, "online"),
    ],
)
def test_announced_debit_is_not_collected_after_all(facts: dict[str, Any], why: str) -> None:
    assert why_left_out(standing(**facts), DAY) == why
