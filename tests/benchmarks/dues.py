"""What the benchmarks of dues and payments share: many members of one association, and how a row is printed."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from members.billing.models import Account, NumberRange
from members.models import Member, Membership, MembershipType, Person
from tests.factories import complete_association

BATCH = 1000


def make_members(count: int, joined_on: date = date(2018, 1, 1)) -> list[Member]:
    """People with an address and an account, members for years; without an e-mail address, so that no mail is made."""
    complete_association()
    type_ = MembershipType.objects.create(key="full", name="Ordentliches Mitglied")
    people = Person.objects.bulk_create(
        (
            Person(
                first_name="Jonas",
                last_name=f"Test{n}",
                slug=f"test-{n}",
                sort_key=f"test{n:06}",
                street="Hauptstraße 1",
                postcode="48999",
                city="Emsbogen",
            )
            for n in range(count)
        ),
        batch_size=BATCH,
    )
    rows = (Member(number=f"B{n:06}", person=person) for n, person in enumerate(people))
    members = Member.objects.bulk_create(rows, batch_size=BATCH)
    held = (Membership(member=each, type=type_, from_on=joined_on + timedelta(days=each.pk % 900)) for each in members)
    Membership.objects.bulk_create(held, batch_size=BATCH)
    Account.objects.bulk_create((Account(member=each) for each in members), batch_size=BATCH)
    analyze()
    return members


def analyze() -> None:
    """As autovacuum does: without statistics the planner guesses wrongly."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def resident() -> int:
    """Bytes of memory the process holds; 0 where the system does not tell in this way."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if statm.exists() else 0


@dataclass
class Measured:
    """Seconds of wall time, statements, and the most bytes by which the process had grown at a `look`."""

    before: int = field(default_factory=resident)
    seconds: float = 0
    statements: int = 0
    grown: int = 0

    def look(self) -> None:
        self.grown = max(self.grown, resident() - self.before)

    def row(self, name: str, count: int, insert: float) -> str:
        """A line of the table: the whole, and each of `count` beside a bare insert."""
        each = self.seconds / count
        return (
            f"{name:<16} {self.seconds:7.2f} s  {each * 1000:8.2f} ms each = {each / insert:6.1f} inserts  "
            f"{self.statements / count:6.2f} statements each  + {self.grown / 2**20:3.0f} MiB"
        )


@contextmanager
def measured() -> Iterator[Measured]:
    """Counts statements without keeping their text: a run over 10,000 members would fill the memory with them."""
    result = Measured()
    started = time.perf_counter()

    def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        result.statements += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield result
    result.seconds = time.perf_counter() - started
    result.look()


def seconds_of_a_bare_insert(times: int = 500) -> float:
    """The unit of the tables: one row through Django in a transaction of its own."""
    started = time.perf_counter()
    for number in range(times):
        NumberRange.objects.create(series="BENCH", year=3000 + number)
    return (time.perf_counter() - started) / times
