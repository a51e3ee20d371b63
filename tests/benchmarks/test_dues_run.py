"""A year of dues for many members: computed and issued piece by piece, then looked at again; the README's table.

`pytest tests/benchmarks/test_dues_run.py --members 10000 -s` makes the row of 10,000.
"""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from members.billing.models import Account, Charge, Invoice
from members.dues.actions import issue_run, start_run
from members.dues.actions.running import PIECE, work
from members.dues.models import DeclaredNumber, DuesRun, DuesRunRow, FeeRegulations
from members.models import Member
from tests.factories import UserFactory

from .dues import BATCH, Measured, analyze, make_members, measured, seconds_of_a_bare_insert

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
BOOK: dict[str, Any] = {
    "quantities": [{"key": "staff", "name": "Beschäftigte"}],
    "fees": [
        {
            "key": "full",
            "name": "Jahresbeitrag",
            "clause": "§ 2",
            "scale": {
                "by": "staff",
                "bands": [
                    {"up_to": 5, "cents": 12000},
                    {"over": 5, "up_to": 20, "cents": 24000},
                    {"over": 20, "cents": 48000},
                ],
            },
        }
    ],
    "joining": {"by": "months"},
    "payment": {"plans": [{"key": "half", "name": "halbjährlich", "dues": [{"day": "01-31"}, {"day": "07-31"}]}]},
}
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.benchmark]


def _declare(members: list[Member]) -> None:
    rows = (
        DeclaredNumber(member=each, key="staff", year=2026, number=1 + each.pk % 40, declared_at=NOW)
        for each in members
    )
    DeclaredNumber.objects.bulk_create(rows, batch_size=BATCH)


def _carried_out(run: DuesRun, result: Measured) -> DuesRun:
    while run.is_at_work:
        work.call(run.pk)
        run.refresh_from_db()
        result.look()
    return run


@time_machine.travel(NOW, tick=True)
def test_dues_run_of_many_members_is_linear_in_time_and_bounded_in_memory(
    pytestconfig: pytest.Config, capsys: pytest.CaptureFixture[str]
) -> None:
    count = pytestconfig.getoption("--members")
    FeeRegulations.objects.create(rules=BOOK, decided_on=date(2019, 12, 1), effective_on=date(2020, 1, 1))
    _declare(make_members(count))
    treasurer = UserFactory()
    insert = seconds_of_a_bare_insert()
    with measured() as computing:
        run = _carried_out(start_run(date(2026, 1, 1), actor=treasurer, now=NOW), computing)
    analyze()
    with measured() as issuing:
        _carried_out(issue_run(run, actor=treasurer, now=NOW), issuing)
    analyze()
    with measured() as again:
        second = _carried_out(start_run(date(2026, 1, 1), actor=treasurer, now=NOW), again)
    with capsys.disabled():
        print(f"\n{count} members; a bare insert takes {insert * 1000:.2f} ms")  # noqa: T201 - the table is the result
        for name, result in (("preview", computing), ("issue", issuing), ("preview again", again)):
            print(result.row(name, count, insert))  # noqa: T201
    assert Invoice.objects.count() == Account.objects.count() == count
    assert Charge.objects.count() == 2 * count
    assert not DuesRunRow.objects.filter(run=second).exclude(step=DuesRunRow.Step.SAME).exists()
    assert computing.statements / count < 60 / min(PIECE, count)
    assert issuing.statements / count < 40
    assert issuing.grown < 100 * 2**20
