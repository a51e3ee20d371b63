"""What the database refuses can be taken back and made again, on both kinds of database; periods are kept apart."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from members.models import Membership
from tests.factories import MemberFactory, TermFactory
from verein.constraints import Constraint

pytestmark = pytest.mark.django_db
POSTGRESQL = connection.vendor == "postgresql"


def ours() -> list[Constraint]:
    labels = {app.label for app in apps.get_app_configs()}
    migrations = [node for node in MigrationLoader(connection).disk_migrations.values() if node.app_label in labels]
    return [each for node in migrations for each in node.operations if isinstance(each, Constraint)]


def names() -> set[str]:
    found = ["SELECT name FROM sqlite_master WHERE type = 'trigger'"]
    if POSTGRESQL:
        found = [
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
            "SELECT conname FROM pg_constraint WHERE contype = 'x'",
        ]
    with connection.cursor() as cursor:
        return {name for each in found for (name,) in _rows(cursor, each)}


def _rows(cursor: Any, statement: str) -> list[tuple[str]]:
    cursor.execute(statement)
    rows: list[tuple[str]] = cursor.fetchall()
    return rows


def test_all_constraints_are_taken_back_and_made_again() -> None:
    before, constraints = names(), ours()
    with connection.cursor() as cursor:
        for each in reversed(constraints):
            for statement in each.dropped(postgresql=POSTGRESQL):
                cursor.execute(statement)
        assert len(before - names()) > 50
        assert {name for name in names() if "wagtailsearch" not in name} == set()
        for each in constraints:
            for statement in each.made(postgresql=POSTGRESQL):
                cursor.execute(statement)
    assert names() == before


def test_periods_are_apart_by_the_day_whether_new_or_moved() -> None:
    first = TermFactory(from_on=date(2026, 1, 1), until_on=date(2027, 1, 1))
    with pytest.raises(IntegrityError, match="terms_of_a_person_apart"), transaction.atomic():
        TermFactory(person=first.person, from_on=date(2026, 12, 31), until_on=date(2028, 1, 1))
    next_one = TermFactory(person=first.person, from_on=date(2027, 1, 1), until_on=None)
    TermFactory(person=first.person, office_key="treasurer", from_on=date(2026, 1, 1), until_on=None)
    next_one.from_on = date(2026, 12, 31)
    with pytest.raises(IntegrityError, match="terms_of_a_person_apart"), transaction.atomic():
        next_one.save()
    next_one.from_on = date(2027, 6, 1)
    next_one.save()


def test_two_memberships_of_one_member_at_once_are_impossible() -> None:
    period = MemberFactory(period__from_on=date(2026, 1, 1), period__until_on=None).periods.get()
    with pytest.raises(IntegrityError, match="membership_periods_apart"), transaction.atomic():
        Membership.objects.create(member=period.member, type=period.type, from_on=date(2030, 1, 1))
