"""Money by hand: payments, credit, waivers, write-offs, refunds, what was a mistake; and a year that is closed."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from members.billing.actions import (
    BillingRefused,
    close_year,
    drop_payout,
    enter_payment,
    issue,
    make_payout,
    order_payout,
    post,
    receive,
    reverse,
    take_back,
    use_credit,
    waive,
    write_off,
)
from members.billing.models import Account, BillingSettings, Charge, ClosedYear, Invoice, Posting
from members.billing.queries.charges import charge_rows
from members.billing.queries.ledger import credit_cents, open_cents_of
from members.billing.rules import Movement, Receipt
from members.models import User
from tests.factories import UserFactory, make_account, make_draft
from verein.models import LogEntry

pytestmark = pytest.mark.django_db
TODAY = date(2027, 3, 1)
NOW = timezone.make_aware(timezone.datetime(2027, 3, 1, 9, 0))


@pytest.fixture
def account() -> Account:
    return make_account()


@pytest.fixture
def actor() -> User:
    return UserFactory()


def charge_of(account: Account, cents: int = 12000, key: str = "a", due_on: date = date(2027, 1, 31)) -> Charge:
    return issue(
        account, make_draft(cents, key=key, due_on=due_on), issued_on=date(2027, 1, 10), actor=None
    ).charges.get()


def cash(cents: int, *, booked_on: date = TODAY, ref: str = "") -> Receipt:
    return Receipt(cents, Posting.Way.CASH, booked_on, ref or f"hand:{uuid4()}")


def words(account: Account) -> list[str]:
    return [str(row.state.label) for row in charge_rows(account.charges.order_by("due_on", "pk"), today=TODAY)]


def test_payment_goes_to_the_chosen_charge_then_to_the_oldest_and_the_rest_is_credit(
    account: Account, actor: User
) -> None:
    old = charge_of(account, 5000, "old")
    chosen = charge_of(account, 3000, "chosen", date(2027, 4, 1))

    enter_payment(account, cash(10000), charge=chosen, today=TODAY, actor=actor)

    assert (open_cents_of(old), open_cents_of(chosen), credit_cents(account)) == (0, 0, 2000)
    assert words(account) == ["bezahlt", "bezahlt"]


def test_payment_sent_twice_by_the_browser_is_booked_once(account: Account, actor: User) -> None:
    charge = charge_of(account)
    for _click in range(2):
        enter_payment(account, cash(5000, ref="hand:form-1"), charge=charge, today=TODAY, actor=actor)

    assert open_cents_of(charge) == 7000
    assert words(account) == ["überfällig"]


def test_payment_of_tomorrow_is_refused(account: Account, actor: User) -> None:
    with pytest.raises(BillingRefused, match="noch nicht"):
        enter_payment(account, cash(1, booked_on=date(2027, 3, 2)), charge=None, today=TODAY, actor=actor)


def test_waiver_and_write_off_lower_what_is_open_and_never_more(account: Account, actor: User) -> None:
    first, second = charge_of(account, key="1"), charge_of(account, key="2")

    waive(first, amount_cents=2000, reason="Vorstand 1. März", booked_on=TODAY, today=TODAY, actor=actor)
    waive(first, amount_cents=10000, reason="Vorstand 1. März", booked_on=TODAY, today=TODAY, actor=actor)
    write_off(second, amount_cents=12000, reason="verjährt", booked_on=TODAY, today=TODAY, actor=actor)

    assert words(account) == ["erlassen", "erlassen"]
    with pytest.raises(BillingRefused):
        waive(first, amount_cents=1, reason="", booked_on=TODAY, today=TODAY, actor=actor)
    logged = LogEntry.objects.filter(action__in=["billing.waive", "billing.write_off"])
    assert list(logged.values_list("actor_id", flat=True)) == [actor.pk] * 3


def test_waiver_waits_while_a_debit_runs(account: Account, actor: User, settings: pytest.FixtureRequest) -> None:
    charge = charge_of(account)
    settings.BILLING_DEBITS_RUNNING = ["tests.members.billing.test_payments.all_of_them"]

    assert words(account) == ["Lastschrift läuft"]
    with pytest.raises(BillingRefused, match="Lastschrift"):
        waive(charge, amount_cents=1, reason="", booked_on=TODAY, today=TODAY, actor=actor)


def all_of_them(ids: list[int]) -> set[int]:
    return set(ids)


def test_taken_back_payment_is_open_again_and_both_postings_stay(account: Account, actor: User) -> None:
    charge = charge_of(account)
    (wrong,) = enter_payment(account, cash(12000), charge=charge, today=TODAY, actor=actor)

    take_back(wrong, reason="falsches Mitglied", booked_on=TODAY, today=TODAY, actor=actor)

    assert (open_cents_of(charge), charge.postings.count()) == (12000, 2)
    with pytest.raises(BillingRefused):
        take_back(wrong, reason="", booked_on=TODAY, today=TODAY, actor=actor)


def test_taken_back_credit_must_not_be_used_already(account: Account, actor: User) -> None:
    (prepaid,) = enter_payment(account, cash(5000), charge=None, today=TODAY, actor=actor)
    charge_of(account)  # uses it

    with pytest.raises(BillingRefused, match="Guthaben"):
        take_back(prepaid, reason="", booked_on=TODAY, today=TODAY, actor=actor)


def test_issue_uses_credit_where_the_association_wants_it(account: Account, actor: User) -> None:
    receive(account, cash(5000), actor=actor)
    paid = charge_of(account, key="1")
    BillingSettings.objects.update(use_credit_on_issue=False)
    receive(account, cash(10000), charge=paid, actor=actor)
    second = charge_of(account, 6000, key="2")

    assert (open_cents_of(paid), open_cents_of(second), credit_cents(account)) == (0, 6000, 3000)
    assert use_credit(account, booked_on=TODAY, actor=actor) == 3000
    assert (open_cents_of(second), credit_cents(account)) == (3000, 0)


def test_overpayment_on_a_charge_is_freed_before_it_is_used(account: Account, actor: User) -> None:
    first, second = charge_of(account, key="1"), charge_of(account, key="2")
    post(Movement(account, first, "payment", "stripe", 20000, "stripe:ch_1", TODAY), actor=None)

    assert use_credit(account, booked_on=TODAY, actor=actor) == 8000
    assert (open_cents_of(first), open_cents_of(second), credit_cents(account)) == (0, 4000, 0)


def test_refund_is_a_line_on_the_list_then_a_posting_and_is_not_used_meanwhile(account: Account, actor: User) -> None:
    receive(account, cash(5000), actor=actor)
    payout = order_payout(account, amount_cents=4000, note="Austritt", now=NOW, actor=actor)
    with pytest.raises(BillingRefused):
        order_payout(account, amount_cents=1001, note="", now=NOW, actor=actor)
    charge = charge_of(account)

    assert open_cents_of(charge) == 11000  # only what is not promised
    posting = make_payout(payout, booked_on=TODAY, today=TODAY, actor=actor)
    assert (posting.amount_cents, posting.kind, credit_cents(account)) == (-4000, "refund", 0)
    with pytest.raises(BillingRefused):
        make_payout(payout, booked_on=TODAY, today=TODAY, actor=actor)


def test_dropped_refund_is_free_credit_again(account: Account, actor: User) -> None:
    receive(account, cash(5000), actor=actor)
    payout = order_payout(account, amount_cents=5000, note="", now=NOW, actor=actor)

    drop_payout(payout, now=NOW, actor=actor)

    assert use_credit(account, booked_on=TODAY, actor=actor) == 0
    assert order_payout(account, amount_cents=5000, note="", now=NOW, actor=actor).pk != payout.pk
    with pytest.raises(BillingRefused):
        make_payout(payout, booked_on=TODAY, today=TODAY, actor=actor)


def test_closed_year_takes_nothing_by_hand_and_moves_what_a_bank_tells_to_the_first_open_day(
    account: Account, actor: User
) -> None:
    charge = charge_of(account)
    year = close_year(date(2026, 6, 1), now=NOW, actor=actor)
    assert (year.from_on, year.until_on) == (date(2026, 1, 1), date(2027, 1, 1))
    late = date(2026, 12, 30)

    with pytest.raises(BillingRefused, match="abgeschlossen"):
        enter_payment(account, cash(1, booked_on=late), charge=charge, today=TODAY, actor=actor)
    with pytest.raises(BillingRefused, match="abgeschlossen"):
        issue(account, make_draft(key="late"), issued_on=late, actor=actor)
    with pytest.raises(BillingRefused, match="abgeschlossen"):
        reverse(charge.invoice, issued_on=late, actor=actor)
    moved = post(Movement(account, charge, "payment", "transfer", 100, "bank:1", late), actor=None)
    assert moved is not None
    assert (moved.booked_on, moved.note) == (date(2027, 1, 1), "(vom 30.12.2026)")
    assert Invoice.objects.count() == 1


def test_closed_year_is_kept_closed_by_the_database_too(account: Account, actor: User) -> None:
    close_year(date(2026, 1, 1), now=NOW, actor=actor)

    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(
            account=account, kind="payment", way="cash", amount_cents=1, ref="x", booked_on=date(2026, 12, 31)
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosedYear.objects.update(until_on=date(2026, 6, 1))
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute("DELETE FROM billing_closedyear")


def test_year_that_runs_or_is_closed_is_not_closed(actor: User) -> None:
    close_year(date(2026, 1, 1), now=NOW, actor=actor)

    for day in (date(2027, 1, 1), date(2026, 12, 31), date(2025, 5, 5)):
        with pytest.raises(BillingRefused):
            close_year(day, now=NOW, actor=actor)
