"""The log is read by people: each action and field has words."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

from members.viewsets.words import ACTIONS, MODELS, field_words
from tests.factories import MemberFactory
from verein import audit

ROOT = Path(__file__).parents[2]
ACTION = re.compile(r"^(admission|billing|board|dues|members|events|home|verein)\.[a-z_]+$")
SOURCES = [
    (path, tree)
    for app in ("members", "events", "home", "verein")
    for path in sorted((ROOT / app).rglob("*.py"))
    if path.name != "site.py"  # names permissions, which look alike
    and ("/actions" in path.as_posix() or "audit.log(" in path.read_text())
    and (tree := ast.parse(path.read_text()))
]


MODEL_NAMES = {model._meta.label_lower for model in apps.get_models()}


def named() -> set[str]:
    """Everything that looks like an action in a file that writes to the log, also where it is handed on by name."""
    return {
        node.value
        for _path, tree in SOURCES
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ACTION.match(node.value)
    }


def test_log_actions_are_written_out_and_never_put_together() -> None:
    for path, tree in SOURCES:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.log":
                assert not isinstance(node.args[0], ast.JoinedStr), path


def test_log_has_words_for_every_action_in_the_code() -> None:
    assert len(named()) > 25
    assert named() - MODEL_NAMES - set(ACTIONS) == set()


def test_log_knows_no_action_that_nobody_writes() -> None:
    assert set(ACTIONS) - named() == set()


def test_log_words_are_german() -> None:
    for words in [*ACTIONS.values(), *MODELS.values()]:
        with translation.override("en"):
            english = str(words)
        with translation.override("de"):
            assert str(words) != english or english == "Person"


@pytest.mark.django_db
def test_log_calls_fields_as_the_forms_do() -> None:
    member = MemberFactory()

    assert field_words(audit.log("members.update_person", member.person, fields=["born_on"])) == ["Geburtsdatum"]
    assert field_words(audit.log("members.start_membership", member, fields=["from_on", "type"])) == [
        "von",
        "Mitgliedsart",
    ]
    assert field_words(audit.log("members.import", member, fields=["no_such_field"])) == ["no_such_field"]
