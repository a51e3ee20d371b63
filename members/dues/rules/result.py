"""What an assessment is: lines from rule to cent, instalments, tax, and what is missing."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from members.billing.models import TaxTreatment
from members.dues.models.regulations import Rounded, Tax


class Kind(TextChoices):
    """What a line is."""

    DUES = "dues", _("dues")
    LIMIT = "limit", _("least or most")
    FURTHER = "further", _("each further one")
    INDEX = "index", _("index")
    PRORATION = "proration", _("pro rata")
    REDUCTION = "reduction", _("reduction")
    RESTING = "resting", _("dormant membership")
    RELIEF = "relief", _("relief in a single case")
    VOLUNTARY = "voluntary", _("voluntary addition")
    SURCHARGE = "surcharge", _("surcharge")
    ROUNDING = "rounding", _("rounding")
    ADMISSION = "admission", _("admission fee")
    LEVY = "levy", _("levy")
    TAX = "tax", _("value added tax")


class Purpose(TextChoices):
    """What is paid for: each has a due date of its own."""

    DUES = "dues", _("annual dues")
    ADMISSION = "admission", _("admission fee")
    LEVY = "levy", _("levy")


class Missing(Exception):  # noqa: N818 - nothing is wrong with the program
    """Something is not known or not regulated, so that an amount cannot be computed; says what."""


@dataclass(frozen=True)
class Draft:
    """A line before it is rounded; `amount` in cents, exact."""

    kind: Kind
    label: str
    detail: str
    amount: Fraction
    clause: str = ""
    # What was agreed or chosen, or is a share of another fee, follows no index: it is no printed amount.
    is_printed: bool = True


@dataclass(frozen=True)
class Line:
    """One line of an explanation: what, by which clause, from which number, how many cents. Never without words."""

    kind: Kind
    label: str
    detail: str
    cents: int
    clause: str = ""
    purpose: Purpose = Purpose.DUES
    # The key of the fee, admission fee or levy in the regulations.
    key: str = ""

    @property
    def text(self) -> str:
        """ "Annual dues: 3 employees, up to 5 (§ 2)"."""
        words = f"{self.label}: {self.detail}" if self.detail else self.label
        return f"{words} ({self.clause})" if self.clause else words


@dataclass(frozen=True)
class Instalment:
    """A part that is due on a day: part `number` of `of`."""

    due_on: date
    cents: int
    purpose: Purpose = Purpose.DUES
    number: int = 1
    of: int = 1
    detail: str = ""


@dataclass(frozen=True)
class TaxPart:
    """The same money by its tax: `net_cents` + `tax_cents` is what is owed. `rate` None where none is shown."""

    treatment: TaxTreatment
    rate: Decimal | None
    net_cents: int
    tax_cents: int
    purpose: Purpose = Purpose.DUES
    # The key of the fee, as at `Line`.
    key: str = ""


@dataclass(frozen=True)
class Assessment:
    """What one member owes for one period and why. Lines, instalments and tax parts each sum up to `total_cents`.

    `missing` says what must be known or regulated first; then there are no lines for it, and nothing may be charged.
    `notes` tell what did not count and why.
    """

    lines: tuple[Line, ...] = ()
    instalments: tuple[Instalment, ...] = ()
    taxes: tuple[TaxPart, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def total_cents(self) -> int:
        return sum(line.cents for line in self.lines)

    @property
    def is_complete(self) -> bool:
        return not self.missing

    def with_more(self, other: "Assessment") -> "Assessment":
        """Both together; dues that are due on the same day are one part."""
        due: dict[tuple[date, Purpose], Instalment] = {}
        for part in sorted((*self.instalments, *other.instalments), key=lambda one: one.due_on):
            there = due.get((part.due_on, part.purpose))
            due[part.due_on, part.purpose] = replace(there, cents=there.cents + part.cents) if there else part
        return Assessment(
            self.lines + other.lines,
            tuple(due.values()),
            self.taxes + other.taxes,
            tuple(dict.fromkeys(self.missing + other.missing)),
            tuple(dict.fromkeys(self.notes + other.notes)),
        )

    def cents_of(self, purpose: Purpose) -> int:
        return sum(line.cents for line in self.lines if line.purpose == purpose)


@dataclass
class Item:
    """Something to pay, while it is computed: drafts that sum up to an amount with one tax treatment."""

    purpose: Purpose
    key: str
    tax: Tax
    drafts: list[Draft] = field(default_factory=list)
    # The printed monthly amount of an undiminished year.
    month_cents: int | None = None

    @property
    def amount(self) -> Fraction:
        return sum((draft.amount for draft in self.drafts), Fraction(0))

    def lines(self) -> list[Line]:
        """Each line is the difference of two rounded sums, so that the lines always add up to the rounded amount."""
        found, exact, before = [], Fraction(0), 0
        for draft in self.drafts:
            exact += draft.amount
            now = rounded(exact)
            found.append(
                Line(draft.kind, draft.label, draft.detail, now - before, draft.clause, self.purpose, self.key)
            )
            before = now
        return found


def rounded(amount: Fraction, to_cents: int = 1, how: Rounded = Rounded.HALF_UP) -> int:
    """Cents; half a cent is rounded up, of a negative amount as well (-0.5 is 0)."""
    steps = amount / to_cents
    match how:
        case Rounded.UP:
            count = -floor(-steps)
        case Rounded.DOWN:
            count = floor(steps)
        case _:
            count = floor(steps + Fraction(1, 2))
    return count * to_cents


def parts(cents: int, count: int) -> list[int]:
    """Equal parts in whole cents; what is left over goes to the last one: 100.00 in three is 33.33, 33.33, 33.34."""
    each = cents // count
    return [each] * (count - 1) + [cents - each * (count - 1)]
