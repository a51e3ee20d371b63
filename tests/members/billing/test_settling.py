"""A large debit run is booked piece by piece, by a click or by a line of the bank: nothing is lost, nothing doubled."""

from datetime import timedelta

import pytest
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

from members.billing.actions import BillingRefused, settling, taking_back
from members.billing.actions.bank import book_certain, book_suggested
from members.billing.actions.collecting import file_of, start_run
from members.billing.actions.settling import settle_run
from members.billing.actions.taking_back import take_back
from members.billing.models import BankTransaction, Charge, Debit, DebitRun, Posting
from members.billing.queries.bank import open_rows, shown
from members.billing.queries.collecting import planned, running_charges
from members.billing.queries.ledger import open_cents_of
from tests.factories import sign_in, user_in_group
from tests.members.billing import bank_files as files
from tests.members.billing.test_bank import came
from tests.members.billing.test_debit_runs import DAY, NOW, own_account  # noqa: F401 - a fixture
from tests.members.billing.test_telling import payers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (settling, taking_back):
        monkeypatch.setattr(room, "PIECE", 2)


def with_the_bank(count: int) -> DebitRun:
    payers(count)
    run = start_run(collect_on=DAY, actor=None, now=NOW)
    Debit.objects.update(to_tell="", announced_at=NOW)
    file_of(run, actor=None, now=NOW)
    return run


def killed(run: DebitRun, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(settling, "post", lambda *_args, **_more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            settling.settle_rest.call(run.pk)


def taken_up() -> int:
    """As the schedule does it: not while a worker may still be at it."""
    assert settling.take_up_lost_bookings(timezone.now() + timedelta(minutes=2)) == 0
    return settling.take_up_lost_bookings(timezone.now() + timedelta(minutes=4))


def all_is_booked(count: int) -> bool:
    sums = {open_cents_of(charge) for charge in Charge.objects.all()}
    return sums == {0} and Posting.objects.count() == count == Debit.objects.exclude(settled_on=None).count()


def test_what_a_click_books_is_taken_up_by_the_schedule_where_a_worker_was_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = with_the_bank(5)
    done = settle_run(run, booked_on=DAY, actor=None)
    assert (done.debits, done.left) == (2, 3)
    killed(run, monkeypatch)
    assert Posting.objects.count() == 2, "the lost piece is lost as a whole"
    with pytest.raises(BillingRefused):
        settle_run(run, booked_on=DAY + timedelta(days=1), actor=None)
    charges = Charge.objects.values_list("pk", flat=True)
    assert len(running_charges(charges)) == 3, "what is not booked yet is neither collected nor reminded meanwhile"
    treasurer = sign_in(Client(), user_in_group("Treasurer"))
    page = treasurer.get(f"/admin/lastschriften/{run.pk}/").content.decode()
    assert "3 Lastschriften werden" in page
    assert "/buchen/" not in page, "nothing is left to click"

    assert taken_up() == 1
    assert [settling.settle_rest.call(run.pk) for _piece in range(3)] == [1, 0, 0]
    assert all_is_booked(5)
    assert taken_up() == 0


def collective_line(run: DebitRun) -> BankTransaction:
    total = Charge.objects.aggregate(sum=Sum("amount_cents"))["sum"] / 100
    came(files.payment(f"{total:.2f}", f"Lastschriften {run.reference}", iban="", name="", day="2027-02-16"))
    return BankTransaction.objects.get()


def test_line_that_pays_a_large_run_is_booked_by_the_queue_and_says_so(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    run = with_the_bank(5)
    row = collective_line(run)
    key = shown(open_rows())[0].offers[0].key
    treasurer = sign_in(client, user_in_group("Treasurer"))
    page = treasurer.post(f"/admin/bank/{row.pk}/buchen/", {"suggestion": key}, follow=True).content.decode()
    assert "wird im Hintergrund gebucht" in page
    assert "1 Umsatz eines Lastschrifteinzugs" in page
    row.refresh_from_db()
    assert (row.state, Posting.objects.count()) == ("booking", 2)
    killed(run, monkeypatch)

    with pytest.raises(BillingRefused, match="noch gebucht"):
        take_back(row, actor=None)
    with pytest.raises(BillingRefused):
        book_suggested(row, key, actor=None)
    with pytest.raises(BillingRefused):
        settle_run(run, booked_on=DAY, actor=None)
    assert planned(DAY) == [], "nobody is collected from again meanwhile"
    assert "wird gebucht" in treasurer.get("/admin/bank/verlauf/?state=booking").content.decode()

    assert taken_up() == 1
    assert [settling.settle_rest.call(run.pk) for _piece in range(3)] == [1, 0, 0]
    row.refresh_from_db()
    assert (row.state, row.matches.count()) == ("booked", 5)
    assert all_is_booked(5)


def test_line_of_a_large_run_is_taken_back_piece_by_piece_and_booked_again(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    run = with_the_bank(3)
    row = collective_line(run)
    treasurer = sign_in(client, user_in_group("Treasurer"))
    for _time in range(2):
        assert book_certain(actor=None) == 1
        assert settling.settle_rest.call(run.pk) == 0
        assert all_open() == {0}
        page = treasurer.post(f"/admin/bank/{row.pk}/zuruecknehmen/", follow=True).content.decode()
        assert "im Hintergrund zurückgenommen" in page
        assert all_open() == {0, 12000}
        with pytest.raises(BillingRefused, match="noch gebucht"):
            take_back(row, actor=None)
        with monkeypatch.context() as broken:
            broken.setattr(taking_back, "post", lambda *_args, **_more: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                taking_back.take_back_rest.call(row.pk)
        assert taking_back.take_up_lost_takings_back(timezone.now() + timedelta(minutes=2)) == 0
        assert taking_back.take_up_lost_takings_back(timezone.now() + timedelta(minutes=4)) == 1
        assert [taking_back.take_back_rest.call(row.pk) for _piece in range(2)] == [0, 0]
        assert all_open() == {12000}
        assert Debit.objects.filter(credited_on=None, settled_on=None, bank_line=None).count() == 3
        row.refresh_from_db()
        assert row.state == "open"


def all_open() -> set[int]:
    return {open_cents_of(charge) for charge in Charge.objects.all()}


def test_line_of_one_debit_is_not_booked_where_a_click_has_booked_it_meanwhile() -> None:
    run = with_the_bank(1)
    reference = Debit.objects.get().end_to_end
    (row,) = came(files.payment("120.00", "Lastschrift", e2e=reference, iban="", name="", day="2027-02-16"))
    offer = shown([row])[0].offers[0]
    settle_run(run, booked_on=DAY, actor=None)
    with pytest.raises(BillingRefused, match="eändert"):
        book_suggested(row, offer.key, actor=None)
    assert all_is_booked(1)
