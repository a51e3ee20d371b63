"""Writes a rules file: YAML that people can read, without what is as usual."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import yaml

from members.models.versions import Version


class _Dumper(yaml.SafeDumper):
    """Lists are indented, long texts stay on their line, nothing refers to something else."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:  # noqa: FBT001, FBT002
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write_sections(sections: Mapping[str, Any]) -> str:
    return yaml.dump(dict(sections), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


def write_version(version: Version, facts: Iterable[str]) -> dict[str, Any]:
    """One version as plain data, with those of `facts` that are known; rules that are as usual are left out."""
    found = {name: getattr(version, name) for name in facts}
    known = {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items() if value}
    return {**known, "rules": version.content.model_dump(mode="json", exclude_defaults=True)}
