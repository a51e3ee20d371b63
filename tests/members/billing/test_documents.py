"""Documents: PDF/A that everybody can read, made once, with a code that pays exactly what is open."""

import hashlib
import io
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import zxingcpp
from django.test import Client
from django.utils import timezone
from django_tasks import default_task_backend
from PIL import Image

from members.billing.actions import account_for, check, issue, make_document, reverse
from members.billing.actions.documents import make_document_of, make_missing
from members.billing.actions.mandates import give_mandate
from members.billing.models import Account, BillingSettings, Invoice, InvoiceDocument
from members.billing.rules.references import creditor_reference, in_fours
from members.billing.writers.girocode import girocode
from members.billing.writers.letter import House, Letter, Paragraph, typeset
from members.models import User
from members.queries import BOARD_GROUP, TREASURER_GROUP
from tests.factories import MemberFactory, PersonFactory, UserFactory, make_seat, sign_in, user_in_group
from verein.models import Mail

from .conftest import ADDRESS, IBAN, make_draft, with_mandate

TODAY = date(2027, 1, 10)


def bytes_of(document: InvoiceDocument) -> bytes:
    with document.file.open() as file:
        return bytes(file.read())


def pdf_of(invoice: Invoice) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(bytes_of(make_document(invoice))))


def words_of(pdf: pypdf.PdfReader) -> str:
    return " ".join("\n".join(page.extract_text() for page in pdf.pages).replace("\u00a0", " ").split())


def test_who_pays_for_somebody_else_gets_everything_and_reads_for_whom(payer: Account) -> None:
    """The company pays: its name and address, its mail; the member sees it; what follows goes to the company, too."""
    payer.payer_name, payer.payer_street, payer.payer_postcode = "Tischlerei Kötter GmbH", "Werkstraße 1", "48999"
    payer.payer_city, payer.payer_email = "Emsbogen", "rechnung@example.org"
    payer.save()
    invoice = issue(payer, make_draft(), issued_on=TODAY, actor=None)
    words = words_of(pdf_of(invoice))
    for part in ("Tischlerei Kötter GmbH", "Werkstraße 1", f"den Beitrag von {payer.member.holder}"):
        assert part in words
    assert "Betrieb" not in words, "how it comes about is the member's"
    assert "/mein/" not in words + Mail.objects.get(kind="billing/mail/invoice").text, "only members sign in"
    assert list(Mail.objects.filter(kind="billing/mail/invoice").values_list("to", flat=True)) == [payer.payer_email]

    iban = "DE89370400440532013000"
    give_mandate(payer, iban=iban, holder="Kötter GmbH", signed_on=TODAY, how="paper", actor=None, today=TODAY)
    assert Mail.objects.get(kind="billing/mail/mandate_given").to == payer.payer_email
    person = payer.member.person
    assert person is not None
    assert person.user is not None
    page = sign_in(Client(), person.user).get("/mein/beitraege/").content.decode()
    assert invoice.number in page
    assert "Tischlerei Kötter GmbH" in page


def test_creditor_reference_has_the_check_digits_banks_ask_for() -> None:
    assert creditor_reference("B-2027-000017") == "RF42B2027000017"
    assert in_fours("DE02120300000000202051") == "DE02 1203 0000 0000 2020 51"


def test_letter_prints_what_people_typed_and_runs_none_of_it() -> None:
    house = House("Verein", "", "#0c5c56", [["Zeile"]])
    letter = Letter('#panic("x") *fett*', ["Łukasz 李 Şahin"], [], [Paragraph(["$x$ <label> \\ #sys.inputs"])])
    pdf = pypdf.PdfReader(io.BytesIO(typeset([letter, letter], house=house, title="T", language="de", on=TODAY)))

    words = words_of(pdf)
    assert len(pdf.pages) == 2
    assert '#panic("x") *fett*' in words
    assert "Łukasz ? Şahin" in words
    assert "$x$ <label> \\ #sys.inputs" in words


