"""10,000 members with 20,000 periods: the register of a day, the statistics and who is a member, timed."""

import time
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import Member, Membership, MembershipType, Person
from members.queries import members_on
from members.queries.register import register_on
from members.queries.statistics import statistics_on

pytestmark = [pytest.mark.django_db, pytest.mark.benchmark]
DAY = date(2026, 11, 22)
MEMBERS = 10_000
SPANS = ((date(2010, 1, 1), date(2015, 1, 1)), (date(2018, 1, 1), None))


@pytest.fixture
def many() -> None:
    kinds = [MembershipType.objects.create(key=key, name=key.title()) for key in ("full", "supporting")]
    people = Person.objects.bulk_create(
        (Person(last_name=f"N{n}", slug=f"n{n}", sort_key=f"n{n:05}") for n in range(MEMBERS)), batch_size=1000
    )
    members = Member.objects.bulk_create((Member(number=str(each.pk), person=each) for each in people), batch_size=1000)
    Membership.objects.bulk_create(
        (
            Membership(member=member, type=kinds[index % 2], from_on=from_on, until_on=until_on)
            for member in members
            for index, (from_on, until_on) in enumerate(SPANS)
        ),
        batch_size=1000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does: without statistics the planner guesses wrongly


@pytest.mark.usefixtures("many")
def test_register_and_statistics_of_10000_members(capsys: pytest.CaptureFixture[str]) -> None:
    measured: dict[str, Callable[[], int]] = {
        "register of today": lambda: len(register_on(DAY)),
        "register of 2012": lambda: len(register_on(date(2012, 6, 30))),
        "statistics": lambda: statistics_on(DAY).members,
        "members_on": lambda: members_on(DAY).count(),
    }
    lines = []
    for name, run in measured.items():
        with CaptureQueriesContext(connection) as queries:
            started = time.perf_counter()
            found = run()
        seconds = time.perf_counter() - started
        lines.append(f"{name:<20} {found:>6} {len(queries):>3} statements {seconds:6.2f} s")
        assert found == MEMBERS
        assert len(queries) <= 5
        assert seconds < 20
    with capsys.disabled():
        print("\n" + "\n".join(lines))  # noqa: T201 - the table is the result
