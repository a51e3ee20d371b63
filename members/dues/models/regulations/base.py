"""What every part of dues regulations is made of: money in cents, exact numbers, bounds, and who is meant by a rule."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import BeforeValidator, Field

from members.billing.models import TaxTreatment
from members.models.rulebook import Holder, Length, Rules
from members.models.rulebook.base import Key, Keys, _as_list

# Money is always whole cents: 12000 is 120 euros.
Cents = Annotated[int, Field(ge=0, le=100_000_000_00)]
# A number with decimals, kept exactly as written: weights, percents, bounds, fractions of a cent for each unit.
Number = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=6)]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=9, decimal_places=6)]


class Per(TextChoices):
    """What the printed amount is for; the engine counts in years of twelve months."""

    YEAR = "year", _("a year")
    HALF_YEAR = "half_year", _("half a year")
    QUARTER = "quarter", _("a quarter")
    MONTH = "month", _("a month")

    @property
    def times(self) -> int:
        """How many of them make a year."""
        return {"year": 1, "half_year": 2, "quarter": 4, "month": 12}[self.value]


class Range(Rules):
    """Numbers between two bounds; none below means from zero on, none above without end."""

    at_least: Number | None = Field(None, title=gettext_noop("at least"))
    over: Number | None = Field(None, title=gettext_noop("more than"))
    up_to: Number | None = Field(None, title=gettext_noop("up to"))
    below: Number | None = Field(None, title=gettext_noop("less than"))

    def holds(self, number: Decimal) -> bool:
        return (
            (self.at_least is None or number >= self.at_least)
            and (self.over is None or number > self.over)
            and (self.up_to is None or number <= self.up_to)
            and (self.below is None or number < self.below)
        )


class Bound(Range):
    """A condition on a declared number: sales area below 100 square metres."""

    quantity: Key = Field(title=gettext_noop("declared number"))


class When(Rules):
    """Who a rule is for. Everything that is set must hold; nothing set means everybody."""

    types: Keys = Field((), title=gettext_noop("membership types"))
    not_types: Keys = Field((), title=gettext_noop("not the membership types"))
    holders: Annotated[tuple[Holder, ...], BeforeValidator(_as_list)] = Field(
        (), title=gettext_noop("who is the member")
    )
    traits: Keys = Field((), title=gettext_noop("with the features"))
    without_traits: Keys = Field((), title=gettext_noop("without the features"))
    # Any one of these classes is enough.
    classes: Keys = Field((), title=gettext_noop("in the classes"))
    number: Bound | None = Field(None, title=gettext_noop("with a number"))
    min_age: int | None = Field(None, ge=0, le=120, title=gettext_noop("youngest age"))
    max_age: int | None = Field(None, ge=0, le=120, title=gettext_noop("oldest age"))
    joined_from: date | None = Field(None, title=gettext_noop("joined on or after"))
    joined_before: date | None = Field(None, title=gettext_noop("joined before"))
    # How young the business was on the day of joining.
    business_younger_than: Length | None = Field(None, title=gettext_noop("business at joining younger than"))

    @property
    def is_everybody(self) -> bool:
        return self == When()


class Amounts(TextChoices):
    """What the printed amounts are where tax is due."""

    GROSS = "gross", _("tax included")
    NET = "net", _("tax is added")
    BY_HOLDER = "by_holder", _("tax is added for businesses, included for private persons")


class Tax(Rules):
    treatment: TaxTreatment = Field(TaxTreatment.NOT_TAXABLE, title=gettext_noop("value added tax"))
    amounts: Amounts = Field(Amounts.GROSS, title=gettext_noop("amounts"))
    # Some associations have a quarter of their dues taxed, for what they do for the single member.
    taxable_percent: Percent = Field(Decimal(100), title=gettext_noop("percent of the fee that is taxable"))
    note: str = Field("", max_length=1000, title=gettext_noop("remark"))

    @property
    def is_taxed(self) -> bool:
        return self.treatment in (TaxTreatment.REDUCED, TaxTreatment.STANDARD)
