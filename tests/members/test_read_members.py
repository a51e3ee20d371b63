"""Reading other programs' member lists: encodings, separators, columns, values, and what is broken."""

import io
import random
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from members.readers.members import MemberList, read_members
from members.readers.table import Unreadable, read_table
from members.readers.values import BadValue, postcode_note, read_date, read_email, read_phone, split_name

DATA = Path(__file__).parent / "data"
TODAY = date(2026, 11, 22)


def read(content: bytes | str, **wanted: str) -> MemberList:
    return read_members(content.encode() if isinstance(content, str) else content, today=TODAY, wanted=wanted)


def test_clubdesk_in_windows_1252_with_line_breaks_in_notes() -> None:
    found = read((DATA / "clubdesk.csv").read_bytes())

    assert (found.table.encoding, found.table.separator) == ("cp1252", ";")
    first, second = found.entries
    assert (first.data["last_name"], first.data["phone"], first.data["mobile"]) == (
        "Käufer",
        "05971 1234",
        "0171 5551234",
    )
    assert (second.data["left"], second.data["note"]) == (date(2022, 12, 31), "lieb;\r\nnett")
    assert second.line == 3


def test_easyverein_with_a_bom_keeps_leading_zeros_and_reads_zero_dates_as_empty() -> None:
    found = read((DATA / "easyverein.csv").read_bytes())

    assert found.table.encoding == "utf-8-sig"
    assert found.columns.not_taken == ["IBAN", "SEPA-Mandatsreferenz"]
    (entry,) = found.entries
    assert (entry.data["number"], entry.data["postcode"], entry.data["joined"]) == ("0042", "01067", date(2019, 5, 1))
    assert not {"left", "born"} & entry.data.keys()
    assert not entry.errors


def test_jverein_with_prefixed_columns_and_short_dates() -> None:
    (entry,) = read((DATA / "jverein.csv").read_bytes()).entries

    assert (entry.name, entry.data["born"], entry.data["joined"]) == (
        "Ernst Öllers",
        date(1960, 2, 1),
        date(1999, 1, 1),
    )
    assert entry.data["type"] == "Erwachsene"


def test_civicrm_in_english() -> None:
    (entry,) = read((DATA / "civicrm.csv").read_bytes()).entries

    assert (entry.name, entry.data["company"], entry.data["email"]) == ("Mary O'Neil", "ACME Ltd", "mary@example.org")
    assert (entry.data["joined"], entry.data["country"]) == (date(2020, 2, 3), "DE")


def test_meinverein_in_utf_16_with_tabs_joins_the_house_number() -> None:
    found = read((DATA / "meinverein.csv").read_bytes())

    assert (found.table.encoding, found.table.separator) == ("utf-16", "\t")
    assert found.entries[0].data["street"] == "Hauptstraße 12a"
    assert found.entries[0].data["last_name"] == "Müller"


def test_admidio_with_a_title_above_the_columns() -> None:
    found = read((DATA / "admidio.csv").read_bytes())

    assert found.columns.header.number == 3
    (entry,) = found.entries
    assert (entry.line, entry.data["website"], entry.data["joined"]) == (4, "https://www.example.org", date(2020, 1, 1))


def test_unknown_and_ambiguous_columns_are_asked_about_and_answers_overrule() -> None:
    content = (DATA / "unknown.csv").read_bytes()
    found = read(content)

    assert found.entries == []
    assert "Was bedeutet die Spalte „Zaubertrank“?" in found.columns.questions
    assert "Welche Spalte ist „Telefon“: “Telefon Privat”, “Telefon Geschäft”?" in found.columns.questions
    wanted = {"Zaubertrank": "", "3": "mobile"}
    answered = read_members(content, today=TODAY, wanted=wanted)
    assert answered.columns.questions == []
    assert (answered.entries[0].data["mobile"], answered.entries[0].data["phone"]) == ("05971 1", "05971 22")


def test_answers_to_columns_or_fields_that_do_not_exist_are_questions() -> None:
    found = read_members(b"Nachname;Vorname\nA;B\n", today=TODAY, wanted={"Foo": "email", "Vorname": "zauber"})

    assert len(found.columns.questions) == 2


def test_workbook_cells_are_dates_and_numbers() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["Mitgliedsnummer", "Nachname", "Vorname", "Eintritt", "PLZ", "Telefon"])
    sheet.append([5, "Groß", "Änne", date(2020, 2, 29), 48429, 5971123456])
    sheet.append([6, "Klein", "Uwe", 43891, "01067", "=1+1"])
    file = io.BytesIO()
    book.save(file)

    first, second = read(file.getvalue()).entries

    assert (first.data["number"], first.data["joined"], first.data["postcode"]) == ("5", date(2020, 2, 29), "48429")
    assert "führende Null" in first.notes[0].text
    assert second.data["joined"] == date(2020, 3, 1)


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac_roman", "utf-8", "utf-16", "utf-16-le", "utf-8-sig"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_every_encoding_and_separator_is_found(encoding: str, separator: str) -> None:
    text = "\r\n".join(
        separator.join(row) for row in (["Nachname", "Vorname", "Ort"], ["Müßig", "Änne", "Köln"], ["B", "Ö", "Z"])
    )

    found = read(text.encode(encoding))

    assert [entry.data["city"] for entry in found.entries] == ["Köln", "Z"]
    assert found.entries[0].data["last_name"] == "Müßig"


