"""Payers of a large run are told piece by piece: what is lost is done again, nobody hears anything twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from members.billing.actions import BillingRefused, telling
from members.billing.actions.collecting import cancel_run, file_of, start_run
from members.billing.models import Debit
from tests.factories import sign_in, user_in_group
from tests.members.billing.test_bank import owing
from tests.members.billing.test_debit_runs import DAY, NOW, mandate_of, own_account  # noqa: F401 - a fixture
from tests.members.billing.test_rush import all_at_once
from verein.models import Mail

TOLD, OFF = "billing/mail/sepa_announced", "billing/mail/debit_cancelled"


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "PIECE", 2)


def payers(count: int) -> None:
    for _number in range(count):
        mandate_of(owing().account)


def mails(kind: str) -> int:
    return Mail.objects.filter(kind=kind).values("to").distinct().count()


@pytest.mark.django_db
def test_piece_that_is_killed_is_told_again_and_nobody_twice(
    monkeypatch: pytest.MonkeyPatch, time_machine: Any
) -> None:
    time_machine.move_to(NOW)
    payers(5)
    run = start_run(collect_on=DAY, actor=None, now=NOW)
    assert mails(TOLD) == 2
    with pytest.raises(BillingRefused, match="benachrichtigt"):
        file_of(run, actor=None, now=NOW)
    treasurer = sign_in(Client(), user_in_group("Treasurer"))
    assert "3 Zahler sind noch" in treasurer.get(f"/admin/lastschriften/{run.pk}/").content.decode()

    with monkeypatch.context() as broken:
        broken.setattr(Debit.objects, "bulk_update", lambda *_args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            telling.tell.call(run.pk)
    assert mails(TOLD) == 2, "the mails of the lost piece are lost with it"

    assert telling.take_up_lost_tellings(NOW + timedelta(minutes=2)) == 0
    assert telling.take_up_lost_tellings(NOW + timedelta(minutes=4)) == 1
    assert [telling.tell.call(run.pk) for _piece in range(3)] == [2, 1, 0]
    assert mails(TOLD) == Mail.objects.filter(kind=TOLD).count() == 5
    assert file_of(run, actor=None, now=NOW)


@pytest.mark.django_db
def test_run_cancelled_while_it_is_announced_reaches_those_who_knew(time_machine: Any) -> None:
    time_machine.move_to(NOW)
    payers(5)
    run = start_run(collect_on=DAY, actor=None, now=NOW)
    telling.tell.call(run.pk)
    cancel_run(run, actor=None, now=NOW)
    assert [telling.tell.call(run.pk) for _piece in range(2)] == [2, 0]
    assert (mails(TOLD), mails(OFF)) == (4, 4)


@pytest.mark.django_db
def test_who_could_not_be_told_in_time_is_left_out_and_not_written_to(time_machine: Any) -> None:
    payers(3)
    run = start_run(collect_on=DAY, actor=None, now=NOW)
    time_machine.move_to(NOW + timedelta(days=1))
    telling.tell.call(run.pk)
    assert list(Debit.objects.order_by("pk").values_list("left_out", flat=True)) == ["", "", "late"]
    run.refresh_from_db()
    assert (run.total_cents, mails(TOLD), mails(OFF)) == (24000, 2, 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_everybody_once() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: nobody meets there")
    payers(6)
    runs = all_at_once(lambda _n: start_run(collect_on=DAY, actor=None, now=NOW), 2)
    (run,) = [each for each in runs if not isinstance(each, BillingRefused)]
    Debit.objects.filter(run=run).update(to_tell="announced", announced_at=None)
    Mail.objects.all().delete()
    run.collect_on += timedelta(days=40_000)
    run.save()

    told = all_at_once(lambda _n: telling.tell.call(run.pk), 4)
    assert sum(told) == 6  # type: ignore[arg-type]
    assert mails(TOLD) == Mail.objects.filter(kind=TOLD).count() == 6
