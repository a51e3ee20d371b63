"""The nightly check finds what does not agree, and says nothing while all does."""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from members.billing.actions import check, issue, post, reverse
from members.billing.models import Account, Charge, Invoice, LedgerCheck, Posting
from members.billing.rules import Movement
from members.queries import TREASURER_GROUP
from tests.factories import make_account, make_draft, user_in_group
from verein.models import Mail

pytestmark = pytest.mark.django_db
TODAY = date(2027, 1, 10)
NOW = timezone.now()


@pytest.fixture
def account() -> Account:
    """An account on which everything has happened: paid too much, cancelled, returned."""
    account = make_account()
    first = issue(account, make_draft(key="1", parts=2), issued_on=TODAY, actor=None)
    charge = first.charges.get(part=1)
    post(Movement(account, charge, "payment", "debit", 9000, "bank:1", TODAY), actor=None)
    post(Movement(account, charge, "returned", "debit", -9000, "bank:2", TODAY, reason_code="MS03"), actor=None)
    reverse(first, issued_on=TODAY, actor=None)
    issue(account, make_draft(key="2"), issued_on=TODAY, actor=None)
    return account


def test_check_of_a_ledger_that_agrees_says_nothing(account: Account) -> None:
    user_in_group(TREASURER_GROUP)

    assert check(NOW).problems == []
    assert not Mail.objects.filter(kind="billing/mail/ledger_wrong").exists()


def test_check_knows_no_problem_where_there_is_nothing() -> None:
    assert check(NOW).problems == []


def lost_number(account: Account) -> None:
    _new_invoice(account, sequence=7)


def line_wrong(account: Account) -> None:
    _new_invoice(account, total_cents=500)


def too_much_on_a_charge(account: Account) -> None:
    charge = Charge.objects.latest("pk")
    Posting.objects.create(
        account=account, charge=charge, kind="payment", way="cash", amount_cents=10**6, ref="z", booked_on=TODAY
    )


def mirror_wrong(account: Account) -> None:
    invoice = Invoice.objects.get(sequence=3)
    _new_invoice(account, kind="reversal", reverses=invoice, total_cents=-1)


def offset_alone(account: Account) -> None:
    charge = Charge.objects.latest("pk")
    Posting.objects.create(
        account=account, charge=charge, kind="offset", way="book", amount_cents=5, ref="z:to", booked_on=TODAY
    )


def posting_astray(account: Account) -> None:
    charge = Charge.objects.latest("pk")
    Posting.objects.create(
        account=make_account(), charge=charge, kind="payment", way="cash", amount_cents=5, ref="z", booked_on=TODAY
    )


def credit_below_zero(account: Account) -> None:
    Posting.objects.create(
        account=account, kind="refund", way="transfer", amount_cents=-(9**9), ref="z", booked_on=TODAY
    )


def _new_invoice(account: Account, **fields: object) -> None:
    values = {"kind": "dues", "total_cents": 0, "sequence": 4, "recipient": {}, "issuer": {}, **fields}
    Invoice.objects.create(
        account=account,
        series="B",
        year=2027,
        number=f"B-2027-{values['sequence']:06}",
        issued_on=TODAY,
        from_on=TODAY,
        until_on=date(2028, 1, 1),
        retain_until=date(2035, 12, 31),
        **values,
    )


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lost_number, "B-2027 sind nicht fortlaufend"),
        (line_wrong, "ergeben nicht die Summe"),
        (too_much_on_a_charge, "mehr gebucht, als fällig ist"),
        (mirror_wrong, "spiegelt nicht"),
        (offset_alone, "Verrechnung z heben sich nicht auf"),
        (posting_astray, "verschiedenen Mitgliedern"),
        (credit_below_zero, "unter null"),
    ],
)
def test_check_names_what_is_wrong_and_mails_the_treasurer(
    unguarded: None, account: Account, spoil: Callable[[Account], None], sentence: str
) -> None:
    treasurer = user_in_group(TREASURER_GROUP)
    spoil(account)

    found = check(NOW)

    assert any(sentence in problem for problem in found.problems), found.problems
    mail = Mail.objects.get(kind="billing/mail/ledger_wrong")
    assert mail.to == treasurer.email
    assert found.problems[0] in mail.text


def test_check_asks_those_who_move_money_too(account: Account, settings: pytest.FixtureRequest) -> None:
    settings.BILLING_CHECKS = ["tests.members.billing.test_checking.balance_wrong"]

    assert check(NOW).problems == ["Stripe: 1,00 € zu wenig."]
    assert LedgerCheck.objects.count() == 1


def balance_wrong() -> list[str]:
    return ["Stripe: 1,00 € zu wenig."]
