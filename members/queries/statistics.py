"""Numbers people look at: members over time, joined and left by reason, types, industries, age of membership."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models import EndReason, Membership, StartReason

YEARS_SHOWN = 10
INDUSTRIES_SHOWN = 12
AGES = (1, 3, 5, 10, 15, 25)  # years of membership at which a group ends


@dataclass(frozen=True)
class Bar:
    """One row of a chart: `share` of the largest value in thousandths, for the length of the bar."""

    label: str
    value: int
    share: int


@dataclass(frozen=True)
class Chart:
    """A heading, what is counted, and the rows from the top; drawn by components/chart.html."""

    title: str
    unit: str
    bars: tuple[Bar, ...]

    @property
    def total(self) -> int:
        return sum(bar.value for bar in self.bars)


@dataclass(frozen=True)
class Statistics:
    day: date
    members: int
    over_time: Chart
    joined: Chart
    left: Chart
    types: Chart
    trades: Chart
    ages: Chart

    @property
    def public(self) -> list[Chart]:
        """What the public site shows: nothing of who came or went why."""
        return [self.over_time, self.types, self.trades, self.ages]

    @property
    def all(self) -> list[Chart]:
        return [self.over_time, self.joined, self.left, self.types, self.trades, self.ages]


@dataclass(frozen=True)
class _Period:
    member_id: int
    type: str
    from_on: date
    until_on: date | None
    start_reason: str
    end_reason: str
    trade: str | None

    def covers(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or self.until_on > day)


def statistics_on(day: date) -> Statistics:
    """Everything in one statement: 20,000 periods are read once and counted here."""
    periods = _periods(day)
    now = [period for period in periods if period.covers(day)]
    first = _first_days(periods)
    begin = date(day.year - YEARS_SHOWN + 1, 1, 1)
    started = [each for each in periods if begin <= each.from_on <= day and _joins(each)]
    ended = [each for each in periods if each.until_on and begin < each.until_on <= day and _leaves(each)]
    trades = Counter(period.trade or _("not stated") for period in now)
    return Statistics(
        day=day,
        members=len(now),
        over_time=_chart(_("Members at the end of the year"), _over_time(periods, day)),
        joined=_chart(_("Joined since %(year)d, by reason") % {"year": begin.year}, _by(started, StartReason)),
        left=_chart(_("Left since %(year)d, by reason") % {"year": begin.year}, _by(ended, EndReason)),
        types=_chart(_("Membership types"), Counter(period.type for period in now).most_common()),
        trades=_chart(_("Industries"), _largest(trades)),
        ages=_chart(_("Years of membership"), _ages([(day - first[each.member_id]).days / 365.25 for each in now])),
    )


def _periods(day: date) -> list[_Period]:
    trade = Coalesce("member__person__trade__name", "member__company__trade__name")
    rows = Membership.objects.filter(group="", from_on__lte=day).order_by("member_id", "from_on")
    names = ("member_id", "type__name", "from_on", "until_on", "start_reason", "end_reason")
    return [_Period(*row) for row in rows.annotate(holder_trade=trade).values_list(*names, "holder_trade")]


def _first_days(periods: Iterable[_Period]) -> dict[int, date]:
    """The first day of each member's unbroken membership; `periods` in order."""
    first: dict[int, date] = {}
    ended: dict[int, date | None] = {}
    for each in periods:
        if ended.get(each.member_id) != each.from_on:
            first[each.member_id] = each.from_on
        ended[each.member_id] = each.until_on
    return first


def _joins(period: _Period) -> bool:
    """Another type is no new member; nor is an honour, which members are given."""
    return period.start_reason not in {StartReason.TYPE_CHANGED, StartReason.HONOURED}


def _leaves(period: _Period) -> bool:
    return period.end_reason != EndReason.TYPE_CHANGED


def _over_time(periods: Sequence[_Period], day: date) -> list[tuple[str, int]]:
    days = [date(year, 12, 31) for year in range(day.year - YEARS_SHOWN + 1, day.year)] + [day]
    counts = [sum(period.covers(each) for period in periods) for each in days]
    labels = [str(each.year) for each in days[:-1]] + [_("today")]
    return [(label, count) for label, count in zip(labels, counts, strict=True) if count]


def _by(periods: Iterable[_Period], reasons: type[StartReason] | type[EndReason]) -> list[tuple[str, int]]:
    names = {str(value): str(label) for value, label in reasons.choices}
    field = "start_reason" if reasons is StartReason else "end_reason"
    counts = Counter(names.get(getattr(period, field)) or _("not known") for period in periods)
    return counts.most_common()


def _largest(counts: Counter[str]) -> list[tuple[str, int]]:
    """The most frequent ones, the rest together."""
    rows = counts.most_common(INDUSTRIES_SHOWN)
    rest = counts.total() - sum(count for _name, count in rows)
    return [*rows, (_("others"), rest)] if rest else rows


def _ages(years: Sequence[float]) -> list[tuple[str, int]]:
    rows, lower = [], 0
    for upper in AGES:
        label = ngettext("under %(upper)d year", "under %(upper)d years", upper) % {"upper": upper}
        if lower:
            label = _("%(lower)d to under %(upper)d years") % {"lower": lower, "upper": upper}
        rows.append((label, sum(lower <= each < upper for each in years)))
        lower = upper
    rows.append((_("%(lower)d years and more") % {"lower": lower}, sum(each >= lower for each in years)))
    return rows


def _chart(title: str, rows: Sequence[tuple[str, int]]) -> Chart:
    most = max((value for _label, value in rows), default=0) or 1
    bars = tuple(Bar(label, value, round(1000 * value / most)) for label, value in rows)
    return Chart(title, _("members"), bars)
