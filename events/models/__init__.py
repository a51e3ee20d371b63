"""Facts about meetings: the pages that invite (`pages`) and what happens (`registration`)."""

from .pages import EventDocument, EventImage, EventIndexPage, EventPage, EventSpeaker, ProgrammeItem
from .registration import Companion, Event, Registration

__all__ = [
    "Companion",
    "Event",
    "EventDocument",
    "EventImage",
    "EventIndexPage",
    "EventPage",
    "EventSpeaker",
    "ProgrammeItem",
    "Registration",
]
