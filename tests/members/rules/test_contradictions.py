"""Contradictions and gaps of a rulebook: each is named, where it is, and nothing else is."""

import pytest

from members.models.rulebook import Rulebook
from members.rules.contradictions import Level, problems_of

FULL = {"key": "full", "name": "Ordentliches Mitglied"}


def _found(rules: dict[str, object]) -> list[tuple[str, str]]:
    return [(problem.path, problem.level.value) for problem in problems_of(Rulebook.model_validate(rules))]


@pytest.mark.parametrize(
    ("rules", "path", "level"),
    [
        # immenstaad: the presidium is in no list of bodies
        (
            {"leaving": {"exclusion": {"decision": "presidium", "hearing": True, "reasons": "Schaden"}}},
            "leaving.exclusion.decision.body",
            "warning",
        ),
        ({"offices": [{"key": "chair", "name": "Vorsitz", "body": "praesidium"}]}, "offices[0].body", "error"),
        ({"types": [{**FULL, "changes": {"after": "1 year", "then": "gone"}}]}, "types[0].changes[0].then", "error"),
        ({"types": [{**FULL, "fee": {"percent": 50, "of_type": "gone"}}]}, "types[0].fee.of_type", "error"),
        ({"types": [FULL, {**FULL, "name": "Anders"}]}, "types", "error"),
        ({"types": [FULL, {**FULL, "key": "other"}]}, "types", "error"),
        ({"types": [{**FULL, "min_age": 30, "max_age": 20}]}, "types[0].min_age", "error"),
        ({"types": [{**FULL, "min_age": 25, "changes": {"at_age": 25}}]}, "types[0].changes[0].at_age", "error"),
        ({"types": [{**FULL, "max_age": 25, "changes": {"at_age": 25}}]}, "types[0].changes[0].at_age", "warning"),
        ({"types": [{**FULL, "changes": [{}]}]}, "types[0].changes[0]", "error"),
        ({"types": [{**FULL, "fee": {"percent": 50}}]}, "types[0].fee.of_type", "warning"),
        (
            {"types": [{**FULL, "fee": {"kind": "share", "of_type": "full", "percent": 5}}]},
            "types[0].fee.of_type",
            "error",
        ),
        ({"types": [{**FULL, "cap": {"percent_of_all": 15}}]}, "types[0].cap.percent_of_all", "error"),
        ({"types": [{**FULL, "cap": {"unless_holder_agrees": True}}]}, "types[0].cap.unless_holder_agrees", "warning"),
        ({"types": [{**FULL, "vote": "no"}]}, "types", "warning"),
        (
            {
                "types": [{**FULL, "eligible": False, "eligible_for": "x"}],
                "offices": [{"key": "x", "name": "X", "body": "board"}],
            },
            "types[0].eligible",
            "error",
        ),
        ({"leaving": {"exit": {"notice": "24 months", "to": "calendar_year"}}}, "leaving.exit", "warning"),
        ({"leaving": {"exit": {"notice": "13 months", "to": "calendar_year"}}}, "leaving.exit", "warning"),
        (
            {"leaving": {"exit": {"to": "calendar_year", "earliest": {"years_after_joining": 3}}}},
            "leaving.exit",
            "warning",
        ),
        ({"leaving": {"exit": {"form": "registered", "to": "any_day"}}}, "leaving.exit.form", "warning"),
        ({"leaving": {"exit": {"notice": "6 months", "to": "unstated"}}}, "leaving.exit.to", "warning"),
        # seelbach: 28 or 30 November
        (
            {"fiscal_year": {"start": "03-01"}, "leaving": {"exit": {"notice": "3 months", "to": "fiscal_year"}}},
            "leaving.exit.notice",
            "warning",
        ),
        ({"admission": {"appeal": {"period": "1 month"}}}, "admission.appeal.decision", "warning"),
        (
            {"bodies": [{"key": "board", "name": "Vorstand", "seats_max": 7, "leave_each_year": 8}]},
            "bodies[0].leave_each_year",
            "error",
        ),
        (
            {"leaving": {"exit": {"dates": [{"to": "06-30", "by": "03-31"}, {"to": "12-31", "by": "02-28"}]}}},
            "leaving.exit.dates[1]",
            "warning",
        ),
        ({"leaving": {"suspension": {"clause": " "}}}, "leaving.suspension[0].clause", "error"),
        ({"leaving": {"exclusion": {"decision": "board", "hearing": True}}}, "leaving.exclusion.reasons", "warning"),
        ({"leaving": {"exclusion": {"decision": "board", "reasons": "x"}}}, "leaving.exclusion.hearing", "warning"),
        ({"leaving": {"arrears": {}}}, "leaving.arrears[0]", "warning"),
        (
            {"leaving": {"arrears": {"reminders": 1, "automatic": True, "decision": "board"}}},
            "leaving.arrears[0].automatic",
            "error",
        ),
        ({"leaving": {"ways": ["removal"]}}, "leaving.ways", "warning"),
        ({"admission": {"veto": {"period": "1 month"}}}, "admission.veto", "warning"),
        ({"admission": {"objection": {"period": "14 days"}}}, "admission.objection.by", "warning"),
        ({"admission": {"appeal": {"possible": False, "period": "1 month"}}}, "admission.appeal", "error"),
        # seelbach: printed "29 February"
        ({"fiscal_year": {"start": "03-01", "printed_end": "02-29"}}, "fiscal_year.printed_end", "warning"),
        ({"fiscal_year": {"start": "01-01", "printed_end": "03-31"}}, "fiscal_year.printed_end", "error"),
        ({"fiscal_year": {"first_year_ended_on": "1993-06-30"}}, "fiscal_year.first_year_ended_on", "warning"),
        ({"bodies": [{"key": "a", "name": "A", "seats_min": 3, "seats_max": 2}]}, "bodies[0].seats_min", "error"),
        ({"bodies": [{"key": "a", "name": "A", "includes": "a"}]}, "bodies[0].includes", "error"),
        (
            {
                "bodies": [
                    {"key": "a", "name": "A", "composition": {"types": "full", "numerator": 4, "denominator": 3}}
                ],
                "types": [FULL],
            },
            "bodies[0].composition[0]",
            "error",
        ),
        (
            {
                "bodies": [{"key": "a", "name": "A", "seats_max": 1}],
                "offices": [{"key": "x", "name": "X", "body": "a", "seats_min": 2, "seats_max": 2}],
            },
            "bodies[0].seats_max",
            "error",
        ),
        ({"offices": [{"key": "x", "name": "X", "body": "board", "seats_min": 3}]}, "offices[0].seats_min", "error"),
        (
            {
                "offices": [
                    {"key": "x", "name": "X", "body": "board", "term": "2 years", "first_terms": ["1 year", "2 years"]}
                ]
            },
            "offices[0].first_terms",
            "error",
        ),
        (
            {"offices": [{"key": "x", "name": "X", "body": "board", "first_terms": "1 year"}]},
            "offices[0].term",
            "warning",
        ),
        ({"offices": [{"key": "x", "name": "X", "body": "board", "not_with": "x"}]}, "offices[0].not_with", "error"),
        (
            {"offices": [{"key": "x", "name": "X", "body": "board"}], "board": {"representation": "offices"}},
            "board.representation",
            "error",
        ),
        (
            {"general_meeting": {"notice": "14 days", "motions_before": "3 weeks"}},
            "general_meeting.motions_before",
            "warning",
        ),
    ],
)
def test_problems_of_names_the_contradiction_alone(rules: dict[str, object], path: str, level: str) -> None:
    assert _found(rules) == [(path, level)]


