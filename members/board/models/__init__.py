"""Facts of the board: terms of office, what belongs to an office, handovers, working groups."""

from .groups import GroupMembership, WorkingGroup
from .handover import ChecklistItem, Handover, HandoverTask
from .offices import OfficeSetting, Term, TermQuerySet, TermReminder

__all__ = [
    "ChecklistItem",
    "GroupMembership",
    "Handover",
    "HandoverTask",
    "OfficeSetting",
    "Term",
    "TermQuerySet",
    "TermReminder",
    "WorkingGroup",
]
