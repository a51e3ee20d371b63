"""Reads: who is a member on a day, who is asking, what they may see of whom."""

from .membership import (
    BOARD_GROUP,
    EDITORS_GROUP,
    EVENT_EDITORS_GROUP,
    TREASURER_GROUP,
    Viewer,
    companies_on,
    is_member,
    members_on,
    viewer_of,
)
from .profiles import (
    VisibleProfile,
    companies_shown_to,
    company_people,
    for_profiles,
    member_since,
    people_shown_to,
    shows,
    visible_profile,
)

__all__ = [
    "BOARD_GROUP",
    "EDITORS_GROUP",
    "EVENT_EDITORS_GROUP",
    "TREASURER_GROUP",
    "Viewer",
    "VisibleProfile",
    "companies_on",
    "companies_shown_to",
    "company_people",
    "for_profiles",
    "is_member",
    "member_since",
    "members_on",
    "people_shown_to",
    "shows",
    "viewer_of",
    "visible_profile",
]
