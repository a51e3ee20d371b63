"""DATEV's format for a batch of bookings (EXTF, format category 21 "Buchungsstapel", version 13)."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from itertools import chain

from members.billing.models import BookkeepingSettings
from members.billing.queries.journal import NOBODY, Against, Entry

ENCODING = "cp1252"
COLUMNS = [
    "Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen", "WKZ Umsatz", "Kurs", "Basis-Umsatz", "WKZ Basis-Umsatz",
    "Konto", "Gegenkonto (ohne BU-Schlüssel)", "BU-Schlüssel", "Belegdatum", "Belegfeld 1", "Belegfeld 2", "Skonto",
    "Buchungstext", "Postensperre", "Diverse Adressnummer", "Geschäftspartnerbank", "Sachverhalt", "Zinssperre",
    "Beleglink",
    *chain.from_iterable((f"Beleginfo - Art {n}", f"Beleginfo - Inhalt {n}") for n in range(1, 9)),
    "KOST1 - Kostenstelle", "KOST2 - Kostenstelle", "Kost-Menge", "EU-Land u. UStID (Bestimmung)",
    "EU-Steuersatz (Bestimmung)", "Abw. Versteuerungsart", "Sachverhalt L+L", "Funktionsergänzung L+L",
    "BU 49 Hauptfunktionstyp", "BU 49 Hauptfunktionsnummer", "BU 49 Funktionsergänzung",
    *chain.from_iterable((f"Zusatzinformation - Art {n}", f"Zusatzinformation- Inhalt {n}") for n in range(1, 21)),
    "Stück", "Gewicht", "Zahlweise", "Forderungsart", "Veranlagungsjahr", "Zugeordnete Fälligkeit", "Skontotyp",
    "Auftragsnummer", "Buchungstyp (Anzahlungen)", "USt-Schlüssel (Anzahlungen)", "EU-Land (Anzahlungen)",
    "Sachverhalt L+L (Anzahlungen)", "EU-Steuersatz (Anzahlungen)", "Erlöskonto (Anzahlungen)", "Herkunft-Kz",
    "Buchungs GUID", "KOST-Datum", "SEPA-Mandatsreferenz", "Skontosperre", "Gesellschaftername", "Beteiligtennummer",
    "Identifikationsnummer", "Zeichnernummer", "Postensperre bis", "Bezeichnung SoBil-Sachverhalt",
    "Kennzeichen SoBil-Buchung", "Festschreibung", "Leistungsdatum", "Datum Zuord. Steuerperiode", "Fälligkeit",
    "Generalumkehr (GU)", "Steuersatz", "Land", "Abrechnungsreferenz", "BVV-Position",
    "EU-Land u. UStID (Ursprung)", "EU-Steuersatz (Ursprung)", "Abw. Skontokonto",
]  # fmt: skip
# Columns that we fill, by their place; texts among them stand in quotes.
_AMOUNT, _SIDE, _CURRENCY, _ACCOUNT, _AGAINST, _KEY, _DAY, _DOCUMENT, _TEXT, _FIXED = 0, 1, 2, 6, 7, 8, 9, 10, 13, 113
_NO_DOCUMENT = re.compile(r"[^A-Za-z0-9$&%*+/-]")  # what DATEV does not take in a document's number
_TAX_KEYS = {70: "2", 190: "3"}  # per mille -> key of the VAT on sales


def batch(
    entries: Iterable[Entry],
    *,
    settings: BookkeepingSettings,
    from_on: date,
    last_on: date,
    year_begins: date,
    now: datetime,
) -> bytes:
    """The file of one fiscal year, or a part of it: header, column names, lines of what leaves the account.

    `settings` must be complete. The member's account owes ("S") what is above zero, and is paid ("H") below.
    """
    rows = [_header(settings, from_on, last_on, year_begins, now), ";".join(_quoted(name) for name in COLUMNS)]
    rows += [_row(entry, settings) for entry in entries if entry.against is not Against.NOTHING and entry.cents]
    return ("\r\n".join(rows) + "\r\n").encode(ENCODING, errors="replace")


def _header(settings: BookkeepingSettings, from_on: date, last_on: date, year_begins: date, now: datetime) -> str:
    fields = [
        '"EXTF"', "700", "21", '"Buchungsstapel"', "13", f"{now:%Y%m%d%H%M%S}000", "", '"RE"', '""', '""',
        str(settings.consultant), str(settings.client), f"{year_begins:%Y%m%d}", str(settings.account_length),
        f"{from_on:%Y%m%d}", f"{last_on:%Y%m%d}", _quoted("Beiträge und Zahlungen"), '""', "1", "0", "0", '"EUR"',
        "", '""', "", "", '""', "", "", '""', '""',
    ]  # fmt: skip
    return ";".join(fields)


def _row(entry: Entry, settings: BookkeepingSettings) -> str:
    accounts = {
        Against.DUES: settings.dues_account,
        Against.BANK: settings.bank_account,
        Against.CASH: settings.cash_account,
        Against.ONLINE: settings.online_account,
        Against.FEES: settings.fees_account,
        Against.LOSSES: settings.losses_account,
    }
    cents = abs(entry.cents)
    fields = [""] * len(COLUMNS)
    fields[_AMOUNT] = f"{cents // 100},{cents % 100:02}"
    fields[_SIDE] = '"S"' if entry.cents > 0 else '"H"'
    fields[_CURRENCY] = '"EUR"'
    own = settings.online_account if entry.account_id == NOBODY else str(settings.first_debtor + entry.account_id)
    fields[_ACCOUNT] = own
    fields[_AGAINST] = accounts[entry.against]
    fields[_KEY] = _quoted(_TAX_KEYS.get(entry.rate_permille, ""))
    fields[_DAY] = f"{entry.day:%d%m}"
    fields[_DOCUMENT] = _quoted(_NO_DOCUMENT.sub("", entry.document)[:36])
    fields[_TEXT] = _quoted(f"{entry.kind} {entry.member_number} {entry.name}"[:60])
    fields[_FIXED] = "0"
    return ";".join(fields)


def _quoted(text: str) -> str:
    clean = text.replace('"', '""').replace("\r", " ").replace("\n", " ")
    return f'"{clean}"'
