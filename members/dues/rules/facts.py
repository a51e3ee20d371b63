"""What a fee is computed from: the year, and what is known of one member. Made by queries, read by rules."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from members.dues.models.regulations import Method
from members.models.rulebook import Holder, MonthDay
from members.rules.calendar import in_year

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Half-open: `until_on` is the first day after it."""

    from_on: date
    until_on: date

    @classmethod
    def of_year(cls, first: date, last: date) -> "Period":
        """From a pair of first and last day, as `members.rules.calendar.fiscal_year` gives it."""
        return cls(first, last + ONE_DAY)

    @property
    def last(self) -> date:
        return self.until_on - ONE_DAY

    @property
    def days(self) -> int:
        return (self.until_on - self.from_on).days

    def __contains__(self, day: date) -> bool:
        return self.from_on <= day < self.until_on

    def months(self) -> list["Period"]:
        """Its months, counted from its first day: twelve for a year, also for one that begins on the 15th."""
        starts = [self.from_on]
        while (following := _months_after(self.from_on, len(starts))) < self.until_on:
            starts.append(following)
        ends = [*starts[1:], self.until_on]
        return [Period(first, end) for first, end in zip(starts, ends, strict=True)]

    def day_of(self, when: MonthDay) -> date:
        """That day of the year inside the period; the one of its first year where it has none (a short year)."""
        for year in range(self.from_on.year, self.until_on.year + 1):
            if (found := in_year(when, year)) in self:
                return found
        return in_year(when, self.from_on.year)


def _months_after(day: date, count: int) -> date:
    months = day.month - 1 + count
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_after(day: date, count: int = 1) -> date:
    """So many months later, clamped at the end of a month."""
    return _months_after(day, count)


# First day and the first day after it; None is without end.
Span = tuple[date, date | None]
ALWAYS: Span = (date.min, None)


@dataclass(frozen=True)
class Held:
    """A membership of one type, half-open; `until_on` None is without end."""

    type_key: str
    from_on: date
    until_on: date | None = None


class Source(TextChoices):
    """Where a number comes from; it stands beside the number on the invoice."""

    DECLARED = "declared", _("declared")
    APPLICATION = "application", _("from the application")
    LAST_YEAR = "last_year", _("declared for an earlier year")
    ESTIMATE = "estimate", _("estimated, not declared")
    DECIDED = "decided", _("set by the board")
    HIGHEST = "highest", _("not declared: highest band")
    LATE = "late", _("lower number reported late: the one before stays")


@dataclass(frozen=True)
class Declared:
    """One declared number: itself, or by its weights ({"full_time": 2, "part_time": 3})."""

    number: Decimal | None = None
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    source: Source = Source.DECLARED


@dataclass(frozen=True)
class Relief:
    """A decision for this member alone: percent off, an amount off, or dues instead. Cents are of the whole year."""

    label: str
    decided_on: date
    clause: str = ""
    percent_off: Decimal | None = None
    minus_cents: int | None = None
    fee_cents: int | None = None
    # When it holds, half-open: of a year in which it ends only the months before.
    from_on: date = date.min
    until_on: date | None = None


@dataclass(frozen=True)
class Resting:
    """A dormant membership, half-open, and what percent of the dues is owed meanwhile (`Suspension.fee_percent`)."""

    from_on: date
    until_on: date | None
    percent: Decimal
    clause: str = ""


@dataclass(frozen=True)
class Facts:
    """One member, as far as the dues of a year depend on it. What is unknown stays out and is named if it is needed."""

    periods: tuple[Held, ...] = ()
    # Memberships in groups inside the association, which run beside those in it and have fees of their own.
    groups: tuple[Held, ...] = ()
    # The day of joining, if it was not the first of `periods`: earlier, or who left has joined again.
    joined_on: date | None = None
    was_member_before: bool = False
    holder: Holder | None = None
    born_on: date | None = None
    # The day the business was registered; the day it opens, if it has not on every day of the year.
    founded_on: date | None = None
    opens_on: date | None = None
    is_open: bool = True
    # A business pays tax on top where a private person has it included.
    is_business: bool = True
    numbers: Mapping[str, Declared] = field(default_factory=dict)
    traits: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    # The reductions whose proof, application or decision is there, and for when.
    granted: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    # Cents a year by key of the fee.
    agreed: Mapping[str, int] = field(default_factory=dict)
    chosen: Mapping[str, int] = field(default_factory=dict)
    reliefs: tuple[Relief, ...] = ()
    resting: tuple[Resting, ...] = ()
    plan: str | None = None
    method: Method | None = None
    admission_waived: bool = False
    admission_in_parts: bool = False

    @property
    def joined(self) -> date | None:
        """The day of joining."""
        return self.joined_on or min((held.from_on for held in self.periods), default=None)

    def type_on(self, day: date) -> str | None:
        """The membership type on a day; before joining the first one, after leaving the last."""
        held = sorted(self.periods, key=lambda one: one.from_on)
        before = [one for one in held if one.from_on <= day]
        return (before[-1] if before else held[0]).type_key if held else None

    def spells(self, period: Period) -> list[Period]:
        """The times of membership inside the period, one after another type counted as one."""
        found: list[Period] = []
        for held in sorted(self.periods, key=lambda one: one.from_on):
            until = min(held.until_on or period.until_on, period.until_on)
            start = max(held.from_on, period.from_on)
            if until <= start:
                continue
            if found and start <= found[-1].until_on:
                found[-1] = Period(found[-1].from_on, max(until, found[-1].until_on))
            else:
                found.append(Period(start, until))
        return found


Index = Mapping[int, Decimal]
Amount = Fraction
