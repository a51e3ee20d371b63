"""Many issue at once, some of them fail, a connection is lost: no number twice, none left out."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, close_old_connections, connection

from members.billing.actions import BillingRefused, issue, receive
from members.billing.models import Charge, Invoice, Posting
from members.billing.queries.checking import problems
from members.billing.queries.ledger import credit_cents
from members.billing.rules import Draft, DraftLine, Receipt
from tests.factories import make_account, make_draft

TODAY = date(2027, 1, 10)
DOORS = threading.BoundedSemaphore(40)  # PostgreSQL has 100 connections unless told otherwise
ISSUES = 50


def all_at_once(work: Callable[[int], object], count: int) -> list[object]:
    """Run `work(0…count-1)`, each in a thread of its own with a connection of its own; results and errors."""
    start = threading.Barrier(count)

    def run(number: int) -> object:
        start.wait(timeout=60)
        with DOORS:
            try:
                return work(number)
            except (BillingRefused, DatabaseError) as error:
                return error
            finally:
                connection.close()

    with ThreadPoolExecutor(max_workers=count) as pool:
        results = [pool.submit(run, number) for number in range(count)]
        found = [result.result(timeout=300) for result in results]
    close_old_connections()
    return found


def broken(draft: Draft) -> Draft:
    """A draft that the database refuses, after its number was drawn."""
    return replace(draft, lines=[DraftLine("annual", "Beitrag", draft.total_cents, draft.total_cents, vat_cents=1)])


@pytest.mark.django_db(transaction=True)
def test_50_issues_at_once_of_which_some_fail_leave_no_gap() -> None:
    accounts = [make_account() for _number in range(10)]

    def work(number: int) -> object:
        draft = make_draft(key=f"dues:{number}")
        return issue(accounts[number % 10], broken(draft) if number % 5 == 0 else draft, issued_on=TODAY, actor=None)

    results = all_at_once(work, ISSUES)

    failed = [result for result in results if isinstance(result, DatabaseError)]
    assert (len(failed), Invoice.objects.count()) == (10, 40)
    assert sorted(Invoice.objects.values_list("sequence", flat=True)) == list(range(1, 41))
    assert problems() == []


@pytest.mark.django_db(transaction=True)
def test_the_same_charge_and_the_same_payment_from_20_threads_are_booked_once() -> None:
    account = make_account()
    receipt = Receipt(15000, Posting.Way.CASH, TODAY, "hand:1")

    issued = all_at_once(lambda _n: issue(account, make_draft(), issued_on=TODAY, actor=None), 20)
    all_at_once(lambda _n: receive(account, receipt, actor=None), 20)

    assert sum(isinstance(result, BillingRefused) for result in issued) == 19
    assert (Charge.objects.count(), Posting.objects.count(), credit_cents(account)) == (1, 2, 3000)
    assert problems() == []


@pytest.mark.django_db(transaction=True)
def test_connection_lost_while_issuing_leaves_nothing_and_the_number_is_used_again() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connection to lose")
    account = make_account()

    def cut(execute: Callable[..., Any], sql: str, params: Sequence[Any], many: bool, context: dict[str, Any]) -> Any:
        """Another session ends ours, after the number was drawn and before the charges are written."""
        if sql.startswith('INSERT INTO "billing_charge"'):
            assert Invoice.objects.count() == 1
            pid = connection.connection.info.backend_pid
            killer = threading.Thread(target=_terminate, args=[pid])
            killer.start()
            killer.join()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(cut), pytest.raises(DatabaseError):
        issue(account, make_draft(), issued_on=TODAY, actor=None)
    connection.close()

    assert not Invoice.objects.exists()
    assert issue(account, make_draft(), issued_on=TODAY, actor=None).number == "B-2027-000001"
    assert problems() == []


def _terminate(pid: int) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    finally:
        connection.close()
