"""How to pay, in words and as a GiroCode: on documents and on the member's page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from members.billing.models import Charge, Invoice
from members.billing.queries.collecting import pays_by_debit
from members.billing.queries.parties import may_sign_in
from members.billing.rules.references import creditor_reference, in_fours
from verein.money import euros

from .girocode import data_uri_of, girocode, svg_of
from .letter import Paragraph, Part, Payment, Row, Table


def day(on: date) -> str:
    """ "05.01.2027" in German, "5 January 2027" in English."""
    return formats.date_format(on, _("j F Y"))


def pay_url() -> str:
    return settings.BASE_URL + reverse("own_dues")


def transfer_code(issuer: Mapping[str, str], *, cents: int, number: str) -> segno.QRCode | None:
    """The GiroCode of a transfer; None where the association has no bank account or nothing is open."""
    if not issuer["iban"] or cents <= 0:
        return None
    holder = issuer["account_holder"] or issuer["name"]
    return girocode(holder=holder, iban=issuer["iban"], cents=cents, text=number)


@dataclass(frozen=True)
class TransferData:
    """What a transfer needs, for a page: `iban` and `rf` in groups of four, `code` the address of the picture."""

    holder: str
    iban: str
    bank: str
    cents: int
    number: str
    rf: str
    code: str
    alt: str


def transfer_data(issuer: Mapping[str, str], *, cents: int, number: str) -> TransferData | None:
    """None where the association has no bank account or nothing is open."""
    code = transfer_code(issuer, cents=cents, number=number)
    if code is None:
        return None
    return TransferData(
        holder=issuer["account_holder"] or issuer["name"],
        iban=in_fours(issuer["iban"]),
        bank=issuer["bank_name"],
        cents=cents,
        number=number,
        rf=in_fours(creditor_reference(number)),
        code=data_uri_of(code),
        alt=code_in_words(issuer, cents=cents, number=number),
    )


def code_in_words(issuer: Mapping[str, str], *, cents: int, number: str) -> str:
    """The text alternative: everything that the code says."""
    return _("GiroCode: transfer of %(amount)s to %(holder)s, IBAN %(iban)s, reference %(number)s") % {
        "amount": euros(cents),
        "holder": issuer["account_holder"] or issuer["name"],
        "iban": in_fours(issuer["iban"]),
        "number": number,
    }


def how_to_pay(invoice: Invoice, charges: Sequence[Charge]) -> list[Part]:
    """The instalments where there are several, and what to do: nothing, wait for the debit, or transfer."""
    open_ = [charge for charge in charges if _open(charge) > 0]
    parts: list[Part] = []
    if len(charges) > 1:
        rows = [Row([day(charge.due_on), euros(charge.amount_cents)]) for charge in charges]
        parts.append(Table([_("Due on"), _("Instalment")], rows, [1, 0], right=[1]))
    if not open_:
        return [*parts, Paragraph([_("Everything is paid: please do not pay again.")])]
    cents, due_on = _open(open_[0]), open_[0].due_on
    if (credit := sum(charge.amount_cents - _open(charge) for charge in charges)) > 0:
        parts.append(Paragraph([_("Your credit of %(amount)s is deducted already.") % {"amount": euros(credit)}]))
    if pays_by_debit(invoice.account):
        return [*parts, Paragraph([_debit(invoice)])]
    return [
        *parts,
        *_transfer(invoice, cents, due_on),
        *where_to_see(invoice.recipient),
    ]


def where_to_see(recipient: Mapping[str, str]) -> list[Part]:
    """The member's own area, for who can sign in there."""
    if not may_sign_in(recipient):
        return []
    return [Paragraph([_("You see and pay everything at %(url)s") % {"url": pay_url()}])]


def next_open(charges: Sequence[Any]) -> Any | None:
    """The first of the charges (with `open_cents`) that is still to be paid."""
    return next((charge for charge in charges if _open(charge) > 0), None)


def _open(charge: Charge) -> int:
    return int(getattr(charge, "open_cents", charge.amount_cents))


def _debit(invoice: Invoice) -> str:
    return _(
        "We collect the amount from your account by SEPA direct debit (creditor identifier %(creditor)s). You get a "
        "notice with amount and day beforehand; please do not transfer anything."
    ) % {"creditor": invoice.issuer["creditor_identifier"] or "–"}


def _transfer(invoice: Invoice, cents: int, due_on: date) -> list[Part]:
    issuer = invoice.issuer
    code = transfer_code(issuer, cents=cents, number=invoice.number)
    values = {"amount": euros(cents), "date": day(due_on)}
    if code is None:
        return [Paragraph([_("Please pay %(amount)s by %(date)s.") % values], strong=True)]
    rows = [
        (_("Payee"), issuer["account_holder"] or issuer["name"]),
        ("IBAN", in_fours(issuer["iban"])),
        (_("Bank"), issuer["bank_name"]),
        (_("Amount"), euros(cents)),
        (_("Reference"), invoice.number),
        (_("or as RF reference"), in_fours(creditor_reference(invoice.number))),
    ]
    return [
        Payment(
            title=_("Please transfer %(amount)s by %(date)s.") % values,
            rows=[(name, value) for name, value in rows if value],
            code=svg_of(code),
            alt=code_in_words(issuer, cents=cents, number=invoice.number),
            caption=_("GiroCode: scan it with your banking app"),
        )
    ]
