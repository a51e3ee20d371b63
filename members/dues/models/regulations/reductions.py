"""What makes a fee lower: reductions that end, hardship, and how several of them meet."""

from datetime import date
from typing import Annotated, Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import BeforeValidator, Field

from members.models.rulebook import Need, Rules
from members.models.rulebook.base import DecidedBy, Key, Text, YesNo, _as_list

from .base import Cents, Percent, When


class Counted(TextChoices):
    """From which day the years of a reduction run."""

    FOUNDING = "founding", _("the founding of the business")
    JOINING = "joining", _("joining")
    ASSOCIATION = "association", _("the founding of the association")


class Years(TextChoices):
    """What a year of a reduction is."""

    FULL = "full", _("twelve months from that day")
    CALENDAR = "calendar", _("calendar years, the one of that day included")


class Within(TextChoices):
    """What counts in a year in which a reduction begins or ends."""

    MONTHS = "months", _("each month for itself")
    START = "start", _("what holds at the beginning counts for the whole year")
    WHOLE = "whole", _("the whole year, if it holds at any time in it")


def _as_percents(value: Any) -> Any:
    """`percent_off: 50` is short for a list of one."""
    return value if isinstance(value, list | tuple) else [value]


Percents = Annotated[tuple[Percent, ...], BeforeValidator(_as_percents)]


class Reduction(Rules):
    """One reduction. `percent_off` has percents: one for all its years, or one for each of them (100, 50)."""

    key: Key = Field(title=gettext_noop("key"))
    name: Text = Field(title=gettext_noop("name"))
    clause: Text = Field("", title=gettext_noop("clause of the dues regulations"))
    when: When = Field(When(), title=gettext_noop("for"))
    percent_off: Percents = Field((), title=gettext_noop("percent off, year by year"))
    minus_cents: Cents | None = Field(None, title=gettext_noop("amount off"))
    # The member pays this instead, if it is less.
    fee_cents: Cents | None = Field(None, title=gettext_noop("dues instead"))
    pays_minimum: bool = Field(False, title=gettext_noop("pays the lowest band"))
    since: Counted | None = Field(None, title=gettext_noop("counted from"))
    years: int | None = Field(None, ge=1, le=50, title=gettext_noop("for so many years"))
    year: Years = Field(Years.FULL, title=gettext_noop("years are"))
    until_opening: bool = Field(False, title=gettext_noop("until the business opens"))
    from_on: date | None = Field(None, title=gettext_noop("from"))
    last_on: date | None = Field(None, title=gettext_noop("until"))
    within: Within = Field(Within.MONTHS, title=gettext_noop("in a year it covers in part"))
    # Somebody must have accepted a proof, an application or decided: the office marks that with the member.
    proof: YesNo = Field(Need.NO, title=gettext_noop("proof"))
    application: YesNo = Field(Need.NO, title=gettext_noop("application"))
    decision: DecidedBy | None = Field(None, title=gettext_noop("decided by"))
    with_proration: bool = Field(True, title=gettext_noop("also where the dues are pro rata already"))
    voluntary_more: bool = Field(False, title=gettext_noop("members may pay all the same"))

    @property
    def is_granted(self) -> bool:
        """Whether it needs a yes of the office, member by member."""
        return self.proof != Need.NO or self.application != Need.NO or self.decision is not None


class Combine(TextChoices):
    """Where several reductions fit."""

    EACH = "each", _("one after the other")
    BEST = "best", _("only the one that helps most")


class Kindness(TextChoices):
    """What can be granted in a single case."""

    DEFERRAL = "deferral", _("deferral")
    INSTALMENTS = "instalments", _("payment by instalments")
    REDUCTION = "reduction", _("reduction")
    WAIVER = "waiver", _("waiver")


class Hardship(Rules):
    """Relief in a single case, by decision."""

    kinds: Annotated[tuple[Kindness, ...], BeforeValidator(_as_list)] = Field((), title=gettext_noop("possible"))
    application: YesNo = Field(Need.NO, title=gettext_noop("application"))
    decision: DecidedBy | None = Field(None, title=gettext_noop("decided by"))
    note: Text = Field("", title=gettext_noop("remark"))
