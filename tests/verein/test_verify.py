"""`manage.py verify`: what it finds in catalogues, and how it reports."""

import shutil
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command

from verein.management import catalogue
from verein.management.commands import verify


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small project with one translated string."""
    (tmp_path / catalogue.CATALOGUE).parent.mkdir(parents=True)
    write(tmp_path, polib.POEntry(msgid="Members", msgstr="Mitglieder"))
    return tmp_path


def write(root: Path, *entries: polib.POEntry, compiled: bool = True) -> None:
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    file.extend(entries)
    file.save(str(root / catalogue.CATALOGUE))
    if compiled:
        file.save_as_mofile(str((root / catalogue.CATALOGUE).with_suffix(".mo")))


def test_complete_catalogue_has_no_problems(site: Path) -> None:
    assert catalogue.problems(site, extract=False) == []


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        (polib.POEntry(msgid="Places", msgstr=""), "not translated: 'Places'"),
        (polib.POEntry(msgid="Places", msgstr="Orte", flags=["fuzzy"]), "fuzzy: 'Places'"),
        (
            polib.POEntry(msgid="place", msgid_plural="places", msgstr_plural={0: "Platz", 1: ""}),
            "not translated: 'place'",
        ),
    ],
)
def test_unfinished_entries_are_named(site: Path, entry: polib.POEntry, complaint: str) -> None:
    write(site, entry)
    assert any(complaint in line for line in catalogue.problems(site, extract=False))


def test_header_marked_fuzzy_is_named(site: Path) -> None:
    file = polib.pofile(str(site / catalogue.CATALOGUE))
    file.metadata_is_fuzzy = True
    file.save()
    assert any("header is marked fuzzy" in line for line in catalogue.problems(site, extract=False))


def test_old_compiled_catalogue_is_named(site: Path) -> None:
    write(site, polib.POEntry(msgid="Members", msgstr="Die Mitglieder"), compiled=False)
    assert any("older" in line for line in catalogue.problems(site, extract=False))


@pytest.mark.skipif(not catalogue.gettext_is_there(), reason="gettext is not installed")
def test_string_new_in_the_code_is_named(tmp_path: Path) -> None:
    root = tmp_path / "site"
    shutil.copytree(settings.BASE_DIR, root, ignore=catalogue.NOT_COPIED)
    models = root / "home" / "models.py"
    models.write_text(models.read_text() + '\nNEW = _("a string that nobody has translated yet")\n')
    assert any("nobody has translated yet" in line for line in catalogue.problems(root))


def test_verify_names_what_failed_and_ends_with_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = [("Broken", verify.QUICK, lambda: False), ("Fine", verify.QUICK, lambda: True)]
    monkeypatch.setattr(verify.Command, "steps", lambda _self: steps)
    with pytest.raises(SystemExit) as ended:
        call_command("verify")
    assert ended.value.code == 1
    assert "Failed: Broken" in capsys.readouterr().out


def test_production_settings_pass_the_deployment_check() -> None:
    assert verify.check_deployment()
