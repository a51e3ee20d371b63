"""Statements of banks: each format becomes the same lines, and a bad file says why and changes nothing."""

import io
import zipfile
from datetime import date

import pytest

from members.billing.readers import ColumnsNeeded, Unreadable, read_statements
from members.billing.readers.bank_csv import cents_of
from members.billing.rules.statements import Statement, StatementLine, is_account, keyed_lines, keys_of, why_not_take
from members.readers.table import decode
from tests.members.billing import bank_files as files

TODAY = date(2027, 2, 1)


def read(content: bytes) -> Statement:
    return read_statements(content, today=TODAY, columns={})[0]


def test_camt_batch_entry_becomes_a_line_for_each_payer() -> None:
    statement = read(files.camt())

    assert statement.account == files.IBAN
    first, second, third, returned, out = statement.lines
    assert (first.amount_cents, first.name, first.iban) == (12000, "Tischlerei Kötter GmbH", files.PAYER)
    assert first.purpose == "Beitrag 2027 B-2027-000017"
    assert (second.amount_cents, third.amount_cents) == (6000, 4000)
    assert second.batch == third.batch == "SAMMLER-1"
    assert (returned.amount_cents, returned.fee_cents, returned.return_code) == (-6500, 500, "MS03")
    assert (returned.is_return, returned.end_to_end, returned.iban) == (True, "L-1-000001", files.OTHER)
    assert (out.amount_cents, out.name, out.is_return) == (-4500, "Rechenhaus Ems", False)
    assert why_not_take([statement], own_iban=files.IBAN) is None


@pytest.mark.parametrize("version", ["02", "04", "08"])
def test_camt_of_any_version_is_read_alike(version: str) -> None:
    assert read(files.camt(version=version)).lines == read(files.camt()).lines


def test_camt_leaves_out_what_is_only_announced() -> None:
    assert len(read(files.camt().replace(b"<Sts>BOOK</Sts>", b"<Sts>PDNG</Sts>", 1)).lines) == 4


def test_mt940_is_read_as_camt_is() -> None:
    statement = read(files.MT940)

    first, returned = statement.lines
    assert first == StatementLine(
        date(2027, 1, 13),
        date(2027, 1, 13),
        12000,
        "Tischlerei Kötter GmbH",
        files.PAYER,
        "Beitrag 2027 B-2027-000017",
    )
    assert (returned.amount_cents, returned.fee_cents, returned.return_code) == (-6500, 500, "MS03")
    assert (returned.end_to_end, returned.mandate, returned.is_return) == ("L-1-000001", "M00002-01", True)
    assert why_not_take([statement], own_iban=files.IBAN) is None
    assert keys_of([first], files.IBAN) == keys_of(read(files.camt()).lines[:1], files.IBAN)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "cp850", "cp437"])
def test_csv_of_any_encoding_is_read(encoding: str) -> None:
    first, returned = read(files.SPARKASSE.encode(encoding)).lines

    assert (first.name, first.iban, first.amount_cents) == ("Tischlerei Kötter GmbH", files.PAYER, 12000)
    assert (returned.amount_cents, returned.fee_cents, returned.return_code) == (-6500, 500, "AC04")
    assert returned.is_return


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp850", "cp437", "mac_roman"])
@pytest.mark.parametrize("name", ["Tischlerei Kötter", "Jäger", "Müller Söhne", "Ärzte Weiß", "Übergröße Straße"])
def test_mt940_of_any_encoding_tells_the_payers_name(name: str, encoding: str) -> None:
    content = files.MT940.decode("cp1252").replace("Tischlerei Kötter ?33GmbH", name).encode(encoding)
    assert read(content).lines[0].name == name


@pytest.mark.parametrize("text", ["Sebastián", "João", "O’Neill", "„Verein“ – 5 €", "Tomás und Köhler", "Café"])
def test_what_windows_writes_is_not_taken_for_dos(text: str) -> None:
    assert decode(text.encode("cp1252"))[0] == text


