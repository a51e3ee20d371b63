"""A charge is called what its sums say; money is allocated to the cent."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.billing.models import Posting
from members.billing.rules import ChargeState, allocate, state_of, why_not_book, why_not_close, why_not_take_back

DUE = date(2027, 1, 31)


@pytest.mark.parametrize(
    ("sums", "today", "running", "state"),
    [
        ((12000, 12000, 0, 0), DUE, False, ChargeState.OPEN),
        ((12000, 12000, 0, 0), date(2027, 2, 1), False, ChargeState.OVERDUE),
        ((12000, 12000, 0, 0), date(2027, 2, 1), True, ChargeState.DEBIT_RUNNING),
        ((12000, 2000, 0, 0), DUE, False, ChargeState.PARTLY_PAID),
        ((12000, 2000, 0, 0), date(2027, 2, 1), False, ChargeState.OVERDUE),
        ((12000, 0, 0, 0), date(2027, 2, 1), True, ChargeState.PAID),
        ((12000, -500, 0, 0), DUE, False, ChargeState.PAID),
        ((12000, 0, 0, 2000), DUE, False, ChargeState.WAIVED),
        ((12000, 2000, 0, 2000), DUE, False, ChargeState.PARTLY_PAID),
        ((12000, 0, 12000, 0), date(2027, 2, 1), True, ChargeState.CANCELLED),
        ((0, 0, 0, 0), DUE, False, ChargeState.PAID),
    ],
)
def test_state_of_a_charge_is_worked_out_from_its_sums(
    sums: tuple[int, int, int, int], today: date, running: bool, state: ChargeState
) -> None:
    amount, open_, reversed_, forgiven = sums
    found = state_of(
        amount_cents=amount,
        open_cents=open_,
        reversed_cents=reversed_,
        forgiven_cents=forgiven,
        due_on=DUE,
        today=today,
        is_debit_running=running,
    )

    assert found == state


@given(amount=st.integers(1, 10**7), opens=st.lists(st.integers(-500, 10**6), max_size=8))
def test_allocate_gives_every_cent_once_and_no_charge_too_much(amount: int, opens: list[int]) -> None:
    charges: list[Any] = [SimpleNamespace(pk=number) for number in range(len(opens))]

    parts = allocate(amount, zip(charges, opens, strict=True))

    assert sum(cents for _charge, cents in parts) == amount
    assert all(cents > 0 for _charge, cents in parts)
    assert all(cents <= opens[charge.pk] for charge, cents in parts if charge is not None)
    left = sum(cents for charge, cents in parts if charge is None)
    assert left == max(0, amount - sum(max(cents, 0) for cents in opens))


def test_why_not_book_names_the_future_and_closed_books() -> None:
    assert why_not_book(date(2027, 1, 2), today=date(2027, 1, 1), open_from=None)
    assert why_not_book(date(2026, 12, 31), today=date(2027, 1, 1), open_from=date(2027, 1, 1))
    assert why_not_book(date(2027, 1, 1), today=date(2027, 1, 1), open_from=date(2027, 1, 1)) is None


def test_why_not_close_a_year_that_runs_or_is_closed() -> None:
    assert why_not_close(date(2028, 1, 1), today=date(2027, 12, 31), open_from=None)
    assert why_not_close(date(2028, 1, 1), today=date(2028, 3, 1), open_from=date(2028, 1, 1))
    assert why_not_close(date(2028, 1, 1), today=date(2028, 1, 1), open_from=date(2027, 1, 1)) is None


def test_why_not_take_back_keeps_what_a_bank_said() -> None:
    bank = Posting(kind=Posting.Kind.PAYMENT, ref="bank:1")
    cash = Posting(kind=Posting.Kind.PAYMENT, ref="hand:1:1")
    waiver = Posting(kind=Posting.Kind.WAIVER, ref="waiver:1:0")

    assert why_not_take_back(bank, is_taken_back=False)
    assert why_not_take_back(cash, is_taken_back=True)
    assert [why_not_take_back(row, is_taken_back=False) for row in (cash, waiver)] == [None, None]


def test_reclaim_dates_of_a_debit_are_kept() -> None:
    debit = Posting(kind=Posting.Kind.PAYMENT, way=Posting.Way.DEBIT, booked_on=date(2027, 1, 31))
    cash = Posting(kind=Posting.Kind.PAYMENT, way=Posting.Way.CASH, booked_on=date(2027, 1, 31))

    assert debit.reclaimable_until == date(2027, 3, 28)
    assert debit.reclaimable_without_mandate_until == date(2028, 2, 29)
    assert (cash.reclaimable_until, cash.reclaimable_without_mandate_until) == (None, None)
