"""A problem of a rulebook: where, how bad, in words."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _


class Level(StrEnum):
    """An error makes the rules incomputable and keeps a version out of force; a warning names what does not fit."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """`path` leads into the rulebook: `leaving.exit.notice`, `types[0].changes[1]`."""

    path: str
    text: str
    level: Level = Level.WARNING

    @property
    def section(self) -> str:
        """The part of the rulebook it belongs to."""
        return self.path.split(".")[0].split("[")[0]

    @property
    def label(self) -> str:
        return _("Error") if self.level == Level.ERROR else _("Warning")


def error(path: str, text: str) -> Problem:
    return Problem(path, text, Level.ERROR)


def warning(path: str, text: str) -> Problem:
    return Problem(path, text, Level.WARNING)