def test_movements_in_another_currency_are_told_apart_and_the_others_read() -> None:
    entry = files.payment("50.00", "Spende").replace('Ccy="EUR"', 'Ccy="CHF"')
    statement = read(files.statement(files.payment("120.00", "B-2027-1"), entry))
    assert ([line.amount_cents for line in statement.lines], [str(each) for each in statement.foreign]) == (
        [12000],
        ["13.01.2027: 50.00 CHF"],
    )
    assert why_not_take([statement], own_iban=files.IBAN) is None

    rows = files.SPARKASSE.rstrip("\n").split("\n")
    rows[1:1] = [rows[1].replace("120,00", "-12,50").replace("EUR", "GBP")]
    lines = read("\n".join(rows).encode())
    assert [line.amount_cents for line in lines.lines] == [12000, -6500]
    assert [(each.amount, each.currency) for each in lines.foreign] == [("-12,50", "GBP")]

    foreign = files.MT940.decode("cp1252").replace("EUR", "USD")
    first, second = read_statements(files.MT940 + foreign.encode(), today=TODAY, columns={})
    assert (len(first.lines), first.foreign) == (2, ())
    assert [each.currency for each in second.foreign] == ["USD", "USD"]


def test_csv_with_lines_above_its_header_tells_the_account() -> None:
    statement = read(files.DKB.encode())

    assert statement.account == files.IBAN
    assert [line.amount_cents for line in statement.lines] == [123456, -1200]


def test_csv_with_a_column_for_each_direction() -> None:
    lines = read(b"Datum;Soll;Haben;Verwendungszweck\n02.01.2027;5,00;;Entgelt\n03.01.2027;;60,00;B-2027-1\n").lines

    assert [line.amount_cents for line in lines] == [-500, 6000]


def test_csv_with_an_empty_amount_beside_debit_and_credit_and_a_balance_below() -> None:
    head = "Buchungstag;Wert;Verwendungszweck;IBAN / Kontonummer;Betrag;Soll;Haben;Währung"
    rows = f"13.1.2027;13.1.2027;B-2027-17;{files.PAYER};;;120,00;EUR\n14.1.2027;14.1.2027;Miete;;;-12,00;;EUR"
    statement = read(
        f"Umsätze;;;Kundennummer: 1\n{head}\n{rows}\nKontostand;1.2.2027;;;1.000,00;EUR\n".encode("cp1252")
    )

    assert [line.amount_cents for line in statement.lines] == [12000, -1200]


def test_csv_of_an_unknown_bank_asks_once_and_remembers() -> None:
    content = "Wann;Was;Wie viel;Wer\n02.01.2027;B-2027-000017;60,00;Kötter\n".encode()
    with pytest.raises(ColumnsNeeded) as asked:
        read(content)
    columns = {asked.value.signature: {0: "booked_on", 1: "purpose", 2: "amount", 3: "name"}}

    statement = read_statements(content.replace(b"60,00", b"70,00"), today=TODAY, columns=columns)[0]

    assert statement.lines[0].amount_cents == 7000


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1.234,56", 123456),
        ("-1.234,56 €", -123456),
        ("1,234.56", 123456),
        ("60,00-", -6000),
        ("+60", 6000),
        ("1.234", 123400),
        ("0,5", 50),
        ("1.234.567,00 EUR", 123456700),
        ("1'234.50", 123450),
        ("60,00 S", -6000),
        ("60,00 H", 6000),
    ],
)
def test_amounts_are_read_as_banks_write_them(text: str, cents: int) -> None:
    assert cents_of(text) == cents


@pytest.mark.parametrize("text", ["", "-", "(60,00)", "S 60,00", "60,00 X", "1e3", "60 USD", "--5", "1,23,45"])
def test_amount_that_may_mean_something_else_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the caller tells the line and its cells
        cents_of(text)


