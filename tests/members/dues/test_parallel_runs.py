"""Two treasurers click at the same moment: one dues run is at work, the other one reads why not. On PostgreSQL."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from members.dues.actions import DuesRefused, start_run
from members.dues.models import DuesRun
from tests.factories import UserFactory
from tests.members.billing.test_rush import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_runs_started_at_once_are_one() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: nobody meets there")
    actor, now = UserFactory(), datetime(2026, 1, 5, 9, tzinfo=UTC)

    def click(_number: int) -> str:
        try:
            start_run(date(2026, 1, 1), actor=actor, now=now)
        except DuesRefused as refused:
            return str(refused)
        return "started"

    found = all_at_once(click, 4)

    assert found.count("started") == 1
    assert sum("Beitragslauf" in str(answer) for answer in found) == 3
    assert DuesRun.objects.count() == 1
