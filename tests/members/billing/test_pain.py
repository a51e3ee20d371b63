"""Files for the bank: what the schema lets pass and banks refuse is put into their letters."""

import re
from datetime import date

from members.billing.writers.pain import Collected, Creditor, Transferred, pain_001, pain_008

IBAN, PAYER = "DE02120300000000202051", "DE89370400440532013000"
SEPA = re.compile(r"[A-Za-z0-9/?:().,'+ -]+")


def _texts(xml: bytes, *names: str) -> list[str]:
    return re.findall(rf"<(?:{'|'.join(names)})>(.*?)</", xml.decode())


def test_debits_carry_only_letters_that_banks_take_and_names_of_their_length() -> None:
    creditor = Creditor("Verein für Größe & Übung e.V. – „Café“", IBAN, "DE98ZZZ09999999999")
    long = Collected(
        f"Müller & Söhne @ Çelik *Straße* {'x' * 60}", PAYER, 1, "M-1", date(2027, 1, 1), "LS-1", "B-1 " * 50
    )
    xml = pain_008("LS-2027-0001", creditor, [long], collect_on=date(2027, 3, 1))

    names = _texts(xml, "Nm")
    assert all(SEPA.fullmatch(text) for text in _texts(xml, "Nm", "Ustrd"))
    assert names[0] == "Verein fuer Groesse + Uebung e.V. - ,,Cafe"
    assert names[-1].startswith("Mueller + Soehne Celik Strasse x")
    assert max(len(name) for name in names) <= 70
    assert len(_texts(xml, "Ustrd")[0]) <= 140


def test_transfers_carry_only_letters_that_banks_take() -> None:
    refund = Transferred("Jörg „Jo“ Kötter", PAYER, 100, "E-1", "Rückzahlung für B-2027-000001 & mehr")
    xml = pain_001("E-2027-0001", Creditor("Verein", IBAN, ""), [refund], execute_on=date(2027, 3, 1))

    assert _texts(xml, "Ustrd") == ["Rueckzahlung fuer B-2027-000001 + mehr"]
    assert all(SEPA.fullmatch(text) for text in _texts(xml, "Nm"))