@pytest.mark.parametrize(
    "content",
    [
        files.camt()[: len(files.camt()) // 2],
        files.MT940[: len(files.MT940) // 2],
        files.SPARKASSE.encode()[:-70],
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><Document><Stmt/></Document>',
        b"<html><body>Bitte anmelden</body></html>",
        files.camt().replace(b'Ccy="EUR"', b'Ccy="CHF"'),
        files.MT940.replace(b"EUR", b"USD"),
        files.SPARKASSE.replace("EUR", "GBP").encode(),
        files.camt().replace(b">120.00<", b">12O.00<"),
        files.camt().replace(b">120.00<", b">1E+999999<"),
        files.camt().replace(b">120.00<", b">99999999999999999999.00<"),
        files.camt().replace(b'<Amt Ccy="EUR">120.00</Amt>', b""),
        files.SPARKASSE.replace("120,00", "hundert").encode(),
        b"PK\x03\x04 cut",
        b"%PDF-1.7 statement",
        b"",
        b"Sehr geehrte Damen und Herren",
    ],
)
def test_bad_file_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read(content)
    assert len(str(refused.value)) > 15


def test_zip_of_statements_is_read_in_the_order_of_its_names() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("2027-01-15.xml", files.camt(entries=files.payment("1.00", "zweiter", day="2027-01-15")))
        archive.writestr("2027-01-14.xml", files.camt(entries=files.payment("2.00", "erster", day="2027-01-14")))
        archive.writestr("Hinweise.pdf", b"%PDF")
    found = read_statements(file.getvalue(), today=TODAY, columns={})
    assert [line.amount_cents for statement in found for line in statement.lines] == [200, 100]


@pytest.mark.parametrize(("mark", "cents"), [("C", 500), ("D", -500), ("RC", -500), ("RD", 500), ("CR", 500)])
def test_mt940_signs_of_bookings_and_of_their_reversals(mark: str, cents: int) -> None:
    lines = [":20:X", ":25:28350000/0123456789", ":28C:1/1", ":60F:C270112EUR1000,00"]
    lines += [f":61:2701130113{mark}5,00N166NONREF", ":86:166?00TEST?20Beitrag", ":62F:C270113EUR1000,00", "-", ""]
    (found,) = read_statements("\r\n".join(lines).encode(), today=TODAY, columns={})
    assert [line.amount_cents for line in found.lines] == [cents]


def test_mt940_purpose_goes_on_behind_its_tenth_line() -> None:
    long = files.MT940.replace(b"?30GENODEF1XXX?31DE89", b"?60 und B-2027-00?610018?30GENODEF1XXX?31DE89")
    assert read(long).lines[0].purpose == "Beitrag 2027 B-2027-000017 und B-2027-000018"


def test_csv_with_a_letter_for_debit_and_credit() -> None:
    head = "Buchungstag;Verwendungszweck;Betrag;Soll/Haben;IBAN"
    rows = f"{head}\n02.01.2027;Beitrag;60,00;H;{files.PAYER}\n03.01.2027;Miete;45,00;S;{files.OTHER}\n"
    (found,) = read_statements(rows.encode(), today=TODAY, columns={})
    assert [line.amount_cents for line in found.lines] == [6000, -4500]


def test_statement_of_another_account_is_refused_without_showing_it() -> None:
    reason = why_not_take([read(files.camt())], own_iban=files.OTHER)

    assert reason is not None
    assert files.IBAN not in reason


def test_statement_whose_lines_do_not_add_up_is_refused() -> None:
    assert why_not_take([read(files.camt().replace(b">45.00<", b">46.00<"))], own_iban=files.IBAN)


def test_statement_is_refused_until_the_own_iban_is_known() -> None:
    assert why_not_take([read(files.camt())], own_iban="")


def test_mt940_names_the_account_by_sort_code_and_number() -> None:
    assert is_account("28350000/0123456789", "DE93 2835 0000 0123 4567 89")
    assert not is_account("28350000/0123456780", "DE93 2835 0000 0123 4567 89")


def test_what_statements_of_one_file_tell_twice_is_one_line() -> None:
    final, paid = read(files.camt()), files.payment("60.00", "Beitrag")
    morning, noon = read(files.statement(paid)), read(files.statement(paid, paid))

    assert len(keyed_lines([final, final], files.IBAN)) == 5
    assert len(keyed_lines([morning, noon], files.IBAN)) == 2
    pages = [Statement("mt940", "", noon.lines[:1], opening, opening + 6000) for opening in (0, 6000)]
    assert len(keyed_lines(pages, files.IBAN)) == 2


def test_equal_lines_of_a_day_are_counted_and_not_lost() -> None:
    line = StatementLine(TODAY, TODAY, 6000, purpose="Beitrag")
    once, twice = keys_of([line, line], files.IBAN)

    assert once != twice
    assert keys_of([line], files.IBAN) == [once]


def test_credit_that_the_bank_takes_back_comes_back_from_its_payer() -> None:
    taken_back = "DBIT</CdtDbtInd><RvslInd>true</RvslInd>"
    entry = files.payment("60.00", "B-2027-000017").replace("CRDT</CdtDbtInd>", taken_back)
    (line,) = read(files.camt(entries=entry, closing="940.00")).lines
    assert (line.amount_cents, line.is_return, line.iban) == (-6000, True, files.PAYER)


def test_two_people_without_an_account_in_the_file_pay_the_same_on_one_day() -> None:
    lines = [StatementLine(date(2027, 1, 13), date(2027, 1, 13), 6000, name, purpose="Beitrag") for name in ("A", "B")]
    assert keys_of(lines[:1], files.IBAN) != keys_of(lines[1:], files.IBAN)


def test_zip_of_csv_is_read() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("umsaetze.csv", files.SPARKASSE)
    assert read(file.getvalue()) == read(files.SPARKASSE.encode())
