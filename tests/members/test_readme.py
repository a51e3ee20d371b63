"""Every example of members/README.md is a rules file that the software takes."""

import re
from pathlib import Path

import pytest

from members.dues.models import FeeBook
from members.dues.readers.regulations import FeeVersion
from members.dues.rules.contradictions import problems_of as problems_of_dues
from members.models.rulebook import Rulebook
from members.readers.rules_file import StatutesVersion, read_sections, read_versions
from members.rules.contradictions import Level, problems_of
from members.rules.references import records

README = Path(__file__).resolve().parents[2] / "members" / "README.md"
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def _rulebooks(block: str) -> list[Rulebook]:
    found = read_sections(block)
    if "fee_regulations" in found:
        return []
    return [version.rules for version in read_versions(found.get("statutes", [found]), "statutes", StatutesVersion)]


def _fee_books(block: str) -> list[FeeBook]:
    return [
        version.rules
        for version in read_versions(read_sections(block).get("fee_regulations", []), "fee_regulations", FeeVersion)
    ]


@pytest.mark.parametrize("block", BLOCKS, ids=[block.split("\n")[1].strip(" :-") for block in BLOCKS])
def test_every_example_is_taken_and_free_of_errors(block: str) -> None:
    for rulebook in _rulebooks(block):
        errors = [problem for problem in problems_of(rulebook) if problem.level == Level.ERROR]
        assert not errors
    for book in _fee_books(block):
        assert not [problem for problem in problems_of_dues(book, None) if problem.level == Level.ERROR]


def test_the_examples_cover_every_section_of_the_dues_regulations() -> None:
    books = [book for block in BLOCKS for book in _fee_books(block)]
    assert set(FeeBook.model_fields) == {name for book in books for name in book.model_fields_set}
    shown = {type(record).__name__ for book in books for _path, record in records(book)}
    assert shown >= {
        "AdmissionFee", "Agreed", "Band", "Bound", "Chosen", "Classification", "Declaration", "Due", "Fee", "Further",
        "Hardship", "Index", "Levy", "Matrix", "MemberClass", "Newcomers", "Payment", "PerUnit", "Plan", "Proration",
        "Quantity", "Reduction", "Rounding", "Row", "Scale", "Share", "Shift", "Step", "Tax", "Trait", "Weight", "When",
    }  # fmt: skip


def test_the_examples_cover_every_section_of_the_rulebook() -> None:
    shown = {name for block in BLOCKS for rulebook in _rulebooks(block) for name in rulebook.model_fields_set}

    assert set(Rulebook.model_fields) - shown <= {"legal_form", "part_of"}


def test_the_examples_show_every_kind_of_record() -> None:
    """Those that are missing are named here, so that a new one is noticed."""
    shown = {type(record).__name__ for block in BLOCKS for book in _rulebooks(block) for _path, record in records(book)}

    assert {
        "Admission", "Appeal", "ArrearsRemoval", "AutomaticEnd", "BoardRules", "Body", "Cap", "Change", "Decision",
        "Dissolution", "Duties", "EarliestExit", "Exclusion", "Exit", "ExitDate", "FiscalYear", "GeneralMeeting",
        "Leaving", "Link", "MinimumTerm", "Objection", "Office", "Representation", "Share", "Start", "Suspension",
        "TypeFee", "TypeRule", "Veto",
    } <= shown  # fmt: skip
