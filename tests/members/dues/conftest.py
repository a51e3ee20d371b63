"""Dues regulations by the number of staff and a class, and members who owe by them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from members.dues.models import FeeRegulations
from members.dues.queries.declaring import MemberYear, member_years
from members.models import Member, User

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
STAFF_BOOK: dict[str, Any] = {
    "quantities": [
        {
            "key": "staff",
            "name": "Beschäftigte",
            "measured": "on_day",
            "day": "01-01",
            "fractions": True,
            "weights": [
                {"key": "full", "name": "Vollzeit", "weight": 1},
                {"key": "half", "name": "Teilzeit", "weight": 0.5},
            ],
        },
        {"key": "area", "name": "Verkaufsfläche", "unit": "m²"},
    ],
    "classifications": [
        {
            "key": "place",
            "name": "Lage",
            "by_member": True,
            "classes": [{"key": "a", "name": "A"}, {"key": "b", "name": "B"}],
        }
    ],
    "fees": [
        {
            "key": "full",
            "name": "Jahresbeitrag",
            "clause": "§ 2",
            "when": {"types": ["full"]},
            "matrix": {
                "classes": "place",
                "by": "staff",
                "bands": [{"up_to": 5}, {"over": 5}],
                "rows": [{"member_class": "a", "cents": [12000, 24000]}, {"member_class": "b", "cents": [6000, 18000]}],
            },
        },
        {
            "key": "shop",
            "name": "Ladenbeitrag",
            "when": {"types": ["shop"]},
            "units": {"quantity": "area", "cents_each": 10},
        },
        {"key": "free", "name": "frei", "free": True},
    ],
    "declaration": {
        "by": "12-31",
        "reminder_after": "21 days",
        "if_missing": "highest",
        "objection": "1 month",
        "late_fall_ignored": True,
    },
}  # fmt: skip


@pytest.fixture
def regulations(db: None) -> FeeRegulations:
    return FeeRegulations.objects.create(rules=STAFF_BOOK, decided_on=date(2019, 12, 1), effective_on=date(2020, 1, 1))


def year_of(member: Member, year: int = 2027) -> MemberYear:
    return member_years([member], year)[0]


def user_of(member: Member) -> User:
    assert member.person is not None
    assert member.person.user is not None
    return member.person.user