def test_problems_of_change_cycles_at_every_type_in_it() -> None:
    rules: dict[str, object] = {
        "types": [
            {"key": "a", "name": "A", "changes": {"after": "1 year", "then": "b"}},
            {"key": "b", "name": "B", "changes": {"after": "1 year", "then": "a"}},
            {"key": "c", "name": "C", "changes": {"after": "1 year", "then": "a"}},
        ]
    }

    assert _found(rules) == [("types[0].changes", "error"), ("types[1].changes", "error")]


@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"leaving": {"exit": {"notice": "12 months", "to": "calendar_year"}}},
        {"leaving": {"exit": {"notice": "6 weeks", "to": "quarter", "form": ["registered", "email"]}}},
        {"leaving": {"exit": {"dates": [{"to": "06-30", "by": "03-31"}, {"to": "12-31", "by": "09-30"}]}}},
        {"fiscal_year": {"start": "03-01"}},
        {"fiscal_year": {"start": "04-01", "printed_end": "03-31"}},
        {"types": [{**FULL, "max_age": 39, "changes": {"at_age": 45, "when": "year_end"}}]},
        {"admission": {"decision": {"body": "board", "otherwise": {"body": "general_meeting"}}}},
    ],
)
def test_problems_of_sound_rules_finds_none(rules: dict[str, object]) -> None:
    assert _found(rules) == []


def test_problems_of_says_it_in_words_and_errors_come_first() -> None:
    rules = {
        "leaving": {"exit": {"form": "registered", "to": "any_day"}},
        "types": [{**FULL, "min_age": 30, "max_age": 20}],
    }

    found = problems_of(Rulebook.model_validate(rules))

    assert [problem.level for problem in found] == [Level.ERROR, Level.WARNING]
    assert found[0].text.startswith("Ordentliches Mitglied: ")
    assert found[0].section == "types"
    assert "§ 127 BGB" in found[1].text
