"""What a fee depends on: numbers a member declares, features, classes, and what happens where nothing is declared."""

from typing import Annotated

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import BeforeValidator, Field

from members.models.rulebook import Length, MonthDay, Need, Rules
from members.models.rulebook.base import Key, Keys, Text, YesNo, _as_list

from .base import Number, Percent


class Measured(TextChoices):
    """Of which moment a number is."""

    CURRENT = "current", _("as it is")
    ON_DAY = "on_day", _("on a day")
    YEARLY_MEAN = "yearly_mean", _("mean of a year")
    TOTAL = "total", _("total of a year")


class Rounded(TextChoices):
    EXACT = "exact", _("not rounded")
    UP = "up", _("rounded up")
    DOWN = "down", _("rounded down")
    HALF_UP = "half_up", _("rounded to the nearest, half up")


class Weight(Rules):
    """One kind of what is counted, and how much each counts: part-time up to 20 hours 0.5, apprentices 0.25."""

    key: Key = Field(title=gettext_noop("key"))
    name: Text = Field(title=gettext_noop("name"))
    weight: Number = Field(title=gettext_noop("counts"))


class Quantity(Rules):
    """A number the fee depends on: employees, turnover in euros, square metres, beds, rooms, metres, businesses."""

    key: Key = Field(title=gettext_noop("key"))
    name: Text = Field(title=gettext_noop("name"))
    unit: Text = Field("", title=gettext_noop("unit"))
    measured: Measured = Field(Measured.CURRENT, title=gettext_noop("measured"))
    day: MonthDay | None = Field(None, title=gettext_noop("key date"))
    years_back: int = Field(0, ge=0, le=3, title=gettext_noop("years before"))
    # Without weights the number itself is declared.
    weights: Annotated[tuple[Weight, ...], BeforeValidator(_as_list)] = Field((), title=gettext_noop("counted as"))
    rounded: Rounded = Field(Rounded.EXACT, title=gettext_noop("rounding"))
    # Heads are whole; weighted hours, turnover and areas are not: bands must leave no gap between 5 and 6.
    fractions: bool = Field(False, title=gettext_noop("may have decimals"))
    on_joining: bool = Field(False, title=gettext_noop("on joining the number on the application"))
    local_only: bool = Field(False, title=gettext_noop("only at the local site"))
    note: Text = Field("", title=gettext_noop("remark"))


class Trait(Rules):
    """A feature a member has or has not: second partner of a company, outside the centre, in another body as well."""

    key: Key = Field(title=gettext_noop("key"))
    name: Text = Field(title=gettext_noop("name"))
    proof: YesNo = Field(Need.NO, title=gettext_noop("proof"))
    decided_by: Keys = Field((), title=gettext_noop("decided by"))
    note: Text = Field("", title=gettext_noop("remark"))


class MemberClass(Rules):
    key: Key = Field(title=gettext_noop("key"))
    name: Text = Field(title=gettext_noop("name"))
    who: Text = Field("", title=gettext_noop("who belongs to it"))


class Shift(Rules):
    """Moves somebody along the list of classes: one level down outside the centre."""

    trait: Key = Field(title=gettext_noop("for members with the feature"))
    by: int = Field(ge=-10, le=10, title=gettext_noop("classes further"))
    # What happens at the end of the list: stay in the last class, or nothing is said (then nothing is computed).
    stays_at_the_end: bool = Field(False, title=gettext_noop("at the end of the list the class stays"))


class Classification(Rules):
    """A list of classes, lowest first, of which each member has one (or several, where `several` says so)."""

    key: Key = Field(title=gettext_noop("key"))
    name: Text = Field(title=gettext_noop("name"))
    classes: Annotated[tuple[MemberClass, ...], BeforeValidator(_as_list)] = Field((), title=gettext_noop("classes"))
    shifts: Annotated[tuple[Shift, ...], BeforeValidator(_as_list)] = Field((), title=gettext_noop("moved by"))
    by_member: bool = Field(False, title=gettext_noop("by the member's own data"))
    decided_by: Keys = Field((), title=gettext_noop("decided by"))
    hearing: bool = Field(False, title=gettext_noop("after hearing the member"))
    only_on_doubt: bool = Field(False, title=gettext_noop("decided only on reasonable doubt"))
    report_changes: bool = Field(False, title=gettext_noop("changes must be reported"))


class IfMissing(TextChoices):
    """What counts where a member declares nothing."""

    UNSTATED = "unstated", _("not stated")
    LAST_YEAR = "last_year", _("last year's data stay")
    ESTIMATE = "estimate", _("an estimate")
    HIGHEST = "highest", _("the highest band")


class Declaration(Rules):
    """The yearly declaration of the data the fee depends on."""

    by: MonthDay | None = Field(None, title=gettext_noop("declared by"))
    reminder_after: Length | None = Field(None, title=gettext_noop("reminder after"))
    if_missing: IfMissing = Field(IfMissing.UNSTATED, title=gettext_noop("without a declaration"))
    estimated_by: Keys = Field((), title=gettext_noop("estimated by"))
    estimate_percent: Percent | None = Field(None, title=gettext_noop("estimate above last year by percent"))
    objection: Length | None = Field(None, title=gettext_noop("objection within"))
    # "No reduction if a fall is reported late": a late rise still counts.
    late_fall_ignored: bool = Field(False, title=gettext_noop("a fall reported late does not count"))
    changes_reported: bool = Field(False, title=gettext_noop("changes must be reported"))
    note: Text = Field("", title=gettext_noop("remark"))
