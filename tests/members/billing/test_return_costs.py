"""What a debit costs that comes back is charged at cost, once, where the regulations say so, or borne."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from members.billing.actions import BillingRefused
from members.billing.actions.bank import book_certain
from members.billing.actions.online import follow_balance
from members.billing.actions.returns import charge_return_costs, waive_return_costs
from members.billing.actions.settling import settle_run
from members.billing.actions.taking_back import take_back as take_back_line
from members.billing.models import (
    BalanceEntry,
    BankMatch,
    BankStatement,
    BankTransaction,
    Charge,
    Debit,
    Invoice,
    Posting,
    WaivedCost,
)
from members.billing.queries.balance import fees_by_day, problems
from members.billing.queries.returns import key_of, return_costs
from members.dues.models import FeeRegulations
from members.models import User
from tests.factories import make_account
from tests.members.billing import bank_files as files
from tests.members.billing.test_bank import came
from tests.members.billing.test_debit_runs import DAY, collected, own_account  # noqa: F401 - a fixture
from verein.models import LogEntry

from .online import FAILS, RECLAIMED, charge_of, now_of, switch_on
from .test_failures import moved, paid_online
from .test_rush import all_at_once

pytestmark = pytest.mark.django_db
TODAY = date(2027, 3, 1)
PAGE = "/admin/beitraege/ruecklastschriften/"
STATEMENTS = 16


def returned() -> BankTransaction:
    """A debit of 120 euros that came back, for which the bank took 3.50."""
    _charge, run = collected()
    settle_run(run, booked_on=DAY, actor=None)
    came(files.returned_debit("123.50", "MS03", e2e=Debit.objects.get().end_to_end, of="120.00"))
    assert book_certain(actor=None) == 1
    return BankTransaction.objects.get()


def regulate(*, passed_on: bool) -> None:
    FeeRegulations.objects.create(
        rules={"payment": {"returned_debit_passed_on": passed_on}}, effective_on=date(2020, 1, 1)
    )


def test_treasurer_charges_the_cost_with_one_click_and_once(treasurer_client: Client) -> None:
    regulate(passed_on=True)
    row = returned()
    url = f"/admin/bank/{row.pk}/"
    assert "3,50" in treasurer_client.get(url).content.decode()

    treasurer_client.post(f"{url}kosten/")

    invoice = Invoice.objects.get(kind="invoice")
    assert (invoice.total_cents, invoice.vat_cents) == (350, 0)
    assert "Rücklastschrift" in invoice.lines.get().text
    with pytest.raises(BillingRefused):
        charge_return_costs(key_of(row), today=TODAY, actor=None)
    assert "kosten/" not in treasurer_client.get(url).content.decode()


def test_cost_stays_with_the_association_where_the_regulations_do_not_pass_it_on() -> None:
    regulate(passed_on=False)

    with pytest.raises(BillingRefused):
        charge_return_costs(key_of(returned()), today=TODAY, actor=None)


def test_costs_wait_in_a_list_until_each_is_charged_or_borne_with_one_click(treasurer_client: Client) -> None:
    regulate(passed_on=True)
    row = returned()
    page = treasurer_client.get(PAGE).content.decode()
    assert "3,50" in page
    assert "nicht gedeckt" in page or "nennt keinen Grund" in page
    path = f"{PAGE}{key_of(row)}/"

    treasurer_client.post(f"{path}tragen/")

    waived = WaivedCost.objects.get()
    assert (waived.amount_cents, Invoice.objects.filter(kind="invoice").exists()) == (350, False)
    assert f"{path}berechnen/" not in treasurer_client.get(PAGE).content.decode()
    assert "kosten/" not in treasurer_client.get(f"/admin/bank/{row.pk}/").content.decode()
    with pytest.raises(BillingRefused, match="bereits der Verein"):
        charge_return_costs(key_of(row), today=TODAY, actor=None)

    for _twice in range(2):
        treasurer_client.post(f"{PAGE}{waived.pk}/neu/")
    waived.refresh_from_db()
    assert waived.reconsidered_at, "the waiver is kept, and when and by whom it was taken back"
    assert User.objects.get(pk=waived.reconsidered_by_id).groups.filter(name="Treasurer").exists()
    assert LogEntry.objects.filter(action="billing.reconsider_return_costs").count() == 1
    assert "zurückgenommen am" in treasurer_client.get(PAGE).content.decode()
    treasurer_client.post(f"{path}tragen/")
    assert WaivedCost.objects.count() == 2
    treasurer_client.post(f"{PAGE}{WaivedCost.objects.latest('pk').pk}/neu/")
    treasurer_client.post(f"{path}berechnen/")
    assert Invoice.objects.get(kind="invoice").total_cents == 350, "never more than the cost"
    assert return_costs() == []


def test_cost_is_only_listed_while_the_return_stands_and_the_regulations_pass_it_on(treasurer_client: Client) -> None:
    regulate(passed_on=False)
    row = returned()
    page = treasurer_client.get(PAGE).content.decode()
    assert "berechnen/" not in page
    assert "1 weitere kostete den Verein 3,50" in page.replace("\u00a0", " ")
    with pytest.raises(BillingRefused, match="Beitragsordnung"):
        waive_return_costs(key_of(row), today=TODAY, actor=None)

    take_back_line(row, actor=None)
    assert return_costs() == []


def test_list_of_costs_is_the_treasurers(treasurer_client: Client, board_client: Client, member_client: Client) -> None:
    regulate(passed_on=True)
    path = f"{PAGE}{key_of(returned())}/"
    assert treasurer_client.get(PAGE).status_code == 200
    for stranger in (board_client, member_client, Client()):
        assert stranger.get(PAGE).status_code in (302, 403)
        assert stranger.post(f"{path}berechnen/").status_code in (302, 403)
        assert stranger.post(f"{path}tragen/").status_code in (302, 403)
    assert len(return_costs()) == 1
    assert not WaivedCost.objects.exists()


def test_fee_of_stripe_for_a_reclaimed_debit_is_charged_at_cost_and_a_cards_dispute_is_not(settings: Any) -> None:
    regulate(passed_on=True)
    double = switch_on(settings)
    account = make_account()
    debit = paid_online(double, charge_of(account, 6000, "a"), "sepa_debit", iban=RECLAIMED)
    card = paid_online(double, charge_of(account, 5000, "b"))
    double.dispute(next(each["id"] for each in double.world.all("charge") if each["amount"] == 5000))
    for attempt in (debit, card):
        moved(double, attempt, 14)
    follow_balance(now_of(double))
    assert BalanceEntry.objects.filter(kind="dispute", fee_cents__gt=0).count() == 2

    (cost,) = return_costs()
    invoice = charge_return_costs(cost.key, today=TODAY, actor=None)

    assert (cost.is_online, cost.cents, invoice.total_cents, invoice.vat_cents) == (True, 750, 750, 0)
    assert "Zahlungsdienst" in invoice.lines.get().text
    assert "acht Wochen" in cost.advice.meaning
    assert return_costs() == []


def test_fee_of_a_debit_that_failed_at_stripe_is_listed_booked_and_charged_at_cost(settings: Any) -> None:
    regulate(passed_on=True)
    double = switch_on(settings)
    double.world.failure_fee = 350
    attempt = paid_online(double, charge_of(make_account(), 6000, "a"), "sepa_debit", iban=FAILS)
    moved(double, attempt, 14)
    now = now_of(double) + timedelta(hours=3)
    assert follow_balance(now)

    moves = BalanceEntry.objects.order_by("kind").values_list("kind", "amount_cents", "fee_cents")
    assert list(moves) == [("charge", 6000, 0), ("charge_failure", -6000, 350)]
    (cost,) = return_costs()
    assert (cost.is_online, cost.cents, cost.account) == (True, 350, attempt.account)
    assert sum(cents for _day, cents in fees_by_day(date(2027, 1, 1), date(2028, 1, 1))) == 350
    assert problems() == []

    assert charge_return_costs(cost.key, today=TODAY, actor=None).total_cents == 350
    assert return_costs() == []


def many(count: int) -> None:
    charge = Charge.objects.get()
    statement = BankStatement.objects.get()
    for number in range(count):
        row = BankTransaction.objects.create(
            statement=statement, key=f"{number}", booked_on=TODAY, valued_on=TODAY, amount_cents=-1350, fee_cents=350,
            is_return=True, state="booked", return_code="AM04",
        )  # fmt: skip
        posting = Posting.objects.create(
            account=charge.account, charge=charge, kind="returned", way="debit", amount_cents=-1000,
            ref=f"many:{number}", booked_on=TODAY,
        )  # fmt: skip
        BankMatch.objects.create(transaction=row, posting=posting)


def test_list_of_costs_asks_a_fixed_number_of_statements(
    treasurer_client: Client, django_assert_num_queries: Any
) -> None:
    regulate(passed_on=True)
    returned()
    treasurer_client.get(PAGE)
    with django_assert_num_queries(STATEMENTS):
        treasurer_client.get(PAGE)
    many(29)
    with django_assert_num_queries(STATEMENTS + 1):  # the regulations of another day
        assert treasurer_client.get(PAGE).content.decode().count("/berechnen/") == 30


@pytest.mark.django_db(transaction=True)
def test_one_treasurer_charges_and_another_waives_at_the_same_moment_and_one_of_them_counts() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: nobody meets there")
    regulate(passed_on=True)
    key = key_of(returned())
    acts = (charge_return_costs, waive_return_costs)

    done = all_at_once(lambda number: acts[number % 2](key, today=TODAY, actor=None), 4)

    assert [isinstance(each, BillingRefused) for each in done].count(True) == 3
    assert Invoice.objects.filter(kind="invoice").count() + WaivedCost.objects.count() == 1
