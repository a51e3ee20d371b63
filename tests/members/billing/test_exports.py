"""What leaves the house: the journal, DATEV's batch of bookings, the auditors' archive."""

import csv
import hashlib
import io
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from members.billing.actions import issue, post, reverse, waive
from members.billing.actions.exporting import export_datev, export_for_auditors, export_journal
from members.billing.models import Account, BookkeepingSettings, InvoiceDocument
from members.billing.queries.journal import Against, Entry, entries
from members.billing.queries.ledger import credit_cents, open_cents_of
from members.billing.rules import Movement
from members.billing.writers.datev import COLUMNS, batch
from tests.factories import UserFactory, make_account, make_draft
from verein.models import LogEntry

FROM, LAST = date(2027, 1, 1), date(2027, 12, 31)
DAY = date(2027, 2, 3)
NOW = timezone.make_aware(timezone.datetime(2028, 1, 5, 9, 30))
NUMBERS = {
    "consultant": 29098,
    "client": 55003,
    "dues_account": "8000",
    "bank_account": "1200",
    "cash_account": "1000",
    "online_account": "1360",
    "losses_account": "2400",
}


def entry(cents: int, against: Against, **fields: Any) -> Entry:
    values = {"day": DAY, "account_id": 7, "member_number": "M7", "name": "Käthe „Kai“ Öz", "document": "B-2027-000001"}
    return Entry(**{**values, "kind": "Zahlung", "text": "", "cents": cents, "against": against, **fields})


def datev(*rows: Entry) -> list[list[str]]:
    settings = BookkeepingSettings(**NUMBERS)
    content = batch(rows, settings=settings, from_on=FROM, last_on=LAST, year_begins=FROM, now=NOW)
    return list(csv.reader(io.StringIO(content.decode("cp1252")), delimiter=";"))


def test_datev_header_names_adviser_client_year_and_days() -> None:
    header, names = datev()

    assert header[:5] == ["EXTF", "700", "21", "Buchungsstapel", "13"]
    assert header[10:16] == ["29098", "55003", "20270101", "4", "20270101", "20271231"]
    assert (len(header), header[21]) == (31, "EUR")
    assert (names, len(names)) == (COLUMNS, 125)
    assert [names[place] for place in (0, 1, 6, 8, 9, 13, 113)] == [
        "Umsatz (ohne Soll/Haben-Kz)",
        "Soll/Haben-Kennzeichen",
        "Konto",
        "BU-Schlüssel",
        "Belegdatum",
        "Buchungstext",
        "Festschreibung",
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (entry(12000, Against.DUES), ["120,00", "S", "10007", "8000", ""]),
        (entry(-12000, Against.DUES), ["120,00", "H", "10007", "8000", ""]),
        (entry(11900, Against.DUES, rate_permille=190), ["119,00", "S", "10007", "8000", "3"]),
        (entry(-5, Against.CASH), ["0,05", "H", "10007", "1000", ""]),
        (entry(6000, Against.BANK), ["60,00", "S", "10007", "1200", ""]),
        (entry(-6000, Against.ONLINE), ["60,00", "H", "10007", "1360", ""]),
        (entry(-100, Against.LOSSES), ["1,00", "H", "10007", "2400", ""]),
    ],
)
def test_datev_books_each_kind_on_its_account(row: Entry, expected: list[str]) -> None:
    line = datev(row)[2]

    assert [line[place] for place in (0, 1, 6, 7, 8)] == expected
    assert (line[9], line[10], line[13]) == ("0302", "B-2027-000001", "Zahlung M7 Käthe „Kai“ Öz")
    assert len(line) == len(COLUMNS)


def test_datev_leaves_out_what_moves_inside_an_account() -> None:
    assert len(datev(entry(100, Against.NOTHING), entry(-100, Against.NOTHING))) == 2


@pytest.fixture
def account(db: None) -> Account:
    """12,000 and 6,000 charged, the second cancelled after it was paid; 1,000 waived, 500 in cash came back."""
    account = make_account()
    actor = UserFactory()
    first, second = (
        issue(account, make_draft(cents, key=str(cents)), issued_on=DAY, actor=actor) for cents in (12000, 6000)
    )
    post(Movement(account, second.charges.get(), "payment", "transfer", 6000, "bank:1", DAY), actor=None)
    post(Movement(account, first.charges.get(), "payment", "debit", 11000, "bank:2", DAY), actor=None)
    post(Movement(account, first.charges.get(), "returned", "debit", -11000, "bank:3", DAY), actor=None)
    waive(first.charges.get(), amount_cents=1000, reason="=cmd", booked_on=DAY, today=DAY, actor=actor)
    reverse(second, issued_on=DAY, actor=actor)
    return account


def test_journal_sums_up_to_what_is_owed(account: Account) -> None:
    rows = list(entries(FROM, date(2028, 1, 1)))

    # 110 open, less 60 of credit; what moves inside an account is told by the documents already
    assert sum(row.cents for row in rows if row.against is not Against.NOTHING) == 5000
    assert list(entries(date(2028, 1, 1), date(2029, 1, 1))) == []


