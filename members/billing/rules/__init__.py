"""Why not: whether a document may be issued, and what is to be booked."""

from .drafts import Draft, DraftCharge, DraftLine, why_not_issue
from .movements import (
    BY_HAND,
    SURPLUS,
    Movement,
    Receipt,
    allocate,
    why_not_book,
    why_not_close,
    why_not_forgive,
    why_not_take_back,
)
from .states import ChargeState, state_of

__all__ = [
    "BY_HAND",
    "SURPLUS",
    "ChargeState",
    "Draft",
    "DraftCharge",
    "DraftLine",
    "Movement",
    "Receipt",
    "allocate",
    "state_of",
    "why_not_book",
    "why_not_close",
    "why_not_forgive",
    "why_not_issue",
    "why_not_take_back",
]
