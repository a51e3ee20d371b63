"""Reads a rules file: YAML without its traps, sections, and the statutes as typed versions."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

import yaml
from django.utils.translation import gettext as _
from pydantic import Field, ValidationError

from members.models.rulebook import Rulebook, Rules

from .rules_words import in_words

LARGEST_FILE = 1_000_000


class RulesFileUnreadable(Exception):  # noqa: N818 - a refusal is no error of the program
    """The file was not taken; `problems` are sentences, each beginning with the path it is about."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


class Version(Rules):
    """One version as a rules file holds it; without `effective_on` it is a draft. Each kind has `rules` of its own."""

    title: str = Field("", max_length=120)
    decided_on: date | None = None
    effective_on: date | None = None
    decided_by: str = Field("", max_length=80)
    rules: Any

    def facts(self) -> dict[str, Any]:
        """What an action stores beside the rules and the day."""
        return self.model_dump(exclude={"rules", "effective_on"})


class StatutesVersion(Version):
    rules: Rulebook = Rulebook()


class _Loader(yaml.SafeLoader):
    """Words stay words: `no` is no truth value and 2021-11-08 no date until the rulebook says so. No aliases."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.MarkedYAMLError(problem=_("References (*name) are not allowed."), problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: FBT001, FBT002 - PyYAML's signature
        seen = set()
        for key, _value in node.value:
            if key.value in seen:
                problem = _("“%(key)s” stands here twice.") % {"key": key.value}
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in {"int", "float", "null"}]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_TRUE_OR_FALSE = {"true": True, "false": False}


def read_sections(content: bytes | str) -> dict[str, Any]:
    """The file as plain data, section by section; raises RulesFileUnreadable with line and reason."""
    if len(content) > LARGEST_FILE:
        raise RulesFileUnreadable([_("The file is larger than 1 MB. Rules are never as long as that.")])
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        found = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader, see above
    except UnicodeDecodeError as error:
        raise RulesFileUnreadable([_("The file is not UTF-8 text.")]) from error
    except yaml.YAMLError as error:
        raise RulesFileUnreadable([_where_yaml_fails(error)]) from error
    if not isinstance(found, dict):
        raise RulesFileUnreadable([_("The file must hold sections such as “statutes:”.")])
    return {str(key): value for key, value in found.items()}


def _where_yaml_fails(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or _("This is no YAML.")
    if mark is None:
        return str(reason)
    return _("Line %(line)d: %(reason)s") % {"line": mark.line + 1, "reason": reason}


VersionT = TypeVar("VersionT", bound=Version)


def read_versions(content: Any, key: str, schema: type[VersionT]) -> list[VersionT]:
    """The section `key`; one version may stand there without a list. Raises RulesFileUnreadable."""
    entries = [content] if isinstance(content, dict) else content
    if not isinstance(entries, list):
        raise RulesFileUnreadable([f"{key}: " + _("Write a list of versions here.")])
    versions, problems = [], []
    for index, entry in enumerate(entries):
        try:
            versions.append(schema.model_validate(entry))
        except ValidationError as error:
            problems += [f"{path}: {text}" for path, text in in_words(error, f"{key}[{index}]")]
    if problems:
        raise RulesFileUnreadable(problems)
    return versions
