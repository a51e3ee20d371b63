"""The yearly statement for the member: what was charged in a year, what was paid, what is open at its end."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from members.billing.models import Invoice, Posting
from verein.models import Association
from verein.money import euros

from .house import house_of
from .letter import Letter, Paragraph, Part, Row, Table, typeset
from .paying import day


def statement_pdf(
    year: int,
    *,
    issuer: Mapping[str, str],
    recipient: Mapping[str, str],
    invoices: Sequence[Invoice],
    postings: Sequence[Posting],
    on: date,
) -> bytes:
    """PDF/A of the documents and payments of `year`, as they are booked on the day `on`."""
    with translation.override(recipient["language"]):
        title = _("Yearly statement %(year)s") % {"year": year}
        facts = [(_("Date of issue"), day(on)), (_("Member number"), recipient["member_number"])]
        address = [recipient["name"], recipient["street"], f"{recipient['postcode']} {recipient['city']}".strip()]
        house = house_of(issuer, Association.load(), with_tax=False)
        letter = Letter(title, [line for line in address if line], facts, _parts(invoices, postings))
        return typeset([letter], house=house, title=title, language=recipient["language"], on=on)


def _parts(invoices: Sequence[Invoice], postings: Sequence[Posting]) -> list[Part]:
    charged = [
        Row([day(invoice.issued_on), f"{invoice.get_kind_display()} {invoice.number}", euros(invoice.total_cents)])
        for invoice in invoices
    ]
    paid = [
        Row(
            [
                day(posting.booked_on),
                f"{posting.get_kind_display()} ({posting.get_way_display()})",
                euros(posting.amount_cents),
            ]
        )
        for posting in postings
    ]
    sums = (sum(invoice.total_cents for invoice in invoices), sum(posting.amount_cents for posting in postings))
    head = [_("Day"), _("Text"), _("Amount")]
    return [
        Table(head, [*charged, Row(["", _("Charged"), euros(sums[0])], "sum")], [0, 1, 0], right=[2]),
        Table(head, [*paid, Row(["", _("Paid and settled"), euros(sums[1])], "sum")], [0, 1, 0], right=[2]),
        Paragraph([_("This statement is no invoice and no donation receipt.")], small=True),
    ]
