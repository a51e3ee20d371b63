"""The treasurer's bank account: one click books to the last cent, another takes it back."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from members.billing.actions import BillingRefused, account_for, issue
from members.billing.actions.bank import book_certain, book_for_account, book_suggested, ignore
from members.billing.actions.statements import remember_columns, take_statement
from members.billing.actions.taking_back import take_back
from members.billing.models import BankTransaction, BillingSettings, Charge, Posting
from members.billing.queries.ledger import credit_cents, open_cents_of
from members.billing.queries.matching import suggestions_for
from members.billing.readers import ColumnsNeeded, read_statements
from members.billing.rules import Draft, DraftCharge, DraftLine
from tests.factories import MemberFactory, complete_association
from tests.members.billing import bank_files as files

pytestmark = pytest.mark.django_db
TODAY = date(2027, 2, 1)


@pytest.fixture(autouse=True)
def own_account() -> None:
    complete_association()
    settings = BillingSettings.load()
    settings.iban = files.IBAN
    settings.save()


def owing(cents: int = 12000, **fields: object) -> Charge:
    """The charge of a new member's invoice; the first one issued is B-2027-000001."""
    address = {"person__street": "Hauptstraße 1", "person__postcode": "48999", "person__city": "Emsbogen"}
    account = account_for(MemberFactory(**address, **fields))
    line = DraftLine("annual", "Jahresbeitrag 2027", cents, cents)
    charge = DraftCharge(f"dues:{account.pk}", cents, date(2027, 1, 31))
    draft = Draft(date(2027, 1, 1), date(2028, 1, 1), (line,), (charge,))
    return issue(account, draft, issued_on=date(2027, 1, 2), actor=None).charges.get()


def came(*entries: str) -> list[BankTransaction]:
    take_statement(files.statement(*entries), name="auszug.xml", actor=None, today=TODAY)
    return list(BankTransaction.objects.order_by("pk"))


def test_certain_ones_are_booked_together_and_the_others_wait() -> None:
    first, second = owing(), owing()
    came(files.payment("120.00", "B-2027-000001"), files.payment("50.00", "B-2027-000002", iban=files.OTHER))

    assert book_certain(actor=None) == 1
    assert (open_cents_of(first), open_cents_of(second)) == (0, 12000)
    assert book_certain(actor=None) == 0
    assert BankTransaction.objects.get(state="open").amount_cents == 5000


def test_two_transfers_for_one_claim_are_not_both_booked() -> None:
    charge = owing()
    came(files.payment("120.00", "B-2027-000001"), files.payment("120.00", "B-2027-000001"))

    assert book_certain(actor=None) == 1

    row = BankTransaction.objects.get(state="open")
    offer = suggestions_for([row])[row.pk][0]
    assert not offer.is_certain
    book_suggested(row, offer.key, actor=None)
    assert (open_cents_of(charge), credit_cents(charge.account)) == (0, 12000)


def test_too_much_becomes_credit_and_the_account_is_known_next_time() -> None:
    charge = owing()
    row = came(files.payment("150.00", "B-2027-000001"))[0]
    book_suggested(row, suggestions_for([row])[row.pk][0].key, actor=None)
    assert (open_cents_of(charge), credit_cents(charge.account)) == (0, 3000)

    again = came(files.payment("10.00", "ohne Text", day="2027-01-20"))[-1]
    assert suggestions_for([again])[again.pk][0].parts[0].account == charge.account_id


def test_suggestion_that_does_not_hold_any_more_is_refused() -> None:
    owing()
    rows = came(files.payment("120.00", "B-2027-000001"), files.payment("120.00", "B-2027-000001"))
    shown = suggestions_for([rows[1]])[rows[1].pk][0].key
    book_suggested(rows[0], suggestions_for([rows[0]])[rows[0].pk][0].key, actor=None)

    with pytest.raises(BillingRefused):
        book_suggested(rows[1], shown, actor=None)
    with pytest.raises(BillingRefused):
        book_suggested(rows[0], shown, actor=None)


def test_take_back_is_a_counter_posting_and_the_line_is_open_again() -> None:
    charge, other = owing(), owing()
    row = came(files.payment("120.00", "von mir"))[0]
    book_for_account(row, other.account, actor=None)

    take_back(row, actor=None)
    assert open_cents_of(other) == 12000
    assert suggestions_for([row])[row.pk] == []  # what was taken back teaches nothing
    row.refresh_from_db()
    book_for_account(row, charge.account, actor=None)
    take_back(BankTransaction.objects.get(), actor=None)

    assert (open_cents_of(charge), open_cents_of(other)) == (12000, 12000)
    assert Posting.objects.filter(kind="reversal").count() == 2


def test_take_back_of_used_credit_is_refused() -> None:
    charge = owing()
    row = came(files.payment("150.00", "B-2027-000001"))[0]
    book_for_account(row, charge.account, actor=None)
    Posting.objects.create(
        account=charge.account, kind="refund", way="transfer", amount_cents=-3000, ref="r", booked_on=TODAY
    )

    with pytest.raises(BillingRefused):
        take_back(row, actor=None)
    assert open_cents_of(charge) == 0


