"""A membership that waits for its first payment awakens with it, whatever the way; a returned debit ends nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from members.billing.actions import enter_payment, post, take_back, waive
from members.billing.actions.bank import book_certain
from members.billing.actions.collecting import file_of, start_run
from members.billing.actions.mandates import give_mandate
from members.billing.actions.online import sweep_events
from members.billing.actions.settling import settle_run
from members.billing.models import Account, BillingSettings, Charge, Debit
from members.billing.queries.ledger import open_cents_of
from members.billing.rules import Movement, Receipt
from members.models import Suspension
from members.queries.register import register_on
from tests.factories import complete_association
from tests.members.billing import bank_files as files
from tests.members.billing.online import PAYS, now_of, started, switch_on, to_view
from tests.members.billing.test_bank import came, owing
from verein.models import Mail

pytestmark = pytest.mark.django_db
SINCE, PAID = date(2027, 1, 4), date(2027, 1, 13)


@pytest.fixture
def charge() -> Charge:
    """What a new member owes whose rights wait for it."""
    complete_association()
    settings = BillingSettings.load()
    settings.iban, settings.account_holder = files.IBAN, "Unternehmernetz Emsbogen e. V."
    settings.creditor_identifier = "DE98ZZZ09999999999"
    settings.save()
    made = owing(period__from_on=SINCE)
    Suspension.objects.create(
        member=made.account.member, reason="payment", clause="Rechte erst mit Zahlung", from_on=SINCE
    )
    return made


def awake_since() -> date | None:
    return Suspension.objects.get().until_on


def by_transfer(charge: Charge) -> None:
    came(files.payment("120.00", charge.invoice.number))
    assert book_certain(actor=None) == 1


def by_cash(charge: Charge) -> None:
    receipt = Receipt(12000, "cash", PAID, "hand:1")
    enter_payment(charge.account, receipt, charge=charge, today=PAID, actor=None)  # type: ignore[arg-type]


def by_debit(charge: Charge) -> None:
    now = datetime(2027, 1, 5, 9, tzinfo=UTC)
    account: Account = charge.account
    give_mandate(account, iban=files.PAYER, holder="Jörg Kötter", signed_on=SINCE, how="paper", actor=None, today=SINCE)
    run = start_run(collect_on=date(2027, 2, 1), actor=None, now=now)
    file_of(run, actor=None, now=now)
    settle_run(run, booked_on=date(2027, 2, 1), actor=None)


@pytest.mark.parametrize(("pay", "day"), [(by_transfer, PAID), (by_cash, PAID), (by_debit, date(2027, 2, 1))])
def test_membership_awakens_on_the_day_its_first_charge_is_paid(
    charge: Charge, pay: Callable[[Charge], None], day: date
) -> None:
    pay(charge)

    assert awake_since() == day
    assert [entry.votes for entry in register_on(day)] == [1]
    assert Mail.objects.filter(kind="admission/mail/resumed").count() == 1


def test_membership_awakens_when_stripe_says_that_the_money_is_there(
    charge: Charge, settings: Any, client: Client
) -> None:
    double = switch_on(settings)
    attempt = started(charge)
    assert attempt.session_id
    double.checkout_submit(attempt.session_id, "sepa_debit", iban=PAYS, name="Jörg Kötter", email="joerg@example.org")
    double.deliver(to_view(client))
    sweep_events(now_of(double))
    assert awake_since() is None  # the debit is running: neither paid nor failed

    double.advance(days=7)
    double.deliver(to_view(client))
    sweep_events(now_of(double))
    assert awake_since() is not None


def test_part_of_the_charge_awakens_nothing_and_nothing_is_paid_by_a_cancellation(charge: Charge) -> None:
    part = Movement(charge.account, charge, "payment", "cash", 5000, "cash:1", PAID)
    post(part, actor=None)
    assert awake_since() is None
    post(Movement(charge.account, charge, "reversal", "book", 7000, "reversal:1", PAID), actor=None)
    assert awake_since() is None


def test_charge_that_is_waived_leaves_nothing_to_wait_for(charge: Charge) -> None:
    waive(charge, amount_cents=12000, reason="Beschluss des Vorstands", booked_on=PAID, today=PAID, actor=None)  # type: ignore[arg-type]

    assert awake_since() == PAID


def test_debt_of_an_earlier_membership_awakens_nothing(charge: Charge) -> None:
    Suspension.objects.update(from_on=date(2028, 3, 1))
    by_cash(charge)

    assert awake_since() is None


def test_debit_that_comes_back_opens_the_charge_and_leaves_the_membership_awake(charge: Charge) -> None:
    by_debit(charge)
    came(files.returned_debit("120.00", "MS03", e2e=Debit.objects.get().end_to_end))
    assert book_certain(actor=None) == 1

    assert open_cents_of(charge) == 12000
    assert awake_since() == date(2027, 2, 1)
    assert [entry.votes for entry in register_on(date(2027, 3, 1))] == [1]


def test_payment_taken_back_as_a_mistake_does_not_put_the_membership_to_rest_again(charge: Charge) -> None:
    by_cash(charge)
    posting = charge.postings.get()
    take_back(posting, reason="Verwechslung", booked_on=PAID, today=PAID, actor=None)  # type: ignore[arg-type]

    assert awake_since() == PAID