def test_sep_line_of_excel_and_lone_carriage_returns() -> None:
    assert read("sep=|\nNachname|Vorname\nA|B\n").entries[0].line == 3
    assert read("Nachname;Vorname\rA;B\r").entries[0].name == "B A"


def test_cut_off_and_overlong_lines_are_bad_and_named() -> None:
    rows = "\n".join(f"N{n};V{n};Rheine" for n in range(9))
    found = read(f"Nachname;Vorname;Ort\n{rows}\nNeun;Uwe\nZehn;Eva;Rheine;zu viel\n")

    assert "nur 2 von 3 Zellen" in found.entries[9].errors[0].text
    assert "mehr Zellen" in found.entries[10].errors[0].text
    assert not any(entry.errors for entry in found.entries[:9])


def test_an_open_quotation_mark_names_its_line() -> None:
    with pytest.raises(Unreadable, match="Zeile 3 wird nie geschlossen"):
        read('Nachname;Vorname\nA;B\nC;"D\nE;F\nG;H\n')


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "leer"),
        (b"\x00\x00\x00", "leer"),
        (b"\xd0\xcf\x11\xe0rest", "weder CSV noch XLSX"),
        (b"%PDF-1.7", "weder CSV noch XLSX"),
        (b"PK\x03\x04garbage", "beschädigt"),
        (b"a;b;c\n1;2;3\n", "Spaltennamen"),
        (b"Nachname;Vorname\n", "keine Zeile"),
    ],
)
def test_files_that_are_no_member_list_get_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read(content)


def test_nul_bytes_fall_out() -> None:
    assert read(b"Nachname;Vorname\nM\x00\xc3\xbcller;Uwe\n").entries[0].data["last_name"] == "Müller"


def test_garbled_and_truncated_files_never_give_a_traceback() -> None:
    chance = random.Random(20261122)
    sources = [path.read_bytes() for path in sorted(DATA.glob("*.csv"))]
    book = Workbook()
    book.active.append(["Nachname", "Vorname", "Eintritt"])
    book.active.append(["Groß", "Änne", date(2020, 2, 29)])
    file = io.BytesIO()
    book.save(file)
    read_as_list = 0
    for source in [*sources, file.getvalue()] * 40:
        broken = bytearray(source[: chance.randrange(1, len(source) + 1)])
        for _hit in range(chance.randrange(6)):
            broken[chance.randrange(len(broken))] = chance.choice([0, 0x22, 0x3B, 0x0A, 0xFF, chance.randrange(256)])
        try:
            read_as_list += bool(read(bytes(broken)).table.lines)
        except Unreadable:
            continue
    assert read_as_list > 50


# --- Values ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("07.03.2024", date(2024, 3, 7)),
        ("1.3.14", date(2014, 3, 1)),
        ("2014-03-01", date(2014, 3, 1)),
        ("2014-03-01 00:00:00", date(2014, 3, 1)),
        ("1. März 2014", date(2014, 3, 1)),
        ("41699", date(2014, 3, 1)),
        ("31/03/2014", date(2014, 3, 31)),
        ("0000-00-00", None),
        ("00.00.0000", None),
    ],
)
def test_read_date_reads(text: str, expected: date | None) -> None:
    assert read_date(text, today=TODAY) == expected


@pytest.mark.parametrize(
    "text", ["31.02.2019", "Gründungsmitglied", "03/04/2020", "2019", "1.1.0001", "01.01.2099", "13.13.2020"]
)
def test_read_date_refuses(text: str) -> None:
    with pytest.raises(BadValue, match=text.replace(".", r"\.")):
        read_date(text, today=TODAY)


def test_read_date_of_birth_never_lies_ahead() -> None:
    assert read_date("1.2.30", today=TODAY, past=True) == date(1930, 2, 1)
    assert read_date("1.2.30", today=TODAY) == date(2030, 2, 1)


def test_read_email_takes_the_first_and_tells() -> None:
    assert read_email("A@EXAMPLE.ORG; b@example.org") == (
        "a@example.org",
        "nur die erste Adresse wird übernommen, nicht b@example.org",
    )
    assert read_email("kein E-Mail")[0] == ""
    assert read_email("Uwe <uwe@example.org>")[0] == "uwe@example.org"
    with pytest.raises(BadValue):
        read_email("uwe(at)example.org")


def test_read_phone_keeps_what_people_read() -> None:
    assert read_phone("+49 (0)5971-610861") == ("+49 (0)5971-610861", "")
    assert "führende Null" in read_phone("1711905850")[1]
    with pytest.raises(BadValue):
        read_phone("4,91712E+11")


def test_small_values() -> None:
    assert split_name("Olaf von der Heide") == ("Olaf", "von der Heide")
    assert split_name("Heide, Olaf") == ("Olaf", "Heide")
    assert "führende Null" in postcode_note("4842", "")
    assert postcode_note("4020", "AT") == ""
    assert read_table(b"a;b").separator == ";"
