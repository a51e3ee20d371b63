"""Writes: takes a member list over."""

from .report import BAD, OUTCOMES, Options, Report
from .run import import_members

__all__ = ["BAD", "OUTCOMES", "Options", "Report", "import_members"]
