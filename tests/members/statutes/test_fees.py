"""The dues of real associations, computed from their own regulations: every published check, and around every bound."""

from typing import Any

import pytest

from .feeing import wrong
from .leaves import HERE, case_of, load, rules_files

CASES = {case.name: case for case in map(case_of, rules_files())}
FILES: dict[str, list[dict[str, Any]]] = load(HERE / "fee_checks.yaml")
CHECKS = [
    pytest.param(name, check, id=f"{name}-{number}")
    for name, checks in FILES.items()
    for number, check in enumerate(checks)
]


@pytest.mark.parametrize(("name", "check"), CHECKS)
def test_dues_are_what_the_association_says(name: str, check: dict[str, Any]) -> None:
    assert wrong(CASES[name], check) == []


def test_every_file_that_states_an_amount_is_computed() -> None:
    """All whose leaves speak of fees, but those that only name who decides them."""
    accounts = load(HERE / "leaves.yaml")
    speaking = {name for name, account in accounts.items() if any("fees" in entry for entry in account.values())}
    assert speaking == {case.name for case in CASES.values() if case.fee_books}
    assert speaking - set(FILES) == {"bredstedt", "gremmendorf", "grossauheim", "wusterhausen"}
