"""Why not: whether a document may be issued, and what is to be booked."""

from .drafts import Draft, DraftCharge, DraftLine, why_not_issue
from .movements import Movement

__all__ = ["Draft", "DraftCharge", "DraftLine", "Movement", "why_not_issue"]