def test_returned_debit_reopens_the_claim_and_keeps_its_reason() -> None:
    charge = owing()
    Posting.objects.create(
        account=charge.account, charge=charge, kind="payment", way="debit", amount_cents=12000, ref="d", booked_on=TODAY
    )
    rows = came(files.returned_debit("120.00", "AC04", text="Retoure B-2027-000001"))

    assert book_certain(actor=None) == 1
    assert open_cents_of(charge) == 12000
    posting = Posting.objects.get(kind="returned")
    assert (posting.reason_code, posting.amount_cents, posting.way) == ("AC04", -12000, "debit")
    take_back(rows[0], actor=None)
    assert open_cents_of(charge) == 0


def test_ignored_line_says_why_and_can_be_taken_back() -> None:
    row = came(files.payment("10.00", "Spende"))[0]
    with pytest.raises(BillingRefused):
        ignore(row, reason=" ", actor=None)

    ignore(row, reason="Spende", actor=None)
    with pytest.raises(BillingRefused):
        ignore(row, reason="Spende", actor=None)
    take_back(row, actor=None)

    row.refresh_from_db()
    assert (row.state, row.ignored_because) == ("open", "")


def test_treasurer_uploads_books_and_takes_back(treasurer_client: Client) -> None:
    charge = owing()
    upload = {"file": _file(files.statement(files.payment("120.00", "B-2027-000001")))}
    assert treasurer_client.post("/admin/bank/einlesen/", upload).url == "/admin/bank/"
    page = treasurer_client.get("/admin/bank/").content.decode()
    assert "B-2027-000001" in page
    assert files.PAYER not in page

    treasurer_client.post("/admin/bank/sichere/")
    row = BankTransaction.objects.get()
    assert (row.state, open_cents_of(charge)) == ("booked", 0)
    assert treasurer_client.get("/admin/bank/verlauf/").status_code == 200
    assert treasurer_client.get(f"/admin/bank/{row.pk}/").status_code == 200

    treasurer_client.post(f"/admin/bank/{row.pk}/zuruecknehmen/")
    found = treasurer_client.get(f"/admin/bank/{row.pk}/", {"q": "B-2027-1"}).content.decode()
    assert f'name="account" value="{charge.account_id}"' in found
    treasurer_client.post(f"/admin/bank/{row.pk}/buchen/", {"account": charge.account_id})
    assert open_cents_of(charge) == 0


def test_treasurer_explains_the_columns_of_a_new_bank_once(treasurer_client: Client) -> None:
    content = "Wann;Was;Wie viel;Wer\n02.01.2027;Spende;60,00;Kötter\n".encode()
    assert treasurer_client.post("/admin/bank/einlesen/", {"file": _file(content)}).url == "/admin/bank/spalten/"
    assert treasurer_client.get("/admin/bank/spalten/").status_code == 200
    assert "Betrag" in treasurer_client.post("/admin/bank/spalten/", {"column-0": "booked_on"}).content.decode()

    answers = {"column-0": "booked_on", "column-1": "purpose", "column-2": "amount", "column-3": "name"}
    treasurer_client.post("/admin/bank/spalten/", answers)

    assert BankTransaction.objects.get().amount_cents == 6000


def test_looking_at_the_columns_takes_nothing_over_even_when_they_are_known_by_then(treasurer_client: Client) -> None:
    content = "Wann;Was;Wie viel;Wer\n02.01.2027;Spende;60,00;Kötter\n".encode()
    treasurer_client.post("/admin/bank/einlesen/", {"file": _file(content)})
    with pytest.raises(ColumnsNeeded) as asked:
        read_statements(content, today=TODAY, columns={})
    remember_columns(asked.value.signature, {0: "booked_on", 1: "purpose", 2: "amount"}, actor=None)

    assert treasurer_client.get("/admin/bank/spalten/").status_code == 302
    assert not BankTransaction.objects.exists()


def test_nobody_but_the_treasurer_sees_the_bank_account(
    client: Client, board_client: Client, editor_client: Client
) -> None:
    row = came(files.payment("10.00", "Spende"))[0]
    paths = ["/admin/bank/", "/admin/bank/verlauf/", f"/admin/bank/{row.pk}/", "/admin/bank/spalten/"]
    for nobody in (client, board_client, editor_client):
        assert {nobody.get(path).status_code for path in paths} <= {302, 403}
        nobody.post(f"/admin/bank/{row.pk}/ignorieren/", {"reason": "x"})
    row.refresh_from_db()
    assert row.state == "open"


def test_open_lines_need_as_many_statements_for_thirty_as_for_one(
    treasurer_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    owing()
    owing()
    came(files.payment("120.00", "B-2027-000001"))
    treasurer_client.get("/admin/bank/")
    with django_assert_num_queries(QUERIES):
        treasurer_client.get("/admin/bank/")
    came(*(files.payment(f"{n}.00", "B-2027-000002", name="X") for n in range(1, 30)))
    with django_assert_num_queries(QUERIES):
        treasurer_client.get("/admin/bank/")


QUERIES = 25  # two more: debits booked by a click, and payouts of Stripe, that a line may tell of


def _file(content: bytes) -> object:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("auszug.xml", content)
