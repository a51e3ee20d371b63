"""Writes a version of the dues regulations for a rules file."""

from typing import Any

from members.dues.models import FeeRegulations


def write_fee_version(regulations: FeeRegulations) -> dict[str, Any]:
    """One version as plain data; rules that are as usual are left out."""
    facts = {
        "title": regulations.title,
        "decided_on": regulations.decided_on and regulations.decided_on.isoformat(),
        "effective_on": regulations.effective_on and regulations.effective_on.isoformat(),
        "ends_on": regulations.ends_on and regulations.ends_on.isoformat(),
        "decided_by": regulations.decided_by,
    }
    rules = regulations.book.model_dump(mode="json", exclude_defaults=True)
    return {**{name: value for name, value in facts.items() if value}, "rules": rules}