def test_invoice_is_tagged_archivable_and_in_its_language(payer: Account) -> None:
    pdf = pdf_of(issue(payer, make_draft(), issued_on=TODAY, actor=None))

    root = pdf.trailer["/Root"]
    xmp = pdf.xmp_metadata.stream.get_data().decode()
    assert root["/Lang"] == "de"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/OutputIntents"]
    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "Beitragsrechnung B-2027-000001" in xmp
    fonts = {font["/BaseFont"] for page in pdf.pages for font in page["/Resources"]["/Font"].values()}
    assert all("Grotesk" in name or "Grotesque" in name for name in fonts)


def test_dues_invoice_explains_itself_and_says_nothing_of_vat(payer: Account) -> None:
    words = words_of(pdf_of(issue(payer, make_draft(parts=2), issued_on=TODAY, actor=None)))

    for part in ("Beitragsrechnung", "B-2027-000001", "10.01.2027", "Hauptstraße 1", "Jahresbeitrag 2027 120,00 €"):
        assert part in words
    assert "Betrieb mit 1 bis 5 Beschäftigten 120,00 €" in words
    assert "31.01.2027 60,00 € 31.07.2027 60,00 €" in words
    assert "bis zum 31.01.2027" in words
    assert f"IBAN {in_fours(IBAN)}" in words
    assert in_fours("RF" + creditor_reference("B-2027-000001")[2:]) in words
    assert not any(word in words for word in ("USt", "Umsatzsteuer", "Mehrwertsteuer", "Kleinunternehmer"))


def test_taxable_fee_shows_rate_net_and_vat(payer: Account, issuer: BillingSettings) -> None:
    issuer.tax_number = "312/5862/0000"
    issuer.save()
    draft = make_draft(cents=11900, net_cents=10000, vat_cents=1900, tax="standard", rate_permille=190)
    words = words_of(pdf_of(issue(payer, draft, issued_on=TODAY, actor=None)))

    assert "Beitragsrechnung" not in words
    assert "Jahresbeitrag 2027 19 % 100,00 €" in words
    assert "USt. 19 % auf 100,00 € 19,00 €" in words
    assert "Gesamtbetrag 119,00 €" in words
    assert "Steuernummer: 312/5862/0000" in words


def test_english_member_gets_an_english_document(issuer: BillingSettings) -> None:
    account = account_for(MemberFactory(person__language="en", **ADDRESS))
    pdf = pdf_of(issue(account, make_draft(), issued_on=TODAY, actor=None))

    assert pdf.trailer["/Root"]["/Lang"] == "en"
    assert "Please transfer €120.00 by 31 January 2027" in words_of(pdf)


def test_girocode_of_the_printed_page_pays_the_next_open_part(payer: Account) -> None:
    """Rendered as a printer would, and read as a banking app would."""
    invoice = issue(payer, make_draft(parts=2), issued_on=TODAY, actor=None)
    page = pypdfium2.PdfDocument(bytes_of(make_document(invoice)))[0]

    [code] = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    lines = code.text.split("\n")
    assert lines[:4] == ["BCD", "002", "1", "SCT"]
    assert lines[5:7] == ["UI Emsbogen e.V.", IBAN]
    assert Decimal(lines[7].removeprefix("EUR")) == 60
    assert lines[10] == "B-2027-000001"


def test_girocode_takes_a_name_longer_than_its_standard_allows() -> None:
    out = io.BytesIO()
    girocode(holder="V" * 90, iban=IBAN, cents=1, text="B-2027-000001").save(out, kind="png", scale=4)

    [code] = zxingcpp.read_barcodes(Image.open(out))
    assert code.text.split("\n")[5] == "V" * 70


@pytest.mark.parametrize(
    ("way", "has_mandate", "iban", "codes"),
    [("debit", True, IBAN, 0), ("debit", False, IBAN, 1), ("transfer", False, "", 0)],
)
def test_no_girocode_where_nothing_is_to_be_transferred(
    payer: Account, issuer: BillingSettings, way: str, has_mandate: bool, iban: str, codes: int
) -> None:
    if has_mandate:
        with_mandate(payer)
    Account.objects.filter(pk=payer.pk).update(way=way)
    BillingSettings.objects.filter(pk=issuer.pk).update(iban=iban)
    invoice = issue(payer, make_draft(), issued_on=TODAY, actor=None)
    page = pypdfium2.PdfDocument(bytes_of(make_document(invoice)))[0]

    assert len(zxingcpp.read_barcodes(page.render(scale=2).to_pil())) == codes


