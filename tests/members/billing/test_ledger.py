"""The ledger: documents are issued once and never change, postings settle charges, sums tell what is open."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from members.billing.actions import BillingRefused, account_for, issue, pay_from_credit, post, reverse
from members.billing.models import Account, Charge, Invoice, Posting
from members.billing.queries.ledger import credit_cents, open_cents_of, open_charges
from members.billing.rules import Draft, DraftCharge, DraftLine, Movement
from tests.factories import MemberFactory, complete_association

pytestmark = pytest.mark.django_db
TODAY = date(2027, 1, 10)


def draft(cents: int = 12000, key: str = "dues:1:2027", parts: int = 1) -> Draft:
    lines = (
        DraftLine("annual", "Jahresbeitrag 2027", cents, cents, explanation=[{"text": "Betrieb", "cents": cents}]),
    )
    charges = [DraftCharge(key, cents // parts, date(2027, 1 + 6 * part, 31), part + 1) for part in range(parts)]
    return Draft(date(2027, 1, 1), date(2028, 1, 1), lines, charges)


@pytest.fixture
def account() -> Account:
    complete_association()
    address = {"person__street": "Hauptstraße 1", "person__postcode": "48999", "person__city": "Emsbogen"}
    return account_for(MemberFactory(**address))


def pay(account: Account, charge: Charge, cents: int, ref: str) -> Posting | None:
    return post(Movement(account, charge, "payment", "transfer", cents, ref, TODAY), actor=None)


def test_issue_draws_consecutive_numbers_and_keeps_names(account: Account) -> None:
    first = issue(account, draft(key="a"), issued_on=TODAY, actor=None)
    second = issue(account, draft(key="b"), issued_on=TODAY, actor=None)

    assert (first.number, second.number) == ("B-2027-000001", "B-2027-000002")
    assert first.recipient["street"] == "Hauptstraße 1"
    assert first.retain_until == date(2035, 12, 31)


def test_issue_without_an_address_names_what_is_missing_and_uses_no_number(account: Account) -> None:
    account.member.person.__class__.objects.update(street="")
    account.refresh_from_db()

    with pytest.raises(BillingRefused, match="Straße"):
        issue(account, draft(), issued_on=TODAY, actor=None)
    assert not Invoice.objects.exists()


def test_issue_twice_for_the_same_is_refused_until_reversed(account: Account) -> None:
    invoice = issue(account, draft(), issued_on=TODAY, actor=None)
    with pytest.raises(BillingRefused):
        issue(account, draft(), issued_on=TODAY, actor=None)

    reverse(invoice, issued_on=TODAY, actor=None)

    assert issue(account, draft(), issued_on=TODAY, actor=None).sequence == 3


def test_post_the_same_reference_twice_is_one_posting(account: Account) -> None:
    charge = issue(account, draft(parts=2), issued_on=TODAY, actor=None).charges.get(part=1)

    assert pay(account, charge, 6000, "bank:1") is not None
    assert pay(account, charge, 6000, "bank:1") is None
    assert open_cents_of(charge) == 0
    assert [row.open_cents for row in open_charges(account)] == [6000]


def test_overpayment_becomes_credit_and_pays_the_next_charge(account: Account) -> None:
    first, second = issue(account, draft(parts=2), issued_on=TODAY, actor=None).charges.order_by("part")
    pay(account, first, 10000, "bank:1")

    assert (open_cents_of(first), credit_cents(account)) == (0, 4000)
    pay_from_credit(second, 4000, ref="m:1", booked_on=TODAY, actor=None)

    assert (open_cents_of(first), open_cents_of(second), credit_cents(account)) == (0, 2000, 0)
    with pytest.raises(BillingRefused):
        pay_from_credit(second, 1, ref="m:2", booked_on=TODAY, actor=None)


def test_money_that_was_too_much_is_taken_back_from_the_credit_first(account: Account) -> None:
    charge = issue(account, draft(), issued_on=TODAY, actor=None).charges.get()
    pay(account, charge, charge.amount_cents, "bank:1")
    pay(account, charge, charge.amount_cents, "bank:2")

    post(Movement(account, charge, "returned", "debit", -charge.amount_cents, "bank:3", TODAY), actor=None)
    assert (open_cents_of(charge), credit_cents(account)) == (0, 0)
    post(Movement(account, charge, "returned", "debit", -charge.amount_cents, "bank:4", TODAY), actor=None)
    assert (open_cents_of(charge), credit_cents(account)) == (charge.amount_cents, 0)


def test_nobody_owes_on_a_cancelled_document_though_its_payment_is_returned(account: Account) -> None:
    first = issue(account, draft(), issued_on=TODAY, actor=None)
    charge = first.charges.get()
    pay(account, charge, charge.amount_cents, "bank:1")
    reverse(first, issued_on=TODAY, actor=None)
    second = issue(account, draft(), issued_on=TODAY, actor=None).charges.get()  # the credit pays it
    assert open_cents_of(second) == 0

    post(Movement(account, charge, "returned", "debit", -charge.amount_cents, "bank:2", TODAY), actor=None)

    assert (open_cents_of(charge), open_cents_of(second), credit_cents(account)) == (0, second.amount_cents, 0)


def test_credit_that_never_came_from_a_charge_does_not_hide_that_its_payment_was_returned(account: Account) -> None:
    charge = issue(account, draft(), issued_on=TODAY, actor=None).charges.get()
    pay(account, charge, charge.amount_cents, "bank:1")
    post(Movement(account, None, "payment", "transfer", 9000, "bank:2", TODAY), actor=None)

    post(Movement(account, charge, "returned", "debit", -charge.amount_cents, "bank:3", TODAY), actor=None)

    assert (open_cents_of(charge), credit_cents(account)) == (charge.amount_cents, 9000)


def test_reverse_leaves_what_was_paid_as_credit(account: Account) -> None:
    invoice = issue(account, draft(), issued_on=TODAY, actor=None)
    charge = invoice.charges.get()
    pay(account, charge, 5000, "bank:1")

    reversal = reverse(invoice, issued_on=TODAY, actor=None)

    assert (reversal.total_cents, reversal.reverses) == (-12000, invoice)
    assert (open_cents_of(charge), credit_cents(account)) == (0, 5000)
    with pytest.raises(BillingRefused):
        reverse(invoice, issued_on=TODAY, actor=None)


@pytest.mark.parametrize("table", ["billing_invoice", "billing_invoiceline", "billing_charge", "billing_posting"])
def test_ledger_is_never_changed_by_the_database_either(account: Account, table: str) -> None:
    charge = issue(account, draft(), issued_on=TODAY, actor=None).charges.get()
    pay(account, charge, 5000, "bank:1")

    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):  # noqa: S608
        with connection.cursor() as cursor, pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(statement)


def test_reverse_waits_while_a_debit_for_it_is_on_its_way(account: Account, settings: Any) -> None:
    invoice = issue(account, draft(), issued_on=TODAY, actor=None)
    settings.BILLING_DEBITS_RUNNING = ["tests.members.billing.test_ledger.all_running"]

    with pytest.raises(BillingRefused, match="Lastschrift"):
        reverse(invoice, issued_on=TODAY, actor=None)
    assert Invoice.objects.count() == 1


def all_running(charges: list[int]) -> set[int]:
    """As if a debit was on its way for each."""
    return set(charges)
