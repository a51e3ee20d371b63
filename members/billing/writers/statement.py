"""The yearly statement for the member: what was charged in a year, what was paid, what is open at its end."""

from collections.abc import Mapping
from datetime import date

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from members.billing.models import Invoice
from members.billing.queries.own import BookedYear
from members.billing.rules.addressing import address_lines
from verein.models import Association
from verein.money import euros

from .house import house_of
from .letter import Letter, Paragraph, Part, Row, Table, typeset
from .paying import day


def statement_pdf(
    year: int, booked: BookedYear, *, issuer: Mapping[str, str], recipient: Mapping[str, str], on: date
) -> bytes:
    """PDF/A of the documents and payments of `year`, as they are booked on the day `on`."""
    with translation.override(recipient["language"]):
        title = _("Yearly statement %(year)s") % {"year": year}
        facts = [
            (_("Date of issue"), day(on)),
            (_("For the member"), recipient.get("for_member", "")),
            (_("Member number"), recipient["member_number"]),
        ]
        house = house_of(issuer, Association.load(), with_tax=False)
        shown = [(name, value) for name, value in facts if value]
        letter = Letter(title, address_lines(recipient), shown, _parts(booked, min(on, date(year, 12, 31))))
        return typeset([letter], house=house, title=title, language=recipient["language"], on=on)


def _parts(booked: BookedYear, last_on: date) -> list[Part]:
    invoices, postings = booked.invoices, booked.postings
    before = [Row(["", _("Carried over from the year before"), euros(booked.before_cents)])]
    charged = [
        *(before if booked.before_cents else []),
        *(Row([day(invoice.issued_on), _named(invoice), euros(invoice.total_cents)]) for invoice in invoices),
    ]
    paid = [
        Row(
            [
                day(posting.booked_on),
                f"{capfirst(posting.get_kind_display())} ({posting.get_way_display()})",
                euros(posting.amount_cents),
            ]
        )
        for posting in postings
    ]
    charges = booked.before_cents + sum(invoice.total_cents for invoice in invoices)
    sums = (charges, sum(posting.amount_cents for posting in postings))
    head = [_("Day"), _("Text"), _("Amount")]
    return [
        Table(head, [*charged, Row(["", _("Charged"), euros(sums[0])], "sum")], [0, 1, 0], right=[2]),
        Table(head, [*paid, Row(["", _("Paid and settled"), euros(sums[1])], "sum")], [0, 1, 0], right=[2]),
        Paragraph([_balance(booked.after_cents, last_on)], strong=True),
        Paragraph([_("This statement is no invoice and no donation receipt.")], small=True),
    ]


def _named(invoice: Invoice) -> str:
    return f"{capfirst(invoice.get_kind_display())} {invoice.number}"


def _balance(cents: int, on: date) -> str:
    if cents == 0:
        return _("Nothing is open on %(day)s.") % {"day": day(on)}
    told = _("Still open on %(day)s: %(amount)s") if cents > 0 else _("Credit on %(day)s: %(amount)s")
    return told % {"day": day(on), "amount": euros(abs(cents))}
