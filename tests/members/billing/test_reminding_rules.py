"""Who is reminded of what: stages in order, days between, quiet days, and everybody who is left alone."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from members.billing.models.reminders import default_quiet, default_stages
from members.billing.rules.reminding import (
    Debtor,
    Late,
    Quiet,
    Stage,
    first_open_day,
    quiet_of,
    stages_of,
    verdict,
    why_not_remind_today,
    why_not_stages,
)

DUE = date(2027, 1, 31)
STAGES = stages_of(default_stages())
LATE = Late(1, "B-2027-000001", DUE, 12000)


def on(days: int) -> date:
    return DUE + timedelta(days=days)


def step_of(days: int, *late: Late, **debtor: Any) -> tuple[str, list[tuple[int, int]]]:
    """The title of what would go out so many days after the due date, and which charge reaches which stage."""
    found = verdict(Debtor(late or (LATE,), **debtor), STAGES, on(days))
    assert found.step, found.reason
    return found.step.stage.title, [(each.charge_id, stage) for each, stage in found.step.items]


def reason_of(days: int, *late: Late, **debtor: Any) -> str:
    found = verdict(Debtor(late or (LATE,), **debtor), STAGES, on(days))
    assert found.step is None
    return found.reason


@pytest.mark.parametrize(
    ("days", "reached", "title"),
    [(14, 0, "Zahlungserinnerung"), (28, 1, "1. Mahnung"), (42, 2, "Letzte Mahnung"), (400, 0, "Zahlungserinnerung")],
)
def test_stages_come_one_after_the_other_and_none_is_left_out(days: int, reached: int, title: str) -> None:
    assert step_of(days, replace(LATE, reached=reached)) == (title, [(1, reached + 1)])


@pytest.mark.parametrize(("days", "reached"), [(13, 0), (27, 1), (41, 2)])
def test_nothing_is_due_a_day_before_and_nobody_is_told_why(days: int, reached: int) -> None:
    assert reason_of(days, replace(LATE, reached=reached)) == ""


def test_between_two_reminders_lies_the_distance_of_the_stages() -> None:
    late = replace(LATE, reached=1)
    assert "Erinnert am" in reason_of(103, late, reminded_on=on(90))
    assert step_of(104, late, reminded_on=on(90))[0] == "1. Mahnung"


def test_one_reminder_names_all_that_is_overdue_and_each_charge_keeps_its_own_stage() -> None:
    older, younger = replace(LATE, reached=1), Late(2, "B-2", on(20), 500)
    assert step_of(30, older, younger) == ("1. Mahnung", [(1, 2), (2, 0)])
    assert step_of(34, older, younger) == ("1. Mahnung", [(1, 2), (2, 1)])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"is_running": True}, "Lastschrift läuft"),
        ({"is_collected": True}, "per Lastschrift eingezogen"),
        ({"is_fee": True}, "Nur die Mahngebühr"),
        ({"reached": 3}, "letzte Stufe"),
        ({"due_on": date(2023, 3, 1)}, "31. Dezember 2026 verjährt"),
    ],
)
def test_charge_that_is_not_asked_for_says_why(changes: dict[str, Any], words: str) -> None:
    assert words in reason_of(50, replace(LATE, **changes))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"has_died": True}, "verstorben"),
        ({"is_away": True}, "Auszeit"),
        ({"paused_until": on(50), "pause_reason": "Widerspruch"}, "Widerspruch"),
        ({"credit_cents": 100}, "Guthaben"),
        ({"is_reachable": False}, "weder"),
    ],
)
def test_debtor_who_is_left_alone_says_why(facts: dict[str, Any], words: str) -> None:
    assert words in reason_of(50, **facts)


def test_pause_is_over_the_day_after_its_last() -> None:
    assert step_of(50, paused_until=on(49), pause_reason="gestundet")[0] == "Zahlungserinnerung"


def test_running_debit_and_lapsed_claim_stay_out_of_a_reminder_of_the_rest() -> None:
    running, lapsed = replace(LATE, charge_id=2, is_running=True), Late(3, "B-3", date(2020, 1, 1), 900)
    assert step_of(50, LATE, running, lapsed)[1] == [(1, 1)]


def test_missing_address_stops_only_a_stage_with_a_fee() -> None:
    with_fee = [replace(stage, fee_cents=250) for stage in STAGES]
    debtor = Debtor([LATE], blocked="Es fehlt die Straße.")
    assert verdict(debtor, with_fee, on(14)).reason == "Es fehlt die Straße."
    assert verdict(debtor, STAGES, on(14)).step


@pytest.mark.parametrize("day", [date(2026, 12, 20), date(2026, 12, 31), date(2030, 1, 1), date(2030, 1, 6)])
def test_christmas_is_quiet_every_year_and_the_run_says_when_it_may(day: date) -> None:
    quiet = quiet_of(default_quiet())
    assert "7. Januar" in (why_not_remind_today(day, quiet) or "")
    assert why_not_remind_today(date(day.year, 12, 19), quiet) is None
    assert why_not_remind_today(date(day.year, 1, 7), quiet) is None


def test_quiet_days_of_one_year_count_in_that_year_only_and_chain() -> None:
    fair = Quiet("Messe", date(2027, 5, 3), date(2027, 5, 7))
    after = Quiet("Brücke", date(2027, 5, 8), date(2027, 5, 9))
    assert first_open_day(date(2027, 5, 4), [fair, after]) == date(2027, 5, 10)
    assert first_open_day(date(2028, 5, 4), [fair, after]) == date(2028, 5, 4)
    assert first_open_day(date(2027, 5, 4), [Quiet("", date(2027, 1, 1), date(2027, 12, 31), yearly=True)]) is None


def test_stages_that_contradict_each_other_are_refused() -> None:
    ask, last = Stage(1, 14), Stage(2, 28, is_last=True)
    assert why_not_stages([ask, last], cap_cents=0) is None
    assert "Ohne" in (why_not_stages([], cap_cents=0) or "")
    assert "letzte" in (why_not_stages([replace(ask, is_last=True), last], cap_cents=0) or "")
    assert "selben Tag" in (why_not_stages([ask, replace(ask, number=2)], cap_cents=0) or "")
    assert "höher" in (why_not_stages([replace(ask, fee_cents=251)], cap_cents=250) or "")
    dear = why_not_stages([replace(ask, fee_cents=300)], cap_cents=500, regulated_cents=250)
    assert dear == "Eine Gebühr ist höher, als die Beitragsordnung es zulässt: 2,50\xa0€."
    assert why_not_stages([replace(ask, fee_cents=250)], cap_cents=500, regulated_cents=250) is None
