"""The account of every leaf of the shared files: complete, current, proved, and printed in the README."""

from collections import Counter
from typing import Any

import pytest

from .leaves import HERE, SHARED, case_of, counts, digest, failures, leaves_of, load, rules_files, table

CASES = {case.name: case for case in map(case_of, rules_files())}
ACCOUNT: dict[str, dict[str, dict[str, Any]]] = load(HERE / "leaves.yaml")
CHECKS: dict[str, list[dict[str, Any]]] = load(HERE / "checks.yaml")
FEE_CHECKS: dict[str, list[dict[str, Any]]] = load(HERE / "fee_checks.yaml")
README = HERE.parents[2] / "members" / "README.md"


def _computed(name: str) -> set[str]:
    """The leaves that checks name; a derived check proves all its leaves, what is given and what is expected."""
    named: set[str] = set()
    for check in [*CHECKS.get(name, []), *FEE_CHECKS.get(name, [])]:
        leaf = check.get("leaf", [])
        named.update([leaf] if isinstance(leaf, str) else leaf)
    return {path for path in ACCOUNT[name] if path in named or path.rpartition(".")[0] in named}


def test_there_is_a_rules_file_and_an_account_for_each_of_the_60_associations() -> None:
    assert len(CASES) == 60
    assert set(ACCOUNT) == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_every_exact_leaf_is_proved(name: str) -> None:
    computed = _computed(name)
    wrong = [
        sentence for path, entry in ACCOUNT[name].items() for sentence in failures(CASES[name], path, entry, computed)
    ]
    assert wrong == []


@pytest.mark.skipif(not SHARED.exists(), reason="the shared files are not part of the repository")
@pytest.mark.parametrize("name", CASES)
def test_no_leaf_of_the_source_is_missing_or_has_changed(name: str) -> None:
    source = {path: digest(value) for path, value in leaves_of(load(SHARED / f"{name}.yaml"))}
    assert {path: entry["digest"] for path, entry in ACCOUNT[name].items()} == source


@pytest.mark.skipif(not SHARED.exists(), reason="the shared files are not part of the repository")
def test_no_association_of_the_source_is_missing() -> None:
    assert {path.stem for path in SHARED.glob("[!_]*.yaml")} == set(CASES)


def test_counts_are_printed_and_stand_in_the_readme() -> None:
    """Run with `-s` to see them; `python -m tests.members.statutes` writes them into the README."""
    written = table(ACCOUNT)
    print("\n" + written)  # noqa: T201  (asked for with -s)
    assert written in README.read_text(), "run: uv run python -m tests.members.statutes"


def test_most_rules_are_exact() -> None:
    """Every leaf that is a rule, in all 60: what is left is named one by one, so that a new gap is noticed."""
    total: Counter[str] = Counter()
    for account in ACCOUNT.values():
        total += counts(account)
    left = {
        f"{name}: {path}"
        for name, account in ACCOUNT.items()
        for path, entry in account.items()
        if {"partly", "not"} & set(entry.get("fees", entry))
    }
    assert left == {
        "bestwig: exit.notice",
        "gotha: exclusion.arrears",
        "grossauheim: fees.arrears",
        "kreuztal: exit.to_date",
        "mittelstandsverbund: fees.affiliated",
        "molfsee: membership_types[guest].who",
        "monheim: fees.groups[8].note",
        "neuenhagen: membership_types[firm].note",
        "steinbergkirche: fees.proration",
        "vetschau: membership_types[extraordinary].vote",
        "wolbeck: exclusion.objection",
    }
