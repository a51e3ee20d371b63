"""The list of applications beside 10,000 members: timed, with a constant number of statements."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.admission.models import Application, State
from members.models import Member, Membership, MembershipType, Person
from tests.factories import make_application, make_statutes

pytestmark = [pytest.mark.django_db, pytest.mark.benchmark]

MEMBERS = 10_000
APPLICATIONS = 2_000


def _many() -> None:
    make_statutes(
        types=[{"key": "full", "name": "Ordentliches Mitglied"}], admission={"guest_visits": 2, "sponsors": 1}
    )
    type_ = MembershipType.objects.get(key="full")
    people = Person.objects.bulk_create(
        [
            Person(
                first_name="Jonas", last_name=f"Test{n}", slug=f"p{n}", email=f"p{n}@example.org", sort_key=f"test{n}"
            )
            for n in range(MEMBERS)
        ],
        batch_size=1000,
    )
    members = Member.objects.bulk_create(
        [Member(number=f"B{n:06}", person=person) for n, person in enumerate(people)], batch_size=1000
    )
    today = timezone.localdate()
    Membership.objects.bulk_create(
        [Membership(member=member, type=type_, from_on=today - timedelta(days=1000)) for member in members],
        batch_size=1000,
    )
    pattern = make_application()
    rows: list[Application] = []
    for number in range(APPLICATIONS):
        row = Application.objects.get(pk=pattern.pk) if number == 0 else rows[0]
        copy = Application(
            **{field.attname: getattr(row, field.attname) for field in Application._meta.concrete_fields}
        )
        copy.pk, copy.token, copy.email = None, f"token{number}", f"a{number}@example.org"
        copy.state = State.OPEN if number % 3 else State.REFUSED
        rows.append(copy)
    Application.objects.bulk_create(rows, batch_size=500)


def test_list_of_applications_beside_ten_thousand_members(board_client: Client) -> None:
    _many()
    for path in ("/admin/antraege/?state=under_way", "/admin/antraege/?q=ahlers"):
        board_client.get(path)
        with CaptureQueriesContext(connection) as queries:
            started = time.perf_counter()
            assert board_client.get(path).status_code == 200
            seconds = time.perf_counter() - started
        print(f"\n{path}: {seconds:.2f} s, {len(queries)} statements, {APPLICATIONS} applications, {MEMBERS} members")  # noqa: T201 - the table of the benchmark
        assert len(queries) <= 20
        assert seconds < 3
