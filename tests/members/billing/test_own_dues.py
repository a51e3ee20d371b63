"""`/mein/beitraege/`: what I owe and why, how I pay it, my documents; and the mail that brings each of them."""

import io
import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from members.billing.actions import account_for, issue, make_document, post, reverse
from members.billing.models import Account, Attempt, BillingSettings, Mandate
from members.billing.queries.own import booked_in
from members.billing.rules import Movement
from tests.factories import MemberFactory, PersonFactory, make_seat, sign_in
from verein.models import Mail

from .conftest import ADDRESS, IBAN, make_draft, with_mandate

DAY = date(2026, 1, 10)


def client_of(account: Account) -> Client:
    assert account.member.person
    assert account.member.person.user
    return sign_in(Client(), account.member.person.user)


def page_of(account: Account) -> str:
    return page(client_of(account))


def page(client: Client, path: str = "/mein/beitraege/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(words).replace("\u00a0", " ").split())


def pay(account: Account, cents: int, ref: str = "bank:1") -> None:
    charge = account.charges.order_by("due_on").first()
    post(Movement(account, charge, "payment", "transfer", cents, ref, DAY), actor=None)


def test_own_dues_says_what_is_owed_why_and_how_to_pay(payer: Account) -> None:
    make_document(issue(payer, make_draft(), issued_on=DAY, actor=None))
    pay(payer, 2000)
    client = client_of(payer)

    words, html = page(client), client.get("/mein/beitraege/").content.decode()

    assert "Offen 100,00 €" in words
    assert "von 120,00 €, der Rest ist beglichen" in words
    assert "Betrieb mit 1 bis 5 Beschäftigten 120,00 €" in words
    assert "DE02 1203 0000 0000 2020 51" in words
    assert "Verwendungszweck B-2026-000001" in words
    assert 'alt="GiroCode: Überweisung von 100,00\u00a0€ an UI Emsbogen e.V., IBAN DE02' in html
    assert "/mein/beitraege/B-2026-000001.pdf" in html
    assert "Zahlung (Überweisung) · B-2026-000001" in words


def test_own_dues_of_a_debit_payer_offers_a_transfer_only_without_a_mandate(payer: Account) -> None:
    mandate = with_mandate(payer)
    issue(payer, make_draft(), issued_on=DAY, actor=None)

    words = page_of(payer)
    Mandate.objects.filter(pk=mandate.pk).update(ended_on=DAY, ended_how="lapsed")
    later = page_of(payer)

    assert "per SEPA-Lastschrift ein" in words
    assert "GiroCode" not in words
    assert "per SEPA-Lastschrift ein" not in later
    assert "GiroCode" in later


def test_own_dues_ask_for_nothing_while_a_debit_runs(payer: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    issue(payer, make_draft(), issued_on=DAY, actor=None)
    monkeypatch.setattr("members.billing.queries.own.running_debits", set)

    words = page_of(payer)

    assert "Lastschrift läuft" in words
    assert "GiroCode" not in words
    assert "überfällig" not in words


def test_own_dues_name_the_day_of_an_announced_debit_and_offer_no_other_way(payer: Account, settings: Any) -> None:
    settings.STRIPE_SECRET_KEY = "sk_test_double"
    invoice = issue(payer, make_draft(), issued_on=DAY, actor=None)
    day = date(2027, 2, 3)
    common: Any = {
        "account": payer,
        "charge": invoice.charges.get(),
        "kind": "collection",
        "created_at": timezone.now(),
    }
    Attempt.objects.create(state="announced", collect_on=day, amount_cents=12000, **common)

    words = page_of(payer)

    assert "wird wie angekündigt am 3. Februar 2027 eingezogen" in words
    assert "Jetzt online bezahlen" not in words
    assert "GiroCode" not in words


def test_own_dues_show_credit_and_what_was_cancelled(payer: Account) -> None:
    invoice = issue(payer, make_draft(), issued_on=DAY, actor=None)
    pay(payer, 5000)
    make_document(reverse(invoice, issued_on=DAY, actor=None))

    words = page_of(payer)

    assert "Alles ist bezahlt" in words
    assert "Guthaben von 50,00 €" in words
    assert "storniert B-2026-000001" in words


def test_company_is_seen_by_its_representative_not_by_contact_persons(issuer: BillingSettings) -> None:
    representative, contact = MemberFactory().person, PersonFactory()
    company = representative.company
    company.__class__.objects.filter(pk=company.pk).update(street="Werkstraße 8", postcode="48999")
    member = make_seat(representative, company, role="representative").member
    make_seat(contact, company, role="contact")
    issue(account_for(member), make_draft(), issued_on=DAY, actor=None)

    assert "120,00 €" in page(sign_in(Client(), representative.user))
    assert "120,00 €" not in page(sign_in(Client(), contact.user))
    assert "120,00 € offen" in page(sign_in(Client(), representative.user), "/mein/")
    assert "120,00 € offen" not in page(sign_in(Client(), contact.user), "/mein/")


@pytest.mark.parametrize("rows", [1, 30])
def test_own_dues_ask_a_fixed_number_of_statements(
    payer: Account, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        invoice = issue(payer, make_draft(key=f"k{number}"), issued_on=DAY, actor=None)
        post(Movement(payer, invoice.charges.get(), "payment", "transfer", 1, f"b{number}", DAY), actor=None)
    client = client_of(payer)
    client.get("/mein/beitraege/")
    with django_assert_num_queries(STATEMENTS):
        client.get("/mein/beitraege/")


STATEMENTS = 22


def test_document_goes_by_mail_once_with_all_that_paying_needs(payer: Account) -> None:
    invoice = issue(payer, make_draft(parts=2), issued_on=DAY, actor=None)
    for _again in range(2):
        document = make_document(invoice)

    mail = Mail.objects.get(kind="billing/mail/invoice")
    text = mail.text.replace("\u00a0", " ")
    assert mail.to == invoice.recipient["email"] != ""
    assert mail.subject.replace("\u00a0", " ") == "Beitragsrechnung B-2026-000001: 60,00 €"
    assert "- 31. Juli 2027: 60,00 €" in text
    assert "Bitte überweisen Sie 60,00 € bis zum 31. Januar 2027" in text
    assert "IBAN: DE02 1203 0000 0000 2020 51" in text
    assert "/mein/beitraege/" in text
    attachment = mail.attachments.get()
    with document.file.open() as file:
        assert (attachment.name, bytes(attachment.content)) == ("B-2026-000001.pdf", file.read())


def test_document_of_a_different_payer_goes_to_them(payer: Account) -> None:
    Account.objects.filter(pk=payer.pk).update(
        payer_name="Tischlerei Kötter GmbH",
        payer_street="Werkstraße 1",
        payer_postcode="48999",
        payer_city="Emsbogen",
        payer_email="rechnung@example.org",
    )
    with_mandate(payer)
    make_document(issue(account_for(payer.member), make_draft(), issued_on=DAY, actor=None))

    mail = Mail.objects.get(kind="billing/mail/invoice")
    assert mail.to == "rechnung@example.org"
    assert "per SEPA-Lastschrift ein" in mail.text
    assert IBAN[:4] not in mail.text


def test_cancellation_is_told_by_mail(payer: Account) -> None:
    invoice = issue(payer, make_draft(), issued_on=DAY, actor=None)
    make_document(reverse(invoice, issued_on=DAY + timedelta(days=1), actor=None))

    mail = Mail.objects.get()
    assert mail.subject == "Stornorechnung B-2026-000002"
    assert "B-2026-000001 storniert" in mail.text


def test_document_of_a_payer_without_mail_waits_for_the_post(issuer: BillingSettings) -> None:
    account = account_for(MemberFactory(person__email="", **ADDRESS))
    make_document(issue(account, make_draft(), issued_on=DAY, actor=None))

    assert not Mail.objects.exists()


def test_own_statement_sums_up_a_year_for_its_holder_alone(payer: Account) -> None:
    issue(payer, make_draft(), issued_on=DAY, actor=None)
    pay(payer, 7000)
    path = f"/mein/beitraege/{payer.pk}/jahr/2026.pdf"

    response = client_of(payer).get(path)
    pages = pypdf.PdfReader(io.BytesIO(response.content)).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())

    assert "Jahresübersicht 2026" in words
    assert "Beitragsrechnung B-2026-000001 120,00 €" in words
    assert "Bezahlt und verrechnet 70,00 €" in words
    assert re.search(r"Noch offen am \S+ 50,00 €", words)
    assert client_of(payer).get(path.replace("2026", "2019")).status_code == 404
    stranger = MemberFactory().person.user
    assert sign_in(Client(), stranger).get(path).status_code == 404


def test_own_statement_carries_over_and_counts_what_was_booked_by_mistake_and_undone(payer: Account) -> None:
    issue(payer, make_draft(), issued_on=DAY, actor=None)
    pay(payer, 7000)
    later = date(2027, 1, 11)
    second = issue(payer, make_draft(3000, key="second"), issued_on=later, actor=None)
    for kind, cents, ref in (("payment", 6000, "bank:2:1"), ("reversal", -6000, "bank:2:2"), ("payment", 5500, "b:3")):
        post(Movement(payer, payer.charges.order_by("pk").first(), kind, "transfer", cents, ref, later), actor=None)
    reverse(second, issued_on=later, actor=None)

    booked = booked_in(payer, 2027)

    assert (booked.before_cents, booked.after_cents) == (5000, -500)
    assert sum(posting.amount_cents for posting in booked.postings) == 5500
    assert [invoice.total_cents for invoice in booked.invoices] == [3000, -3000]
