"""Who belongs: accounts, people, companies, the statutes, and who holds which membership from when until when."""

from .accounts import User, UserManager
from .consents import Consent
from .exports import ListExport
from .membership import (
    EndReason,
    Member,
    Membership,
    MembershipType,
    RetiredNumber,
    Seat,
    StartReason,
    Suspension,
    TimeOut,
)
from .merging import MergedRecord
from .people import (
    PERSON_FIELDS,
    Company,
    OfferedTag,
    Person,
    SoughtTag,
    Trade,
    Visibility,
    default_visibility,
    new_token,
    private_storage,
)
from .periods import Period, PeriodQuerySet
from .principles import Principles
from .privacy import ErasureRequest
from .statutes import Statutes

__all__ = [
    "PERSON_FIELDS",
    "Company",
    "Consent",
    "EndReason",
    "ErasureRequest",
    "ListExport",
    "Member",
    "Membership",
    "MembershipType",
    "MergedRecord",
    "OfferedTag",
    "Period",
    "PeriodQuerySet",
    "Person",
    "Principles",
    "RetiredNumber",
    "Seat",
    "SoughtTag",
    "StartReason",
    "Statutes",
    "Suspension",
    "TimeOut",
    "Trade",
    "User",
    "UserManager",
    "Visibility",
    "default_visibility",
    "new_token",
    "private_storage",
]
