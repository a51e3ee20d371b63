"""What a document would say before it is issued, and what is still missing on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from members.billing.models import Invoice, TaxTreatment


@dataclass(frozen=True)
class DraftLine:
    """One fee. `explanation` leads from the rule to the cent: rows of {"text": …, "cents": …}."""

    fee: str
    text: str
    gross_cents: int
    net_cents: int
    vat_cents: int = 0
    tax: str = TaxTreatment.NOT_TAXABLE.value
    rate_permille: int = 0
    explanation: Sequence[Mapping[str, object]] = field(default_factory=tuple)


@dataclass(frozen=True)
class DraftCharge:
    """One claim with its due date; `key` says what for and is charged once (`Charge.key`)."""

    key: str
    amount_cents: int
    due_on: date
    part: int = 1


@dataclass(frozen=True)
class Draft:
    """A document before it has a number; the time it covers is half open."""

    from_on: date
    until_on: date
    lines: Sequence[DraftLine]
    charges: Sequence[DraftCharge]
    kind: str = Invoice.Kind.DUES.value

    @property
    def total_cents(self) -> int:
        return sum(line.gross_cents for line in self.lines)

    @property
    def vat_cents(self) -> int:
        return sum(line.vat_cents for line in self.lines)


# What stands on every document, and what besides where VAT is involved (§ 14 UStG, L-TAX-6).
_ALWAYS = ("name", "street", "postcode", "city")
# Up to 250 € gross the law asks neither for the recipient's address nor for the tax number (§ 33 UStDV, L-TAX-6).
SHORT_FORM_CENTS = 25000


# Of a business the law wants an e-invoice where the fee is taxed; exempt fees need none (L-TAX-9).
_TAXED = {TaxTreatment.STANDARD.value, TaxTreatment.REDUCED.value}


def is_e_invoice(treatments: Iterable[str], recipient: Mapping[str, str]) -> bool:
    """Whether the document carries an e-invoice: something on it is taxed, and a business gets it."""
    return bool(recipient.get("is_business")) and not _TAXED.isdisjoint(treatments)


def missing_fields(draft: Draft, *, issuer: Mapping[str, str], recipient: Mapping[str, str]) -> list[str]:
    """Paths of what the law asks for and is not there: `issuer.street`, `recipient.name` …"""
    is_supply = any(line.tax != TaxTreatment.NOT_TAXABLE for line in draft.lines)
    is_electronic = is_e_invoice({line.tax for line in draft.lines}, recipient)
    is_short = is_supply and not is_electronic and abs(draft.total_cents) <= SHORT_FORM_CENTS
    missing = [f"issuer.{name}" for name in _ALWAYS if not issuer.get(name)]
    asked = ("name",) if is_short else _ALWAYS
    missing += [f"recipient.{name}" for name in asked if not recipient.get(name)]
    if is_supply and not is_short and not (issuer.get("tax_number") or issuer.get("vat_id")):
        missing.append("issuer.tax_number")
    if is_electronic:
        # How a machine knows the seller (BR-CO-26 of EN 16931), and how the money gets there.
        if not (issuer.get("register_number") or issuer.get("vat_id")):
            missing.append("issuer.register_number")
        missing += [f"issuer.{name}" for name in ("iban", "email") if not issuer.get(name)]
    return missing


def why_not_issue(draft: Draft, *, missing: Sequence[str]) -> str | None:
    """Why this document cannot be issued, or None. `missing` are labels of fields, in the reader's language."""
    if not draft.lines or not draft.charges:
        return _("There is nothing to charge.")
    if draft.total_cents != sum(charge.amount_cents for charge in draft.charges):
        return _("The parts do not add up to the total.")
    if missing:
        return _("This is missing on the invoice: %(fields)s.") % {"fields": ", ".join(missing)}
    return None
