"""Every computable rule of the 60 associations gives what the file expects."""

from typing import Any

import pytest
from django.utils import translation

from .computing import kind_of, wrong
from .leaves import HERE, Case, load, rules_files

CASES = {case.name: case for case in map(Case, rules_files())}
CHECKS = [
    pytest.param(name, check, id=f"{name}-{kind_of(check)}-{number}")
    for name, checks in load(HERE / "checks.yaml").items()
    for number, check in enumerate(checks)
]


@pytest.mark.parametrize(("name", "check"), CHECKS)
def test_rules_compute_what_the_association_expects(name: str, check: dict[str, Any]) -> None:
    with translation.override("en"):
        assert wrong(CASES[name].rulebook, check) == ""


def test_every_exit_rule_is_checked_around_its_boundary() -> None:
    """At least two days of receipt for each file that says when one can leave."""
    with_exit = {case.name for case in CASES.values() if case.rulebook.leaving.exit and case.name != "kreuztal"}
    days = {
        name: sum(len(check["exit"]) for check in checks if "exit" in check)
        for name, checks in load(HERE / "checks.yaml").items()
    }
    assert {name for name in with_exit if days.get(name, 0) < 2} == set()
