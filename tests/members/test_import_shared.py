"""The named proof: the member list of an office, as Excel saved it, with the counts of each outcome."""

from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from members.models import Company, Member, Membership, Person, User
from verein.models import Mail

# It lies beside the checkout: ../shared/data/, or further up for a worktree.
BESIDE = [parent / "shared" / "data" / "mitglieder-excel.csv" for parent in Path(__file__).resolve().parents[3:]]
LIST = next((path for path in BESIDE if path.exists()), BESIDE[0])

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not LIST.exists(), reason=f"{LIST} is not part of this repository"),
]


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel("2026-11-22 12:00", tick=False):
        yield


def run(capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    capsys.readouterr()
    call_command("import_members", str(LIST), *options)
    return capsys.readouterr().out.splitlines()


def lines(output: list[str], number: int) -> str:
    return next(line for line in output if line.startswith(f"Zeile {number}: "))


def test_import_members_without_skip_bad_names_the_bad_lines_and_writes_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(CommandError, match="--skip-bad"):
        run(capsys)
    output = capsys.readouterr().out.splitlines()

    assert output[-1] == "angelegt: 176, geändert: 0, unverändert: 0, übersprungen: 2, nicht übernommen: 4"
    assert not Person.objects.exists()
    assert not Membership.objects.exists()


def test_import_members_dry_run_reports_the_same_and_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    output = run(capsys, "--dry-run")

    assert output[-1] == "angelegt: 176, geändert: 0, unverändert: 0, übersprungen: 2, nicht übernommen: 4"
    assert not Member.objects.exists()
    assert not Company.objects.exists()


def test_import_members_skip_bad_takes_the_good_lines_over_and_names_every_sin(
    capsys: pytest.CaptureFixture[str],
) -> None:
    output = run(capsys, "--skip-bad")

    assert output[0] == "Gelesen als cp1252, Trennzeichen ';'."
    assert "Nicht übernommen: Jahresbeitrag, IBAN, Mitarbeiter" in output
    assert output[-1] == "angelegt: 176, geändert: 0, unverändert: 0, übersprungen: 2, nicht übernommen: 4"
    assert (Member.objects.count(), Person.objects.count(), Member.objects.exclude(company=None).count()) == (
        176,
        175,
        1,
    )
    assert not User.objects.exists()
    assert not Mail.objects.exists()
    assert [line.split(":")[0] for line in output if ": nicht übernommen: " in line.split(" (")[0]] == [
        "Zeile 80",
        "Zeile 103",
        "Zeile 122",
        "Zeile 152",
    ]
    assert "Eintritt: Den 31.02.2019 gibt es nicht." in lines(output, 80)
    assert "Ende der Mitgliedschaft: die Mitgliedschaft endet vor ihrem Beginn" in lines(output, 103)
    assert "Mitgliedsnummer: Nummer 119 ist doppelt vergeben, auch in Zeile 121" in lines(output, 122)
    assert "„Gründungsmitglied“ ist kein Datum" in lines(output, 152)
    assert "dieselbe Adresse wie in Zeile 23" in lines(output, 24)
    assert "„kein E-Mail“ gelesen als: keine Angabe" in lines(output, 35)
    assert "„4842“ hat vier Ziffern" in lines(output, 57)
    assert "Vorname: beim Speichern ist hier ein Buchstabe verloren gegangen" in lines(output, 30)
    assert "leere Zeile" in lines(output, 183)
    assert "kein Mitglied: „Summe 21.540,00 €“" in lines(output, 184)


def test_import_members_keeps_umlauts_line_breaks_companies_and_last_days(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "--skip-bad")

    osman = Person.objects.get(member__number="67")
    assert osman.note == 'ruft nur zurück,\nwenn man "dreimal" klingelt; Ehefrau: Inge'
    assert Person.objects.get(member__number="45").last_name == "Feldkämper"
    assert str(Company.objects.get(member__number="89")) == "Rechtsanwaltskanzlei Lütke-Zutelgte & Söhne GmbH & Co. KG"
    assert Membership.objects.get(member__number="2").until_on.isoformat() == "2024-02-02"
    assert Membership.objects.get(member__number="12").from_on.isoformat() == "2014-03-01"
    assert Person.objects.get(member__number="34").email == ""


def test_import_members_again_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "--skip-bad")
    before = list(Person.objects.order_by("pk").values()), list(Membership.objects.order_by("pk").values())

    output = run(capsys, "--skip-bad")

    assert output[-1] == "angelegt: 0, geändert: 0, unverändert: 176, übersprungen: 2, nicht übernommen: 4"
    assert (list(Person.objects.order_by("pk").values()), list(Membership.objects.order_by("pk").values())) == before
