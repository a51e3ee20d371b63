"""All versions of one kind of rules, with what each of them is today."""

from datetime import date
from typing import TypeVar

from members.models.versions import Version

VersionT = TypeVar("VersionT", bound=Version)


def versions_of(model: type[VersionT], today: date, *, current: VersionT | None) -> list[tuple[VersionT, str]]:
    """Each with its state: draft, coming, in_force (`current` alone), past; drafts first, then the newest."""
    return [(row, _state(row, today, current)) for row in model.objects.drafts_first()]


def _state(row: Version, today: date, current: Version | None) -> str:
    if row.effective_on is None:
        return "draft"
    if row.effective_on > today:
        return "coming"
    return "in_force" if row == current else "past"
