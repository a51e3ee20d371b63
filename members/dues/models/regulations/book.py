"""The dues regulations as a whole: everything one version says that software can compute or show."""

from datetime import date
from typing import Annotated

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import BeforeValidator, Field

from members.models.rulebook import Rules
from members.models.rulebook.base import DecidedBy, Text, Texts, _as_list

from .base import Tax
from .declared import Classification, Declaration, Quantity, Rounded, Trait
from .payment import AdmissionFee, Payment, Proration
from .reductions import Combine, Hardship, Reduction
from .tariffs import Fee, Levy, Several


class FeeYear(TextChoices):
    """What the year of a fee is."""

    FISCAL = "fiscal", _("the fiscal year")
    CALENDAR = "calendar", _("the calendar year")
    MEMBERSHIP = "membership", _("each member's own year from joining")


class StatusOn(TextChoices):
    """Which membership type counts in a year in which it changes."""

    START = "start", _("that of the first day of the year")
    DUE = "due", _("that of the first due date")
    MONTHS = "months", _("each month for itself")


class ChangeFrom(TextChoices):
    """From when changed regulations may be in force."""

    ANY_DAY = "any_day", _("any day after the resolution")
    FISCAL_YEAR = "fiscal_year", _("a new fiscal year")
    CALENDAR_YEAR = "calendar_year", _("1 January after the resolution")


class Rounding(Rules):
    """Amounts are computed exactly and rounded once at the end."""

    to_cents: int = Field(1, ge=1, le=10_000, title=gettext_noop("to so many cents"))
    how: Rounded = Field(Rounded.HALF_UP, title=gettext_noop("rounding"))


class Index(Rules):
    """Amounts follow an index of prices: printed amounts are those of the base year."""

    name: Text = Field("", title=gettext_noop("index"))
    base_year: int = Field(ge=1950, le=2200, title=gettext_noop("base year"))
    # The index of which year counts: that of the fee year itself (0) or one before.
    years_back: int = Field(1, ge=0, le=3, title=gettext_noop("years before"))
    to_cents: int = Field(1, ge=1, le=10_000, title=gettext_noop("rounded to so many cents"))
    never_lower: bool = Field(True, title=gettext_noop("never below the printed amount"))


class FeeBook(Rules):
    """One version of the dues regulations. What is left out is as usual: the full year, no tax, no reduction."""

    clause: Text = Field("", title=gettext_noop("Clause of the statutes"))
    set_by: DecidedBy | None = Field(None, title=gettext_noop("Decided by"))
    changes_from: ChangeFrom = Field(ChangeFrom.ANY_DAY, title=gettext_noop("Changes are in force from"))
    year: FeeYear = Field(FeeYear.FISCAL, title=gettext_noop("Year of the dues"))
    status: StatusOn = Field(StatusOn.START, title=gettext_noop("Which membership type counts"))
    association_founded_on: date | None = Field(None, title=gettext_noop("Association founded on"))
    quantities: Annotated[tuple[Quantity, ...], BeforeValidator(_as_list)] = Field((), title=gettext_noop("Numbers"))
    traits: Annotated[tuple[Trait, ...], BeforeValidator(_as_list)] = Field((), title=gettext_noop("Features"))
    classifications: Annotated[tuple[Classification, ...], BeforeValidator(_as_list)] = Field(
        (), title=gettext_noop("Classifications")
    )
    fees: Annotated[tuple[Fee, ...], BeforeValidator(_as_list)] = Field((), title=gettext_noop("Dues"))
    several: Several = Field(Several.FIRST, title=gettext_noop("Where several dues fit"))
    reductions: Annotated[tuple[Reduction, ...], BeforeValidator(_as_list)] = Field(
        (), title=gettext_noop("Reductions")
    )
    combine: Combine = Field(Combine.EACH, title=gettext_noop("Where several reductions fit"))
    hardship: Hardship | None = Field(None, title=gettext_noop("Relief in a single case"))
    joining: Proration = Field(Proration(), title=gettext_noop("Joining"))
    leaving: Proration = Field(Proration(), title=gettext_noop("Leaving"))
    admission_fees: Annotated[tuple[AdmissionFee, ...], BeforeValidator(_as_list)] = Field(
        (), title=gettext_noop("Admission fee")
    )
    levies: Annotated[tuple[Levy, ...], BeforeValidator(_as_list)] = Field((), title=gettext_noop("Levies"))
    payment: Payment = Field(Payment(), title=gettext_noop("Payment"))
    declaration: Declaration = Field(Declaration(), title=gettext_noop("Declaration"))
    tax: Tax = Field(Tax(), title=gettext_noop("Value added tax"))
    index: Index | None = Field(None, title=gettext_noop("Index"))
    rounding: Rounding = Field(Rounding(), title=gettext_noop("Rounding"))
    benefits: Texts = Field((), title=gettext_noop("Included in the dues"))
    sharing: Text = Field("", title=gettext_noop("Passed on to other levels"))
    # Published rules that are cut off or can be read in two ways; shown wherever they matter.
    remarks: Texts = Field((), title=gettext_noop("Remarks"))

    def fee(self, key: str) -> Fee | None:
        return next((fee for fee in self.fees if fee.key == key), None)

    def quantity(self, key: str) -> Quantity | None:
        return next((quantity for quantity in self.quantities if quantity.key == key), None)

    def classification(self, key: str) -> Classification | None:
        return next((found for found in self.classifications if found.key == key), None)

    def levy(self, key: str) -> Levy | None:
        return next((levy for levy in self.levies if levy.key == key), None)
