"""Small files as banks send them; the people in them do not exist."""

IBAN = "DE93283500000123456789"
PAYER = "DE89370400440532013000"
OTHER = "DE12500105170648489890"


def _entry(cents: str, sign: str, details: str, booking: str = "NTRF+166+9051", day: str = "2027-01-13") -> str:
    return f"""<Ntry><Amt Ccy="EUR">{cents}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>
<BkTxCd><Prtry><Cd>{booking}</Cd><Issr>DK</Issr></Prtry></BkTxCd>
<NtryDtls>{details}</NtryDtls></Ntry>"""


def _details(
    *,
    name: str = "",
    iban: str = "",
    text: str = "",
    cents: str = "",
    e2e: str = "NOTPROVIDED",
    more: str = "",
    side: str = "Dbtr",
    new: bool = False,
) -> str:
    party = f"<Pty><Nm>{name}</Nm></Pty>" if new else f"<Nm>{name}</Nm>"
    amount = f'<Amt Ccy="EUR">{cents}</Amt>' if cents else ""
    return f"""<TxDtls><Refs><EndToEndId>{e2e}</EndToEndId></Refs>{amount}{more}
<RltdPties><{side}>{party}</{side}><{side}Acct><Id><IBAN>{iban}</IBAN></Id></{side}Acct></RltdPties>
<RmtInf><Ustrd>{text[:15]}</Ustrd><Ustrd>{text[15:]}</Ustrd></RmtInf></TxDtls>"""


def camt(
    *, version: str = "02", entries: str | None = None, opening: str = "1000.00", closing: str = "1110.00"
) -> bytes:
    """A statement with a payment, a bundle of two, a returned debit with a fee, and a bill paid."""
    new = version == "08"
    returned = (
        '<AmtDtls><InstdAmt><Amt Ccy="EUR">60.00</Amt></InstdAmt></AmtDtls>'
        "<RtrInf><Rsn><Cd>MS03</Cd></Rsn><AddtlInf>SONSTIGE GRUENDE</AddtlInf></RtrInf>"
    )
    if entries is None:
        entries = (
            _entry(
                "120.00",
                "CRDT",
                _details(name="Tischlerei Kötter GmbH", iban=PAYER, text="Beitrag 2027 B-2027-000017", new=new),
            )
            + _entry(
                "100.00",
                "CRDT",
                "<Btch><PmtInfId>SAMMLER-1</PmtInfId></Btch>"
                + _details(name="Eins", iban=OTHER, text="B2027000018", cents="60.00", new=new)
                + _details(name="Zwei", iban="", text="RF42B2027000019", cents="40.00", new=new),
            )
            + _entry(
                "65.00",
                "DBIT",
                _details(name="Frauke Ahlers", iban=OTHER, text="Rückgabe", e2e="L-1-000001", more=returned, new=new),
                "NRTI+109+9051",
            )
            + _entry(
                "45.00",
                "DBIT",
                _details(name="Rechenhaus Ems", iban=PAYER, text="Rechnung 4711", side="Cdtr", new=new),
                "NTRF+116+9051",
            )
        )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>
<GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Id>1</Id><Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>PRCD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{opening}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
{entries}</Stmt></BkToCstmrStmt></Document>""".encode()


def payment(
    cents: str,
    text: str,
    *,
    iban: str = PAYER,
    name: str = "Kötter",
    day: str = "2027-01-13",
    e2e: str = "NOTPROVIDED",
) -> str:
    """One entry of a CAMT: money that came in, in euros with a point."""
    return _entry(cents, "CRDT", _details(name=name, iban=iban, text=text, e2e=e2e), day=day)


def sent(cents: str, text: str = "", *, e2e: str = "NOTPROVIDED", iban: str = PAYER, day: str = "2027-01-20") -> str:
    """One entry of a CAMT: money that went out."""
    details = _details(name="Jörg Kötter", iban=iban, text=text, e2e=e2e, side="Cdtr")
    return _entry(cents, "DBIT", details, "NTRF+116+9051", day=day)


def returned_debit(
    cents: str, code: str, *, e2e: str = "", text: str = "Rückgabe", iban: str = PAYER, of: str = ""
) -> str:
    """One entry of a CAMT: a debit that came back; `of` what it was, where the bank took its own fee with it."""
    more = f"<RtrInf><Rsn><Cd>{code}</Cd></Rsn></RtrInf>"
    if of:
        more += f'<AmtDtls><InstdAmt><Amt Ccy="EUR">{of}</Amt></InstdAmt></AmtDtls>'
    return _entry(cents, "DBIT", _details(name="Kötter", iban=iban, text=text, e2e=e2e, more=more), "NRTI+109+1")


def statement(*entries: str) -> bytes:
    """A CAMT of these entries whose balances do not matter (a report within the day)."""
    return camt(entries="".join(entries)).replace(b"Stmt>", b"Rpt>").replace(b"BkToCstmrRpt", b"BkToCstmrAcctRpt")


MT940 = """:20:STARTUMSE
:25:28350000/0123456789
:28C:00001/001
:60F:C270112EUR1000,00
:61:2701130113CR120,00N166NONREF//POS 1
:86:166?00GUTSCHRIFT?10931?20EREF+NOTPROVIDED?21SVWZ+Beitrag 2027 B-2027-00?220017?30GENODEF1XXX?31DE8937040044053201
3000?32Tischlerei Kötter ?33GmbH
:61:2701140114DR65,00N109NONREF
:86:109?00RUECKLASTSCHRIFT?20EREF+L-1-000001?21MREF+M00002-01?22CRED+DE98ZZZ09999999999?23OAMT+60,00?24COAM+5,00?25SVWZ
+MS03 SONSTIGE GRUENDE?31DE12500105170648489890?32Ahlers?34931
:62F:C270114EUR1055,00
-
""".replace("\n", "\r\n").encode("cp1252")

SPARKASSE = f""""Auftragskonto";"Buchungstag";"Valutadatum";"Buchungstext";"Verwendungszweck";"Glaeubiger ID";"Mandatsreferenz";"Kundenreferenz (End-to-End)";"Sammlerreferenz";"Lastschrift Ursprungsbetrag";"Auslagenersatz Ruecklastschrift";"Beguenstigter/Zahlungspflichtiger";"Kontonummer/IBAN";"BIC (SWIFT-Code)";"Betrag";"Waehrung";"Info"
"{IBAN}";"13.01.27";"13.01.27";"GUTSCHRIFT";"Beitrag 2027 B-2027-000017";"";"";"";"";"";"";"Tischlerei Kötter GmbH";"{PAYER}";"GENODEF1XXX";"120,00";"EUR";"Umsatz gebucht"
"{IBAN}";"14.01.27";"14.01.27";"RUECKLASTSCHRIFT";"Retoure AC04 KONTO AUFGELOEST";"";"M00002-01";"L-1-000001";"";"60,00";"5,00";"Frauke Ahlers";"{OTHER}";"GENODEF1XXX";"-65,00";"EUR";"Umsatz gebucht"
"{IBAN}";"15.01.27";"15.01.27";"GUTSCHRIFT";"Kommt erst";"";"";"";"";"";"";"Kötter";"{OTHER}";"GENODEF1XXX";"1,00";"EUR";"Umsatz vorgemerkt"
"""  # noqa: E501 - as the bank writes it

DKB = f""""Girokonto";"{IBAN[:4]} {IBAN[4:8]} {IBAN[8:12]} {IBAN[12:16]} {IBAN[16:20]} {IBAN[20:]}"
"Zeitraum:";"01.01.2027 - 31.01.2027"
"Kontostand vom 31.01.2027:";"9.999,00 €"
""
"Buchungsdatum";"Wertstellung";"Status";"Zahlungspflichtige*r";"Zahlungsempfänger*in";"Verwendungszweck";"Umsatztyp";"IBAN";"Betrag (€)";"Gläubiger-ID";"Mandatsreferenz";"Kundenreferenz"
"13.01.27";"13.01.27";"Gebucht";"Tischlerei Kötter GmbH";"Verein";"B-2027-000017";"Eingang";"{PAYER}";"1.234,56";"";"";""
"14.01.27";"14.01.27";"Gebucht";"Verein";"Rechenhaus";"Rechnung";"Ausgang";"{OTHER}";"-12";"";"";""
"""  # noqa: E501 - as the bank writes it
