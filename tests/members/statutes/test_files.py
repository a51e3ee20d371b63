"""The rules files of real associations go in and out through the commands' own reader and writer, nothing lost."""

import pytest

from members.actions.rules_file import export_rules, import_rules
from members.dues.models import FeeRegulations
from members.dues.readers.regulations import FeeVersion
from members.models import Statutes
from members.readers.rules_file import StatutesVersion, read_sections, read_versions
from members.writers.rules_file import write_sections, write_version

from .leaves import case_of, more_files, rules_files

CASES = {case.name: case for case in map(case_of, [*rules_files(), *more_files()])}


@pytest.mark.parametrize("name", CASES)
def test_what_is_written_is_read_back_the_same(name: str) -> None:
    for rulebook in CASES[name].rulebooks:
        row = Statutes(title="Satzung", rules=rulebook.model_dump(mode="json"))
        text = write_sections({"statutes": [write_version(row, ["title"])]})
        (again,) = read_versions(read_sections(text)["statutes"], "statutes", StatutesVersion)
        assert again.rules == rulebook == row.rulebook
    for book in CASES[name].fee_books:
        fees = FeeRegulations(title="Beitragsordnung", rules=book.model_dump(mode="json"))
        text = write_sections({"fee_regulations": [write_version(fees, ["title"])]})
        (back,) = read_versions(read_sections(text)["fee_regulations"], "fee_regulations", FeeVersion)
        assert back.rules == book == fees.book


@pytest.mark.django_db
def test_every_file_is_taken_over_whole() -> None:
    for case in CASES.values():
        done = import_rules(case.path.read_text(), actor=None, dry_run=True)
        assert len(done) == len(case.versions) + len(case.fee_versions), case.name
    assert not Statutes.objects.exists()
    assert not FeeRegulations.objects.exists()


@pytest.mark.django_db
def test_two_versions_stay_two() -> None:
    import_rules(CASES["uv-rostock"].path.read_text(), actor=None)
    first, second = Statutes.objects.order_by("pk")
    assert (first.title, second.title) == ("Version 1", "Version 2")
    assert not first.rulebook.leaving.suspension
    assert second.rulebook.leaving.suspension[0].while_in_arrears
    assert "while_in_arrears: true" in export_rules()
