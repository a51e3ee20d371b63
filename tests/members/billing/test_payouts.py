"""Credit goes back: a list, a file for the bank, and the statement that shows what was transferred."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from lxml import etree

from members.billing.actions import BillingRefused, drop_payout, make_payout, order_payout
from members.billing.actions.bank import book_certain, book_for_account, book_suggested
from members.billing.actions.refunding import send_payout_to
from members.billing.actions.taking_back import take_back
from members.billing.actions.transferring import content_of, make_payout_file, withdraw_payout_file
from members.billing.models import Account, BankTransaction, BillingSettings, Payout, PayoutFile
from members.billing.queries.ledger import credit_cents
from members.billing.queries.matching import suggestions_for
from members.models import User
from tests.factories import UserFactory
from tests.members.billing import bank_files as files
from tests.members.billing.test_bank import TODAY, came, owing, own_account  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 18, 9, tzinfo=UTC)  # a Monday


@pytest.fixture
def actor() -> User:
    settings = BillingSettings.load()
    settings.account_holder = "Unternehmernetz Emsbogen e. V."
    settings.save()
    return UserFactory()


def paid_too_much(cents: str = "150.00") -> Account:
    """An account with 30 € of credit; its money came from `files.PAYER`."""
    charge = owing()
    row = came(files.payment(cents, charge.invoice.number))[-1]
    book_for_account(row, charge.account, actor=None)
    return charge.account


def ordered(account: Account, actor: User, cents: int = 3000, **where: str) -> Payout:
    return order_payout(account, amount_cents=cents, note="", now=NOW, actor=actor, **where)


def test_refund_goes_to_the_account_the_money_came_from(actor: User) -> None:
    payout = ordered(paid_too_much(), actor)
    assert (payout.iban_short, payout.iban()) == ("DE89 … 3000", files.PAYER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM billing_payout")
        assert files.PAYER not in str(cursor.fetchall())

    send_payout_to(payout, holder="Jutta Kötter", iban=files.OTHER, actor=actor)
    payout.refresh_from_db()
    assert (payout.holder, payout.iban()) == ("Jutta Kötter", files.OTHER)
    with pytest.raises(BillingRefused):
        send_payout_to(payout, holder="X", iban="DE12 3", actor=actor)


def test_file_for_the_bank_is_valid_and_made_once(actor: User) -> None:
    payout = ordered(paid_too_much(), actor)
    file = make_payout_file(now=NOW, actor=actor)

    content = content_of(file, actor=actor)
    root = etree.fromstring(content)
    assert root.tag == "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}Document"
    text = {name: [node.text for node in root.iter("{*}" + name)] for name in ("InstdAmt", "IBAN", "EndToEndId", "Dt")}
    assert text == {
        "InstdAmt": ["30.00"],
        "IBAN": [files.IBAN, files.PAYER],
        "EndToEndId": [payout.end_to_end],
        "Dt": ["2027-01-18"],
    }
    assert files.PAYER not in file.file_sealed
    with pytest.raises(BillingRefused):
        make_payout_file(now=NOW, actor=actor)
    with pytest.raises(BillingRefused):
        drop_payout(Payout.objects.get(), now=NOW, actor=actor)


def test_withdrawn_file_lets_its_refunds_wait_again(actor: User) -> None:
    ordered(paid_too_much(), actor)
    file = make_payout_file(now=NOW, actor=actor)
    withdraw_payout_file(file, now=NOW, actor=actor)

    file.refresh_from_db()
    with pytest.raises(BillingRefused):
        content_of(file, actor=actor)
    assert make_payout_file(now=NOW, actor=actor).reference == "UE-2027-0002"


def test_statement_books_the_refund_and_taking_it_back_lets_it_wait(actor: User) -> None:
    account = paid_too_much()
    payout = ordered(account, actor)
    file = make_payout_file(now=NOW, actor=actor)
    came(files.sent("30.00", "Erstattung", e2e=payout.end_to_end))

    assert book_certain(actor=None) == 1
    payout.refresh_from_db()
    assert payout.posting is not None
    assert (payout.posting.kind, credit_cents(account)) == ("refund", 0)
    with pytest.raises(BillingRefused):
        withdraw_payout_file(file, now=NOW, actor=actor)

    take_back(BankTransaction.objects.get(amount_cents=-3000), actor=None)
    payout.refresh_from_db()
    assert Payout.objects.filter(pk=payout.pk, posting=None).exists()
    assert credit_cents(account) == 3000
    assert book_certain(actor=None) == 1


def test_refund_booked_by_click_is_only_ticked_off(actor: User) -> None:
    account = paid_too_much()
    make_payout(ordered(account, actor), booked_on=TODAY, today=TODAY, actor=actor)
    came(files.sent("30.00"))  # no reference, the account fits

    assert book_certain(actor=None) == 1
    assert (credit_cents(account), BankTransaction.objects.get(amount_cents=-3000).state) == (0, "booked")


def test_money_that_went_out_waits_only_where_it_may_be_a_refund(actor: User) -> None:
    account = paid_too_much()
    came(files.sent("25.00", "an den Zahler"), files.sent("29.00", "an Fremde", iban=files.OTHER))
    states = {row.amount_cents: row.state for row in BankTransaction.objects.filter(amount_cents__lt=0)}
    assert states == {-2500: "open", -2900: "ignored"}

    row = BankTransaction.objects.get(amount_cents=-2500)
    offer = suggestions_for([row])[row.pk][0]
    assert not offer.is_certain
    book_suggested(row, offer.key, actor=None)
    assert credit_cents(account) == 500
    left = BankTransaction.objects.get(amount_cents=-2900)
    take_back(left, actor=None)
    with pytest.raises(BillingRefused):
        book_for_account(left, account, actor=None)


def test_treasurer_makes_the_file_and_the_board_does_not(treasurer_client: Client, board_client: Client) -> None:
    account = paid_too_much()
    treasurer_client.post(f"/admin/beitraege/konten/{account.pk}/erstattung/", {"amount_cents": "30,00"})
    payout = Payout.objects.get()
    assert board_client.get("/admin/beitraege/erstattungen/").status_code in (302, 403)
    board_client.post("/admin/beitraege/erstattungen/datei/")
    assert not PayoutFile.objects.exists()

    form = {"holder": "Jörg Kötter", "iban": files.OTHER}
    treasurer_client.post(f"/admin/beitraege/erstattungen/{payout.pk}/konto/", form)
    settings = BillingSettings.load()
    settings.account_holder = "Unternehmernetz"
    settings.save()
    treasurer_client.post("/admin/beitraege/erstattungen/datei/")
    page = treasurer_client.get("/admin/beitraege/erstattungen/").content.decode()
    assert "UE-" in page
    assert files.OTHER not in page
    file = PayoutFile.objects.get()
    answer = treasurer_client.post(f"/admin/beitraege/erstattungen/datei/{file.pk}/")
    assert answer["Content-Type"] == "application/xml"
    treasurer_client.post(f"/admin/beitraege/erstattungen/datei/{file.pk}/zurueckziehen/")
    assert Payout.objects.get().file is None
