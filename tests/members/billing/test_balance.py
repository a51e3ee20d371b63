"""Fees and payouts of Stripe: taken over, in the journal once, found on the bank statement, compared with our books."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.billing.actions.arrivals import note_certain_arrivals
from members.billing.actions.bank import book_for_account
from members.billing.actions.online import follow_balance, give_back, handle_event, sync_session
from members.billing.actions.refusal import BillingRefused
from members.billing.actions.taking_back import take_back as take_back_line
from members.billing.models import (
    Account,
    Attempt,
    BalanceCheck,
    BalanceEntry,
    BankStatement,
    BankTransaction,
    BookkeepingSettings,
    Posting,
    ProviderPayout,
    StripeEvent,
)
from members.billing.queries.balance import not_paid_out, payout_rows, problems
from members.billing.queries.glance import failures
from members.billing.queries.journal import Against, entries
from members.billing.writers.datev import batch
from members.models import User
from tests.factories import make_account
from verein.sandbox.stripe.double import StripeDouble
from verein.sealed import seal

from .online import NOW, charge_of, now_of, started, switch_on

pytestmark = pytest.mark.django_db
PAGE = "/admin/beitraege/auszahlungen/"
LATER = datetime(2030, 1, 1, tzinfo=UTC)  # after everything: nothing is too fresh to compare


@pytest.fixture
def double(settings: Any) -> StripeDouble:
    return switch_on(settings)


@pytest.fixture
def account(db: None) -> Account:
    return make_account()


def paid(double: StripeDouble, account: Account, cents: int = 6000, key: str = "a") -> Attempt:
    attempt = started(charge_of(account, cents, key))
    double.checkout_submit(str(attempt.session_id), "card")
    sync_session(str(attempt.session_id), now=NOW)
    attempt.refresh_from_db()
    return attempt


def line(amount_cents: int, booked_on: date, purpose: str = "STRIPE PAYOUT") -> BankTransaction:
    statement, _new = BankStatement.objects.get_or_create(
        sha256="x",
        defaults={
            "name": "x", "format": "camt", "from_on": date(2027, 1, 1), "last_on": date(2027, 1, 31),
            "line_count": 1, "new_count": 1,
        },
    )  # fmt: skip
    return BankTransaction.objects.create(
        statement=statement,
        key=f"{BankTransaction.objects.count()}",
        booked_on=booked_on,
        valued_on=booked_on,
        amount_cents=amount_cents,
        details=seal(f'{{"name": "Stripe Payments Europe", "iban": "", "purpose": "{purpose}"}}'),
    )


def test_fees_and_payouts_are_taken_over_and_agree_to_the_cent(double: StripeDouble, account: Account) -> None:
    attempt = paid(double, account)
    give_back(attempt, cents=1000, actor=None, now=NOW)
    assert follow_balance(now_of(double))
    fee = sum(BalanceEntry.objects.values_list("fee_cents", flat=True))
    assert fee > 0
    assert not_paid_out() == 5000 - fee
    double.pay_out()
    follow_balance(now_of(double))
    follow_balance(now_of(double))
    payout = ProviderPayout.objects.get()
    row = payout_rows([payout])[0]
    assert (row.gross_cents, row.fee_cents, row.count) == (5000, fee, 2)
    assert (payout.amount_cents, payout.state, payout.is_listed) == (5000 - fee, "paid", True)
    assert not_paid_out() == 0
    BalanceCheck.objects.update(checked_at=LATER)
    assert problems() == []


def test_difference_to_stripe_is_told(double: StripeDouble, account: Account) -> None:
    paid(double, account)
    follow_balance(now_of(double))
    BalanceCheck.objects.update(checked_at=LATER, balance_cents=1)
    Posting.objects.create(
        account=account, kind="payment", way="stripe", amount_cents=700, ref="stripe:ch_invented", booked_on=NOW
    )
    told = problems()
    assert len(told) == 2
    assert "Guthaben bei Stripe" in told[0]
    assert "ch_invented" in told[1]


def test_what_happened_just_now_is_no_difference(double: StripeDouble, account: Account) -> None:
    attempt = paid(double, account)
    follow_balance(now_of(double))
    BalanceCheck.objects.update(checked_at=timezone.now())
    charge = attempt.charge
    Posting.objects.create(
        account=account, charge=charge, kind="refund", way="stripe", amount_cents=-1, ref="stripe:re_1", booked_on=NOW
    )
    assert problems() == []


def test_stripe_down_leaves_everything_and_says_nothing(double: StripeDouble, account: Account) -> None:
    paid(double, account)
    double.fail_next("429", "GET /v1/payouts")
    assert follow_balance(now_of(double)) is False
    assert not BalanceEntry.objects.exists()
    assert not BalanceCheck.objects.exists()


def test_news_of_a_payout_are_taken_over(double: StripeDouble, account: Account) -> None:
    paid(double, account)
    double.pay_out()
    event = next(double.world.all("event", type="payout.paid"))
    body = (
        '{"id": "evt_1", "object": "event", "type": "payout.paid", "data": {"object": {"object": "payout", "id": "x"}}}'
    )
    assert event["data"]["object"]["object"] == "payout"
    StripeEvent.objects.create(
        event_id="evt_1", type="payout.paid", livemode=False, body=body, received_at=NOW, next_try_at=NOW
    )
    assert handle_event("evt_1", now=now_of(double))
    assert ProviderPayout.objects.get().state == "paid"


def test_journal_and_datev_know_fees_and_payouts(double: StripeDouble, account: Account) -> None:
    paid(double, account)
    double.pay_out()
    follow_balance(now_of(double))
    payout = ProviderPayout.objects.get()
    rows = list(entries(date(2027, 1, 1), date(2028, 1, 1)))
    online = {each.against: each.cents for each in rows if not each.account_id}
    fee = 6000 - payout.amount_cents
    assert online == {Against.FEES: -fee, Against.BANK: -payout.amount_cents}
    # What came to the account at Stripe has left it: nothing appears twice.
    came = sum(-each.cents for each in rows if each.against is Against.ONLINE)
    assert came + sum(online.values()) == 0
    settings = BookkeepingSettings(
        consultant=1001, client=1, dues_account="4000", bank_account="1800", cash_account="1600",
        online_account="1360", losses_account="6930", fees_account="6855",
    )  # fmt: skip
    text = batch(
        rows,
        settings=settings,
        from_on=date(2027, 1, 1),
        last_on=date(2027, 12, 31),
        year_begins=date(2027, 1, 1),
        now=NOW,
    ).decode("cp1252")
    booked = [line.split(";") for line in text.splitlines()[2:]]
    found = {(each[6], each[7], each[1]): each[0] for each in booked}
    assert found["1360", "6855", '"H"'] == f"{fee // 100},{fee % 100:02}"
    assert ("1360", "1800", '"H"') in found


def test_line_of_the_bank_is_the_payout_and_no_payment(
    double: StripeDouble, account: Account, superuser: User, treasurer_client: Client
) -> None:
    paid(double, account)
    double.pay_out()
    follow_balance(now_of(double))
    payout = ProviderPayout.objects.get()
    row = line(payout.amount_cents, payout.arrives_on + timedelta(days=1))
    before = Posting.objects.count()
    assert "Auszahlung von Stripe" in treasurer_client.get("/admin/bank/").content.decode()
    with pytest.raises(BillingRefused, match="Auszahlung"):
        book_for_account(row, account, actor=superuser)
    treasurer_client.post("/admin/bank/sichere/")
    payout.refresh_from_db()
    row.refresh_from_db()
    assert (payout.bank_line, row.state, Posting.objects.count()) == (row, "booked", before)
    assert "Auszahlung von Stripe" in treasurer_client.get(f"/admin/bank/{row.pk}/").content.decode()
    take_back_line(row, actor=superuser)
    payout.refresh_from_db()
    assert payout.bank_line is None
    treasurer_client.post(f"/admin/bank/{row.pk}/buchen/", {"payout": payout.pk})
    payout.refresh_from_db()
    assert payout.bank_line == row


def test_line_that_does_not_name_stripe_is_only_offered(
    double: StripeDouble, account: Account, superuser: User
) -> None:
    paid(double, account)
    double.pay_out()
    follow_balance(now_of(double))
    payout = ProviderPayout.objects.get()
    row = line(payout.amount_cents, payout.arrives_on, purpose="x")
    BankTransaction.objects.filter(pk=row.pk).update(details=seal('{"name": "Frieda", "iban": "", "purpose": ""}'))
    assert note_certain_arrivals(actor=superuser) == 0
    line(1, payout.arrives_on)
    BalanceCheck.objects.update(checked_at=LATER)
    assert "auf keinem Kontoauszug" in problems()[0]


def test_failed_payout_is_a_failure_until_another_one_arrives(account: Account) -> None:
    values = {"amount_cents": 100, "arrives_on": date(2027, 1, 10)}
    ProviderPayout.objects.create(payout_id="po_1", state="failed", failure="account_closed", **values)
    assert "Das Konto des Vereins ist aufgelöst." in failures(date(2027, 1, 20))[0].text
    ProviderPayout.objects.create(payout_id="po_2", state="paid", **{**values, "arrives_on": date(2027, 1, 17)})
    assert failures(date(2027, 1, 20)) == []


def test_pages_show_what_is_in_a_payout_to_the_treasurer(
    double: StripeDouble, treasurer_client: Client, board_client: Client
) -> None:
    account = make_account(person__last_name="Zahlmann")
    paid(double, account)
    double.pay_out()
    follow_balance(now_of(double))
    payout = ProviderPayout.objects.get()
    assert f"{PAGE}{payout.pk}/" in treasurer_client.get(PAGE).content.decode()
    page = treasurer_client.get(f"{PAGE}{payout.pk}/").content.decode()
    assert "Zahlmann" in page
    assert "B-2027-000001" in page
    assert [board_client.get(each).status_code for each in (PAGE, f"{PAGE}{payout.pk}/")] == [302, 302]


def test_payout_pages_ask_as_often_for_30_rows_as_for_one(treasurer_client: Client) -> None:
    def make(number: int) -> ProviderPayout:
        payout = ProviderPayout.objects.create(
            payout_id=f"po_{number}", amount_cents=100, arrives_on=date(2027, 1, 10), state="paid"
        )
        BalanceEntry.objects.create(
            entry_id=f"txn_{number}", kind="charge", amount_cents=100, fee_cents=1, source=f"ch_{number}",
            intent_id="pi_x", booked_on=date(2027, 1, 9), created_at=NOW, payout=payout,
        )  # fmt: skip
        return payout

    payout = make(0)
    addresses = (PAGE, f"{PAGE}{payout.pk}/")
    for address in addresses:
        treasurer_client.get(address)
    counts = []
    for rows in (0, 29):
        for number in range(1, rows + 1):
            make(number)
        BalanceEntry.objects.update(payout=payout)
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                treasurer_client.get(address)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    assert counts[:2] == [15, 15]