def test_table_and_datev_batch_sum_up_to_the_ledger(account: Account) -> None:
    BookkeepingSettings.objects.update_or_create(defaults=NUMBERS)
    actor = UserFactory()
    owed = sum(open_cents_of(charge) for charge in account.charges.all()) - credit_cents(account)
    asked = {"actor": actor}

    rows = list(csv.reader(io.StringIO(export_journal(FROM, LAST, **asked).decode("utf-8-sig")), delimiter=";"))[1:]
    batch_ = export_datev(FROM, LAST, now=NOW, **asked).decode("cp1252")
    lines = list(csv.reader(io.StringIO(batch_), delimiter=";"))[2:]
    assert sum(cents_in(row[6]) for row in rows if row[9] != "nothing") == owed == 5000
    assert sum(cents_in(line[0]) * (1 if line[1] == "S" else -1) for line in lines) == owed


def cents_in(text: str) -> int:
    return int(text.replace(",", ""))


def test_auditors_get_the_document_of_every_posting_and_are_told_of_missing_files(account: Account) -> None:
    """Money of a later year names a document of an earlier one; a file that was never made is listed."""
    first, second = account.invoices.filter(reverses=None).order_by("pk")
    pdf = b"%PDF-1.7 Beleg"
    document = InvoiceDocument(invoice=first, sha256=hashlib.sha256(pdf).hexdigest())
    document.file.save(f"{first.number}.pdf", ContentFile(pdf), save=False)
    document.save()
    later = date(2028, 1, 4)
    post(Movement(account, first.charges.get(), "payment", "cash", 11000, "hand:1:1", later), actor=None)

    content = export_for_auditors(date(2028, 1, 1), date(2028, 12, 31), actor=UserFactory())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert f"belege/{first.number}.pdf" in archive.namelist()
        assert second.number not in archive.read("verzeichnis.csv").decode("utf-8-sig")
    content = export_for_auditors(FROM, LAST, actor=UserFactory())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        index = archive.read("verzeichnis.csv").decode("utf-8-sig").splitlines()
        journal = archive.read("buchungen.csv").decode("utf-8-sig")
    named = {row[3] for row in csv.reader(io.StringIO(journal), delimiter=";")} - {"", "Beleg"}
    assert named <= {line.split(";")[0] for line in index}
    assert next(line for line in index if line.startswith(second.number)).endswith("keine Datei")


def test_exports_are_made_by_the_treasurer_and_noted(account: Account, treasurer_client: Client) -> None:
    BookkeepingSettings.objects.update_or_create(defaults=NUMBERS)
    asked = {"from_on": FROM, "last_on": LAST}

    table = treasurer_client.post("/admin/beitraege/dateien/", {**asked, "kind": "csv"})
    batch_ = treasurer_client.post("/admin/beitraege/dateien/", {**asked, "kind": "datev"})

    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 1 + 3 + 7
    assert {row[6] for row in rows} >= {"120,00", "-60,00", "110,00", "-10,00"}
    assert "'=cmd" in {row[5] for row in rows}
    assert batch_.content.startswith(b'"EXTF";700;21')
    assert batch_.content.count(b"\r\n") == 2 + 3 + 4
    assert LogEntry.objects.filter(action="billing.export").count() == 2


def test_datev_without_the_advisers_numbers_names_them(account: Account, treasurer_client: Client) -> None:
    response = treasurer_client.post("/admin/beitraege/dateien/", {"from_on": FROM, "last_on": LAST, "kind": "datev"})
    two_years = {"from_on": FROM, "last_on": date(2028, 3, 1), "kind": "datev"}
    BookkeepingSettings.objects.update_or_create(defaults=NUMBERS)

    assert "Nummer der Steuerberatung" in response.content.decode()
    assert "nur Tage eines" in treasurer_client.post("/admin/beitraege/dateien/", two_years).content.decode()


def test_auditors_get_movements_documents_and_an_index_that_shows_changed_files(
    account: Account, treasurer_client: Client
) -> None:
    pdf = b"%PDF-1.7 Beleg"
    first, second = account.invoices.filter(reverses=None).order_by("pk")
    for invoice, kept in ((first, hashlib.sha256(pdf).hexdigest()), (second, "0" * 64)):
        document = InvoiceDocument(invoice=invoice, sha256=kept)
        document.file.save(f"{invoice.number}.pdf", ContentFile(pdf), save=False)
        document.save()

    response = treasurer_client.post("/admin/beitraege/dateien/", {"from_on": FROM, "last_on": LAST, "kind": "zip"})

    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert archive.read(f"belege/{first.number}.pdf") == pdf
        index = archive.read("verzeichnis.csv").decode("utf-8-sig").splitlines()
        assert "buchungen.csv" in archive.namelist()
    assert index[1].endswith("ja")
    assert index[2].endswith("NEIN")


@pytest.mark.django_db
def test_exports_are_not_for_the_board(board_client: Client) -> None:
    response = board_client.get("/admin/beitraege/dateien/")

    assert (response.status_code, response["Location"]) == (302, "/admin/")  # Wagtail leads away whoever may not
