"""E-invoices (ZUGFeRD, EN 16931): the same document as XML for machines, embedded in the PDF (L-TAX-9)."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from members.billing.models import Charge, Invoice, InvoiceLine
from members.billing.queries.collecting import pays_by_debit
from verein.money import euros

from .letter import printable
from .notes import NOTES, TAXED, tax_sums
from .paying import day, next_open
from .xmp import marked_as_tagged

GUIDELINE = "urn:cen.eu:en16931:2017"
INVOICE, CORRECTION = "380", "384"  # UNTDID 1001
TRANSFER, DEBIT = "58", "59"  # UNTDID 4461: SEPA
PIECE = "C62"  # UN/ECE Recommendation 20: one


def with_e_invoice(
    pdf: bytes, invoice: Invoice, *, title: str, lines: Sequence[InvoiceLine], charges: Sequence[Charge]
) -> bytes:
    """The PDF with the XML in it, as an alternative of what people read. It stays tagged."""
    from facturx import generate_from_binary  # noqa: PLC0415 - lxml and its schemas, only where one is written

    xml = e_invoice(invoice, lines=lines, charges=charges)
    made: bytes = generate_from_binary(
        pdf,
        xml,
        flavor="factur-x",
        level="en16931",
        lang=invoice.language,
        afrelationship="alternative",
        pdf_metadata={"author": invoice.issuer["name"], "title": title, "subject": title, "keywords": "Factur-X"},
        xmp_compression=False,  # so that it can be read, and put right
    )
    return marked_as_tagged(made)


def e_invoice(invoice: Invoice, *, lines: Sequence[InvoiceLine], charges: Sequence[Charge]) -> bytes:
    """Cross Industry Invoice, checked against the schema; `charges` with `open_cents`."""
    from drafthorse.models.document import Document  # noqa: PLC0415 - see above

    doc = Document()
    doc.context.guideline_parameter.id = GUIDELINE
    doc.header.id = invoice.number
    doc.header.type_code = CORRECTION if invoice.reverses else INVOICE
    doc.header.issue_date_time = invoice.issued_on
    _parties(doc.trade.agreement, invoice)
    for line in lines:
        doc.trade.items.add(_item(line))
    settlement = doc.trade.settlement
    settlement.currency_code = "EUR"
    settlement.payment_reference = invoice.number
    doc.trade.delivery.event.occurrence = invoice.until_on - timedelta(days=1)
    settlement.period.start, settlement.period.end = invoice.from_on, invoice.until_on - timedelta(days=1)
    if invoice.reverses:
        settlement.invoice_referenced_document.issuer_assigned_id = invoice.reverses.number
        settlement.invoice_referenced_document.issue_date_time = invoice.reverses.issued_on
    _means(settlement, invoice)
    _taxes(settlement, lines)
    _terms(settlement, charges)
    _sums(settlement.monetary_summation, invoice, charges)
    xml: bytes = doc.serialize(schema="FACTUR-X_EN16931")
    return xml


def _parties(agreement: Any, invoice: Invoice) -> None:
    seller, issuer = agreement.seller, invoice.issuer
    _party(seller, issuer)
    seller.legal_organization.id = issuer["register_number"]
    for scheme, number in (("VA", issuer["vat_id"]), ("FC", issuer["tax_number"])):
        if number:
            _register(seller, scheme, number)
    _party(agreement.buyer, invoice.recipient)
    if vat_id := invoice.recipient.get("vat_id"):
        _register(agreement.buyer, "VA", vat_id)


def _party(party: Any, facts: dict[str, str]) -> None:
    facts = {name: printable(value) for name, value in facts.items()}
    party.name = facts["name"]
    address = party.address
    address.line_one, address.postcode, address.city_name = facts["street"], facts["postcode"], facts["city"]
    address.country_id = facts.get("country") or "DE"
    if facts.get("email"):
        party.electronic_address.uri_ID = ("EM", facts["email"])


def _register(party: Any, scheme: str, number: str) -> None:
    from drafthorse.models.party import TaxRegistration  # noqa: PLC0415 - see above

    registration = TaxRegistration()
    registration.id = (scheme, number)
    party.tax_registrations.add(registration)


def _item(line: InvoiceLine) -> Any:
    """One piece at the net price; of a reversal minus one, because prices are never negative (BR-27)."""
    from drafthorse.models.tradelines import LineItem  # noqa: PLC0415 - see above

    item = LineItem()
    item.document.line_id = str(line.position)
    item.product.name = printable(line.text)
    item.agreement.net.amount = _euro(abs(line.net_cents))
    item.delivery.billed_quantity = (Decimal(-1 if line.net_cents < 0 else 1), PIECE)
    item.settlement.trade_tax.type_code = "VAT"
    item.settlement.trade_tax.category_code = _category(line.tax)
    item.settlement.trade_tax.rate_applicable_percent = Decimal(line.rate_permille) / 10
    item.settlement.monetary_summation.total_amount = _euro(line.net_cents)
    return item


def _taxes(settlement: Any, lines: Sequence[InvoiceLine]) -> None:
    """One sum of each category and rate (BR-E-1), whatever it is exempt for."""
    from drafthorse.models.accounting import ApplicableTradeTax  # noqa: PLC0415 - see above

    sums: dict[tuple[str, int], list[tuple[str, int, int]]] = {}
    for (treatment, rate), (net, vat) in tax_sums(lines).items():
        sums.setdefault((_category(treatment), rate), []).append((treatment, net, vat))
    for (category, rate), parts in sums.items():
        tax = ApplicableTradeTax()
        tax.type_code, tax.category_code = "VAT", category
        tax.basis_amount = _euro(sum(net for _treatment, net, _vat in parts))
        tax.calculated_amount = _euro(sum(vat for _treatment, _net, vat in parts))
        tax.rate_applicable_percent = Decimal(rate) / 10
        if reasons := [str(NOTES[treatment]) for treatment, _net, _vat in parts if treatment not in TAXED]:
            tax.exemption_reason = " ".join(reasons)
        settlement.trade_tax.add(tax)


def _category(treatment: str) -> str:
    """S: taxed. Else E: "outside the scope" (O) may not stand beside taxed lines (BR-O-11)."""
    return "S" if treatment in TAXED else "E"


def _means(settlement: Any, invoice: Invoice) -> None:
    from drafthorse.models.payment import PaymentMeans  # noqa: PLC0415 - see above

    means, issuer = PaymentMeans(), invoice.issuer
    if pays_by_debit(invoice.account) and issuer["creditor_identifier"]:
        means.type_code = DEBIT
        settlement.creditor_reference_id = issuer["creditor_identifier"]
    elif issuer["iban"]:
        means.type_code = TRANSFER
        means.payee_account.iban = issuer["iban"]
        means.payee_account.account_name = issuer["account_holder"] or issuer["name"]
    else:
        return
    settlement.payment_means.add(means)


def _terms(settlement: Any, charges: Sequence[Charge]) -> None:
    """The day the next part is due on; with several parts all of them in words."""
    from drafthorse.models.payment import PaymentTerms  # noqa: PLC0415 - see above

    terms, due = PaymentTerms(), next_open(charges)
    if due is None:
        terms.description = _("Nothing is to be paid.")
    else:
        terms.due = due.due_on
    if len(charges) > 1:
        parts = (f"{day(charge.due_on)}: {euros(charge.amount_cents)}" for charge in charges)
        terms.description = _("Instalments: %(parts)s") % {"parts": "; ".join(parts)}
    settlement.terms.add(terms)


def _sums(sums: Any, invoice: Invoice, charges: Sequence[Any]) -> None:
    total, net = _euro(invoice.total_cents), _euro(invoice.total_cents - invoice.vat_cents)
    sums.line_total = net
    sums.charge_total = sums.allowance_total = Decimal("0.00")
    sums.tax_basis_total = (net, "EUR")
    sums.tax_total = (_euro(invoice.vat_cents), "EUR")
    sums.grand_total = (total, "EUR")
    paid = sum(charge.amount_cents - charge.open_cents for charge in charges)
    sums.prepaid_total = _euro(paid)
    sums.due_amount = total - _euro(paid)


def _euro(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
