"""Statements are taken over line by line, each once, and nobody reads names or accounts in the tables."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from members.billing.actions import BillingRefused
from members.billing.actions.statements import remember_columns, take_statement
from members.billing.models import BankStatement, BankTransaction, BillingSettings
from members.billing.readers import ColumnsNeeded
from tests.members.billing import bank_files as files
from verein.models import LogEntry

pytestmark = pytest.mark.django_db
TODAY = date(2027, 2, 1)


@pytest.fixture(autouse=True)
def own_iban() -> None:
    settings = BillingSettings.load()
    settings.iban = files.IBAN
    settings.save()


def take(content: bytes) -> tuple[int, int]:
    taken = take_statement(content, name="auszug.xml", actor=None, today=TODAY)
    return taken.new, taken.known


def test_take_keeps_every_line_and_says_so_in_the_log() -> None:
    assert take(files.camt()) == (5, 0)

    statement = BankStatement.objects.get()
    assert (statement.line_count, statement.new_count, statement.format) == (5, 5, "camt")
    assert sum(row.amount_cents for row in BankTransaction.objects.all()) == 11000
    assert LogEntry.objects.filter(action="billing.take_statement").count() == 1


def test_take_twice_changes_nothing() -> None:
    take(files.camt())

    assert take(files.camt()) == (0, 5)
    assert (BankStatement.objects.count(), BankTransaction.objects.count()) == (1, 5)


def test_line_in_another_currency_is_told_and_kept_and_the_others_are_taken_over(treasurer_client: Client) -> None:
    foreign = files.payment("50.00", "Spende").replace('Ccy="EUR"', 'Ccy="CHF"')
    content = files.statement(files.payment("120.00", "B-2027-1"), foreign)
    for new in ("1 neuer Umsatz", "0 neue Umsätze"):
        upload = SimpleUploadedFile("auszug.xml", content)
        page = treasurer_client.post("/admin/bank/einlesen/", {"file": upload}, follow=True).content.decode()
        assert new in page
        assert "1 Umsatz in einer anderen Währung" in page
        assert "13.01.2027: 50.00 CHF" in page

    assert BankStatement.objects.get().foreign == [{"on": "2027-01-13", "amount": "50.00", "currency": "CHF"}]
    assert BankTransaction.objects.get().amount_cents == 12000
    assert "50.00 CHF (2027-01-13)" in treasurer_client.get("/admin/bank/verlauf/").content.decode()


def test_take_of_overlapping_files_adds_what_is_new_also_equal_lines_of_a_day() -> None:
    one = files.payment("60.00", "Beitrag")
    take(files.statement(one))

    assert take(files.statement(one, one)) == (1, 1)


def test_take_of_another_format_knows_the_same_line_or_marks_it() -> None:
    take(files.camt())
    assert take(files.MT940) == (1, 1)  # the returned debit has another text and another day

    other = files.SPARKASSE.replace("Beitrag 2027 B-2027-000017", "etwas anders").encode()
    take(other)
    assert BankTransaction.objects.filter(may_be_double=True).count() == 2


def test_what_went_out_is_nothing_of_the_members() -> None:
    take(files.camt())

    ignored = BankTransaction.objects.get(state="ignored")
    assert (ignored.amount_cents, bool(ignored.ignored_because)) == (-4500, True)
    assert BankTransaction.objects.get(is_return=True).state == "open"


@pytest.mark.parametrize(
    "content", [files.camt()[:1500], files.camt().replace(files.IBAN.encode(), files.OTHER.encode()), b"\x00\x01"]
)
def test_bad_file_changes_nothing(content: bytes) -> None:
    with pytest.raises(BillingRefused):
        take(content)
    assert not BankStatement.objects.exists()


def test_names_and_accounts_are_sealed_in_the_table() -> None:
    take(files.camt())

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM billing_banktransaction")
        stored = str(cursor.fetchall())
    assert not any(secret in stored for secret in (files.PAYER, files.OTHER, "Kötter", "Ahlers"))
    opened = BankTransaction.objects.get(amount_cents=12000).opened()
    assert opened == {"name": "Tischlerei Kötter GmbH", "iban": files.PAYER, "purpose": "Beitrag 2027 B-2027-000017"}


def test_columns_are_asked_for_once() -> None:
    content = "Wann;Was;Wie viel;Wer\n02.01.2027;B-2027-000017;60,00;Kötter\n".encode()
    with pytest.raises(ColumnsNeeded) as asked:
        take(content)

    remember_columns(asked.value.signature, {0: "booked_on", 1: "purpose", 2: "amount", 3: "name"}, actor=None)

    assert take(content) == (1, 0)
