"""The rules of all real associations in the office and in the file: entered, read back, exported, without a loss."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from django.db.models import F
from django.http import QueryDict
from django.utils.translation import override

from members.actions.rules_file import export_rules, import_rules
from members.forms.rules import SectionForm, all_sections
from members.forms.rules.posted import flat_record
from members.models import Statutes
from members.models.rulebook import Rulebook
from members.readers.rules_file import StatutesVersion, read_sections, read_versions
from members.rules.differences import differences
from members.rules.sentences import sentences_on

FILES = sorted((Path(__file__).parent / "statutes" / "rules").glob("*.yaml"))
TODAY = date(2026, 11, 22)
pytestmark = pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])


@cache
def _rulebooks(path: Path) -> list[Rulebook]:
    return [
        version.rules
        for version in read_versions(read_sections(path.read_bytes())["statutes"], "statutes", StatutesVersion)
    ]


def _posted(rulebook: Rulebook) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, texts in flat_record(rulebook, "").items():
        query.setlist(name, texts)
    return query


def test_every_section_is_entered_in_its_form_as_it_stands(path: Path) -> None:
    for rulebook in _rulebooks(path):
        empty = Statutes(rules=Rulebook().model_dump(mode="json"))
        for section in all_sections():
            form = SectionForm(empty.rulebook, section, _posted(rulebook))
            assert form.errors == {}
            assert form.made
            for name in section.names:
                assert getattr(form.made, name) == getattr(rulebook, name)
            assert form.tree


def test_every_rule_is_read_back_in_both_languages(path: Path) -> None:
    for rulebook in _rulebooks(path):
        said = {}
        for language in ("de", "en"):
            with override(language):
                said[language] = [
                    text for name in Rulebook.model_fields for text in sentences_on(rulebook, name, today=TODAY)
                ]
        german, english = said["de"], said["en"]
        assert len(german) == len(english)
        assert not [text for text in german + english if "%(" in text or not text.strip()]
        assert any(text.startswith("Wer heute kündigt, ist Mitglied bis") for text in german)
        # Only lists of offices say the same in both.
        assert len(set(german) & set(english)) <= len(rulebook.bodies)


def test_what_differs_from_an_empty_rulebook_is_said_in_words(path: Path) -> None:
    for rulebook in _rulebooks(path):
        rows = differences(Rulebook(), rulebook)
        assert all(row.after != "–" and row.label for row in rows)
        assert differences(rulebook, rulebook) == []


@pytest.mark.django_db
def test_the_file_survives_the_database(path: Path) -> None:
    import_rules(path.read_bytes(), actor=None)
    exported = export_rules()

    assert import_rules(path.read_bytes(), actor=None) == []
    assert import_rules(exported, actor=None) == []
    stored = [row.rulebook for row in Statutes.objects.order_by("pk")]
    assert stored == _rulebooks(path)
    assert [
        version.rules for version in read_versions(read_sections(exported)["statutes"], "statutes", StatutesVersion)
    ] == [row.rulebook for row in Statutes.objects.order_by(F("effective_on").asc(nulls_last=True), "pk")]
