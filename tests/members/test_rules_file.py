"""The rules as one file: exported, imported, checked to the letter."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from members.actions.rules_file import export_rules, import_rules
from members.models import MembershipType, Statutes
from members.readers.rules_file import RulesFileUnreadable, read_sections
from tests.factories import complete_association
from verein.models import LogEntry

pytestmark = pytest.mark.django_db

FILE = """
association: Gewerbeverein Emsbogen
statutes:
  - title: Satzung 2010
    decided_on: 2010-03-01
    effective_on: 2010-06-15
    decided_by: Mitgliederversammlung
    rules:
      fiscal_year: {start: 03-01}
      types:
        - {key: full, name: Ordentliches Mitglied, vote: yes}
        - {key: junior, name: Juniormitglied, vote: no, changes: {at_age: 25, then: full}}
      leaving:
        exit: {form: written, notice: 6 weeks, to: quarter}
        exclusion: {decision: board, hearing: yes, reasons: [Schaden]}
  - title: Entwurf
    rules:
      leaving: {exit: {dates: {to: 12-31, by: 09-30}}}
"""


def _problems(text: str) -> list[str]:
    with pytest.raises(RulesFileUnreadable) as caught:
        import_rules(text, actor=None)
    return caught.value.problems


def test_import_rules_makes_versions_and_types() -> None:
    done = import_rules(FILE, actor=None)

    in_force, draft = Statutes.objects.order_by("pk")
    assert in_force.rulebook.fiscal_year.start.month == 3
    assert in_force.rulebook.types[1].vote == "no"
    assert in_force.rulebook.leaving.exclusion
    assert in_force.rulebook.leaving.exclusion.hearing is True
    assert draft.effective_on is None
    assert set(MembershipType.objects.values_list("key", flat=True)) >= {"full", "junior"}
    assert done == ["Neue Fassung, gilt ab 15. Juni 2010: Satzung 2010", "Neuer Entwurf: Entwurf"]
    assert LogEntry.objects.filter(action="members.put_statutes_in_force").count() == 1


def test_import_rules_twice_changes_nothing() -> None:
    import_rules(FILE, actor=None)
    entries = LogEntry.objects.count()

    assert import_rules(FILE, actor=None) == []
    assert Statutes.objects.count() == 2
    assert LogEntry.objects.count() == entries


def test_import_rules_of_an_export_changes_nothing_and_says_the_same() -> None:
    complete_association()
    import_rules(FILE, actor=None)
    exported = export_rules()

    assert import_rules(exported, actor=None) == []
    Statutes.objects.filter(effective_on=None).delete()
    assert export_rules() != exported
    import_rules(exported, actor=None)
    assert export_rules() == exported
    assert read_sections(exported)["statutes"][0]["rules"]["leaving"]["exit"]["notice"] == "6 weeks"


def test_import_rules_dry_run_writes_nothing() -> None:
    assert len(import_rules(FILE, actor=None, dry_run=True)) == 2
    assert not Statutes.objects.exists()


def test_import_rules_refuses_a_version_in_force_that_differs() -> None:
    import_rules(FILE, actor=None)

    problems = _problems(FILE.replace("6 weeks", "8 weeks").replace("Entwurf", "Anderer"))

    assert problems == [
        "statutes[0]: Die ab 15. Juni 2010 geltende Fassung ist anders als diese und kann nicht mehr geändert werden."
    ]
    assert Statutes.objects.count() == 2


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("6 weeks", "sechs Wochen", "statutes[0].rules.leaving.exit.notice: Schreiben Sie eine Dauer"),
        (
            "quarter",
            "quartal",
            "statutes[0].rules.leaving.exit.to: „quartal“ ist hier nicht möglich. Möglich sind: any_",
        ),
        ("03-01", "31.03.", "statutes[0].rules.fiscal_year.start: Schreiben Sie einen Tag des Jahres"),
        ("03-01", "02-30", "statutes[0].rules.fiscal_year.start: Schreiben Sie einen Tag des Jahres"),
        (
            "at_age: 25",
            "at_age: jung",
            "statutes[0].rules.types[1].changes[0].at_age: Schreiben Sie hier eine ganze Zahl",
        ),
        ("at_age: 25", "at_age: 250", "statutes[0].rules.types[1].changes[0].at_age: Höchstens 120"),
        ("hearing: yes", "hearing: vielleicht", "statutes[0].rules.leaving.exclusion.hearing: Schreiben Sie hier true"),
        ("key: junior", "key: Junior", "statutes[0].rules.types[1].key: Ein Schlüssel beginnt"),
        (", name: Juniormitglied", "", "statutes[0].rules.types[1].name: Das fehlt."),
        ("form: written", "forms: written", "statutes[0].rules.leaving.exit.forms: Das ist hier nicht bekannt."),
        ("2010-03-01", "2010-02-30", "statutes[0].decided_on: „2010-02-30“ ist kein Datum."),
        ("2010-03-01", "2011-03-01", "statutes[0].effective_on: Nichts gilt (15. Juni 2010), bevor es beschlossen ist"),
        ("then: full", "then: voll", "statutes[0].rules.types[1].changes[0].then: Hier ist „voll“ genannt"),
        ("title: Entwurf", "effective_on: 2010-06-15", "statutes[1].effective_on: Am 15. Juni 2010 tritt bereits"),
        ("association:", "assoziation:", "assoziation: Diesen Abschnitt gibt es nicht. Bekannt sind: association"),
        ("exit: {form", "exit: {to: month, form", "Zeile 14: „to“ steht hier zweimal."),
        ("title: Entwurf", "title: *all", "Zeile 16: Verweise (*name) sind nicht erlaubt."),
        ("title: Satzung 2010", "title: [", "Zeile "),
    ],
)
def test_import_rules_names_the_path_and_a_sentence(old: str, new: str, expected: str) -> None:
    text = FILE.replace(old, new)
    assert text != FILE
    problems = _problems(text)

    assert any(problem.startswith(expected) for problem in problems), problems
    assert not Statutes.objects.exists()


def test_import_rules_names_every_problem_at_once_in_the_readers_language() -> None:
    text = FILE.replace("6 weeks", "later").replace("at_age: 25", "at_age: 0")

    with override("en"):
        problems = _problems(text)

    assert problems == [
        "statutes[0].rules.types[1].changes[0].at_age: At least 1.",
        "statutes[0].rules.leaving.exit.notice: Write a length like “3 months”, “6 weeks” or “14 days”.",
    ]


@pytest.mark.parametrize("content", ["", "- eins", "nur Text", b"\xff\xfe\x00a", "x: " + "y" * 1_000_001])
def test_import_rules_of_something_else_says_so(content: str | bytes) -> None:
    with pytest.raises(RulesFileUnreadable):
        import_rules(content, actor=None)


def test_commands_round_trip_through_a_file(tmp_path: Path) -> None:
    path = tmp_path / "regeln.yaml"
    path.write_text(FILE)
    out = StringIO()

    call_command("import_rules", str(path), "--dry-run", stdout=out)
    assert not Statutes.objects.exists()
    call_command("import_rules", str(path), stdout=out)
    call_command("export_rules", str(path))
    out = StringIO()
    call_command("import_rules", str(path), stdout=out)

    assert Statutes.objects.count() == 2
    assert out.getvalue().strip() == "Alles ist bereits vorhanden."


def test_command_import_rules_of_a_bad_file_names_the_problems(tmp_path: Path) -> None:
    path = tmp_path / "regeln.yaml"
    path.write_text(FILE.replace("6 weeks", "bald"))

    with pytest.raises(CommandError, match=r"statutes\[0\]\.rules\.leaving\.exit\.notice"):
        call_command("import_rules", str(path))
    with pytest.raises(CommandError, match="lässt sich nicht lesen"):
        call_command("import_rules", str(tmp_path / "fehlt.yaml"))
