"""Facts of becoming and ceasing to be a member."""

from .application import Application, Kind, State, new_token
from .leaving import Notice, Proceeding, ToldArrears
from .procedure import Message, Objection, Resolution, Sponsor, Vote
from .settings import AdmissionSettings

__all__ = [
    "AdmissionSettings",
    "Application",
    "Kind",
    "Message",
    "Notice",
    "Objection",
    "Proceeding",
    "Resolution",
    "Sponsor",
    "State",
    "ToldArrears",
    "Vote",
    "new_token",
]
