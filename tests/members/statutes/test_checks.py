"""Every computable rule of the 60 associations, of their neighbours and of the whole variety gives what is expected."""

from typing import Any

import pytest
from django.utils import translation

from members.rules.contradictions import Level, problems_of

from .computing import kind_of, wrong
from .leaves import HERE, case_of, load, more_files, rules_files

SIXTY = {case.name: case for case in map(case_of, rules_files())}
MORE = {case.name: case for case in map(case_of, more_files())}
CASES = {**SIXTY, **MORE}
FILES = {**load(HERE / "checks.yaml"), **load(HERE / "more_checks.yaml")}
CHECKS = [
    pytest.param(name, check, id=f"{name}-{kind_of(check)}-{number}")
    for name, checks in FILES.items()
    for number, check in enumerate(checks)
]
PROBLEMS: dict[str, list[str]] = load(HERE / "problems.yaml")


@pytest.mark.parametrize(("name", "check"), CHECKS)
def test_rules_compute_what_is_expected(name: str, check: dict[str, Any]) -> None:
    with translation.override("en"):
        assert wrong(CASES[name].rulebook, check) == ""


def test_every_exit_rule_is_checked_around_its_boundary() -> None:
    """At least two days of receipt for each file that says when one can leave."""
    with_exit = {case.name for case in CASES.values() if case.rulebook.leaving.exit}
    days = {name: sum(len(check["exit"]) for check in FILES.get(name, []) if "exit" in check) for name in CASES}
    assert {name for name in with_exit if days[name] < 2} == set()


def test_who_decides_is_checked_for_every_file_that_says_it() -> None:
    """On admissions, on exclusions, and on types that somebody grants."""
    said = {
        (case.name, about, kind)
        for case in SIXTY.values()
        for about, kind, decision in [
            ("admission", None, case.rulebook.admission.decision),
            ("exclusion", None, case.rulebook.leaving.exclusion and case.rulebook.leaving.exclusion.decision),
            *(("admission", rule.key, rule.granted) for rule in case.rulebook.types),
        ]
        if decision
    }
    checked = {
        (name, check.get("about", "admission"), check.get("type"))
        for name, checks in FILES.items()
        for check in checks
        if "decides" in check
    }
    assert said - checked == set()


def test_every_other_file_has_a_check() -> None:
    assert {name for name in MORE if not FILES.get(name)} == set()


@pytest.mark.parametrize("name", CASES)
def test_inconsistent_rules_are_named_and_the_others_are_not(name: str) -> None:
    """The paths of all problems of a file; none of them keeps its rules from being entered."""
    found = [problem for rulebook in CASES[name].rulebooks for problem in problems_of(rulebook)]
    assert [problem.path for problem in found if problem.level == Level.ERROR] == []
    assert sorted(problem.path for problem in found) == sorted(PROBLEMS.get(name, []))
