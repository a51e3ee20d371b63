"""Invoice and cancellation invoice as letters; a dues invoice that is no supply says nothing of VAT (L-TAX-2)."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal

from django.utils import formats, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from members.billing.models import Charge, Invoice, InvoiceLine, TaxTreatment
from members.billing.rules.addressing import address_lines, greeting
from members.billing.rules.drafts import is_e_invoice
from verein.models import Association
from verein.money import euros

from .einvoice import with_e_invoice
from .house import house_of
from .letter import Letter, Paragraph, Part, Row, Table, typeset
from .notes import NOTES, TAXED, tax_sums
from .paying import day, how_to_pay


def invoice_pdf(invoice: Invoice, *, lines: Sequence[InvoiceLine], charges: Sequence[Charge]) -> bytes:
    """PDF/A of the document in its language, with the e-invoice in it where one is due.

    `charges` with `open_cents` (`queries.ledger.with_open`).
    """
    with translation.override(invoice.language):
        letter = invoice_letter(invoice, lines=lines, charges=charges)
        house = house_of(invoice.issuer, Association.load(), with_tax=is_supply(lines))
        title = f"{letter.title} {invoice.number}"
        pdf = typeset([letter], house=house, title=title, language=invoice.language, on=invoice.issued_on)
        if is_e_invoice({line.tax for line in lines}, invoice.recipient):
            return with_e_invoice(pdf, invoice, title=title, lines=lines, charges=charges)
        return pdf


def invoice_letter(invoice: Invoice, *, lines: Sequence[InvoiceLine], charges: Sequence[Charge]) -> Letter:
    """In the language that is active."""
    supply = is_supply(lines)
    opening = Paragraph([greeting(invoice.recipient), "", _opening(invoice)])
    parts: list[Part] = [opening, _table(lines, invoice, supply=supply)]
    if supply:
        parts += [
            Paragraph([str(NOTES[tax])], small=True) for tax in sorted({line.tax for line in lines} & NOTES.keys())
        ]
    if invoice.kind == Invoice.Kind.REVERSAL:
        parts.append(Paragraph([_("Nothing is to be paid. What you have paid already is kept for you as credit.")]))
    else:
        parts += how_to_pay(invoice, charges)
    return Letter(title_of(invoice, supply=supply), address_of(invoice), _facts(invoice, supply=supply), parts)


def is_supply(lines: Iterable[InvoiceLine]) -> bool:
    return any(line.tax != TaxTreatment.NOT_TAXABLE for line in lines)


def title_of(invoice: Invoice, *, supply: bool) -> str:
    if invoice.kind == Invoice.Kind.DUES and supply:
        return capfirst(str(Invoice.Kind.INVOICE.label))
    return capfirst(str(invoice.get_kind_display()))


def full_title(invoice: Invoice, lines: Iterable[InvoiceLine]) -> str:
    """What the document calls itself, in its own language."""
    with translation.override(invoice.language):
        return title_of(invoice, supply=is_supply(lines))


def address_of(invoice: Invoice) -> list[str]:
    return address_lines(invoice.recipient)


def _opening(invoice: Invoice) -> str:
    if invoice.reverses is not None:
        values = {"number": invoice.reverses.number, "date": day(invoice.reverses.issued_on)}
        return _("herewith we cancel our document %(number)s of %(date)s:") % values
    if invoice.kind == Invoice.Kind.DUES and (member := invoice.recipient.get("for_member")):
        told = _("for %(period)s we charge the dues of %(member)s under our dues regulations:")
        return told % {"period": period_of(invoice), "member": member}
    if invoice.kind == Invoice.Kind.DUES:
        return _("for %(period)s we charge your dues under our dues regulations:") % {"period": period_of(invoice)}
    if invoice.kind == Invoice.Kind.FEE:
        return _("for our reminder of %(day)s we charge:") % {"day": day(invoice.from_on)}
    return _("for %(period)s we charge:") % {"period": period_of(invoice)}


def period_of(invoice: Invoice) -> str:
    """ "2027" for a calendar year, else the first and the last day."""
    first, last = invoice.from_on, invoice.until_on - timedelta(days=1)
    if (first.month, first.day, last.month, last.day, last.year) == (1, 1, 12, 31, first.year):
        return str(first.year)
    if first == last:
        return day(first)
    return _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}


def _facts(invoice: Invoice, *, supply: bool) -> list[tuple[str, str]]:
    to = invoice.recipient
    facts = [
        (_("Number"), invoice.number),
        (_("Date of issue"), day(invoice.issued_on)),
        (_("For the member"), to.get("for_member", "")),
        (_("Member number"), to.get("member_number", "")),
        (_("Time of supply") if supply else _("Period"), period_of(invoice)),
        (_("Your VAT ID"), to.get("vat_id", "") if supply else ""),
    ]
    return [(name, value) for name, value in facts if value]


def _table(lines: Sequence[InvoiceLine], invoice: Invoice, *, supply: bool) -> Table:
    """Each fee with how it came about below it; with VAT the sums of each rate."""
    sign = -1 if invoice.reverses is not None else 1  # how it came about stands there as it was charged
    # Who pays for somebody else reads the fees; staff, turnover, hardship behind them are the member's.
    explained = not invoice.recipient.get("for_member")
    rows = [row for line in lines for row in _rows(line, supply=supply, sign=sign, explained=explained)]
    total = Row([_("Total"), *([""] if supply else []), euros(invoice.total_cents)], "sum")
    if not supply:
        return Table([_("Fee"), _("Amount")], [*rows, total], [1, 0], right=[1])
    net = Row([_("Sum without VAT"), "", euros(invoice.total_cents - invoice.vat_cents)])
    sums = [
        Row([_("VAT %(rate)s on %(net)s") % {"rate": percent(rate), "net": euros(net_cents)}, "", euros(vat_cents)])
        for (_tax, rate), (net_cents, vat_cents) in tax_sums(lines).items()
        if rate
    ]
    return Table([_("Fee"), _("VAT rate"), _("Net amount")], [*rows, net, *sums, total], [1, 0, 0], right=[1, 2])


def _rows(line: InvoiceLine, *, supply: bool, sign: int, explained: bool) -> list[Row]:
    amount = (
        [percent(line.rate_permille) if line.tax in TAXED else "–", euros(line.net_cents)]
        if supply
        else [euros(line.gross_cents)]
    )
    filler = [""] if supply else []
    steps = [(str(step["text"]), step.get("cents")) for step in line.explanation] if explained else []
    details = [
        Row([text, *filler, "" if cents is None else euros(sign * int(cents))], "detail") for text, cents in steps
    ]
    return [Row([line.text, *amount]), *details]


def percent(permille: int) -> str:
    """190 -> "19 %", 75 -> "7,5 %"."""
    return f"{formats.number_format(Decimal(permille) / 10, decimal_pos=1 if permille % 10 else 0)}\u00a0%"