def test_reversal_names_what_it_cancels_and_asks_for_nothing(payer: Account) -> None:
    invoice = issue(payer, make_draft(), issued_on=TODAY, actor=None)
    words = words_of(pdf_of(reverse(invoice, issued_on=date(2027, 2, 1), actor=None)))

    assert "Stornorechnung" in words
    assert "B-2027-000001 vom 10.01.2027" in words
    assert "−120,00 €" in words
    assert "IBAN DE02" not in words.split("Es ist nichts zu bezahlen")[0]


def test_document_is_made_once_and_its_hash_is_kept(payer: Account) -> None:
    invoice = issue(payer, make_draft(), issued_on=TODAY, actor=None)
    assert not InvoiceDocument.objects.exists()  # the queue makes it, not the transaction that issues

    make_document_of.call(invoice.pk)
    first = InvoiceDocument.objects.get()
    payer.member.person.__class__.objects.update(last_name="Anders")
    make_document_of.call(invoice.pk)

    again = InvoiceDocument.objects.get()
    assert (again.pk, again.file.name) == (first.pk, first.file.name)
    assert again.sha256 == hashlib.sha256(bytes_of(again)).hexdigest()


def test_make_missing_queues_what_a_killed_worker_left(payer: Account) -> None:
    invoice = issue(payer, make_draft(), issued_on=TODAY, actor=None)
    default_task_backend.clear()

    def queued() -> list[int]:
        return [result.args[0] for result in default_task_backend.results if result.task == make_document_of]

    make_missing(invoice.created_at)
    assert queued() == []  # the queue may still be at it
    make_missing(invoice.created_at + timedelta(hours=1))
    assert queued() == [invoice.pk]
    make_document(invoice)
    make_missing(invoice.created_at + timedelta(hours=2))
    assert queued() == [invoice.pk]


def test_document_opens_for_its_holder_the_representative_and_the_treasurer_alone(issuer: BillingSettings) -> None:
    representative, contact = MemberFactory().person, PersonFactory()
    company = representative.company
    company.__class__.objects.filter(pk=company.pk).update(street="Werkstraße 8", postcode="48999")
    seat = make_seat(representative, company, role="representative")
    make_seat(contact, company, role="contact")
    invoice = issue(account_for(seat.member), make_draft(), issued_on=TODAY, actor=None)
    make_document(invoice)

    def status(user: User | None) -> int:
        client = sign_in(Client(), user) if user else Client()
        response = client.get("/mein/beitraege/B-2027-000001.pdf")
        for close in response._resource_closers:
            close()
        return int(response.status_code)

    assert status(None) == 302
    assert status(representative.user) == 200
    assert status(user_in_group(TREASURER_GROUP)) == 200
    for other in (contact.user, MemberFactory().person.user, UserFactory(), user_in_group(BOARD_GROUP)):
        assert status(other) == 404


def test_file_that_is_gone_or_was_altered_is_not_given_out_and_the_treasurer_is_told(payer: Account) -> None:
    document = make_document(issue(payer, make_draft(), issued_on=TODAY, actor=None))
    client = sign_in(Client(), user_in_group(TREASURER_GROUP))
    path, place = f"/mein/beitraege/{document.invoice.number}.pdf", document.file.path
    assert client.get(path).status_code == 200
    assert check(timezone.now()).problems == []

    right = Path(place).read_bytes()
    for wrong in (right.replace(b"2027", b"2028"), None):
        if wrong is None:
            Path(place).unlink()
        else:
            Path(place).write_bytes(wrong)
        answer = client.get(path)
        assert answer.status_code == 500
        assert "kann nicht angezeigt werden" in answer.content.decode()
        assert len(found := check(timezone.now()).problems) == 1
        assert document.invoice.number in found[0]
