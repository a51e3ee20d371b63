"""Writes a rules file: YAML that people can read, without what is as usual."""

from collections.abc import Mapping
from typing import Any

import yaml

from members.models import Statutes


class _Dumper(yaml.SafeDumper):
    """Lists are indented, long texts stay on their line, nothing refers to something else."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:  # noqa: FBT001, FBT002
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write_sections(sections: Mapping[str, Any]) -> str:
    return yaml.dump(dict(sections), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


def write_version(statutes: Statutes) -> dict[str, Any]:
    """One version as plain data; rules that are as usual are left out."""
    facts = {
        "title": statutes.title,
        "decided_on": statutes.decided_on and statutes.decided_on.isoformat(),
        "effective_on": statutes.effective_on and statutes.effective_on.isoformat(),
        "decided_by": statutes.decided_by,
    }
    rules = statutes.rulebook.model_dump(mode="json", exclude_defaults=True)
    return {**{name: value for name, value in facts.items() if value}, "rules": rules}
