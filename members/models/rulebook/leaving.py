"""Leaving: notice, ends by themselves, removal for arrears, exclusion, dormant membership."""

from typing import Annotated

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import BeforeValidator, Field

from .base import (
    Appeal,
    Counts,
    DecidedBy,
    Form,
    Forms,
    Keys,
    Length,
    MonthDay,
    Rules,
    Text,
    Texts,
    _as_list,
)


class EndAt(TextChoices):
    """The days at which a membership can end by notice."""

    ANY_DAY = "any_day", _("any day")
    MONTH = "month", _("the end of a month")
    QUARTER = "quarter", _("the end of a quarter")
    HALF_YEAR = "half_year", _("30 June or 31 December")
    CALENDAR_YEAR = "calendar_year", _("the end of the calendar year")
    FISCAL_YEAR = "fiscal_year", _("the end of the fiscal year")
    MEMBERSHIP_YEAR = "membership_year", _("the end of a year of membership")
    # The statutes do not say, or the part that says it is missing: then any day (§ 39 BGB).
    UNSTATED = "unstated", _("not stated")


class ExitDate(Rules):
    """A last day of every year with the last day on which notice can arrive: by 30 September to 31 December."""

    to: MonthDay = Field(title=gettext_noop("last day"))
    by: MonthDay = Field(title=gettext_noop("notice received by"))


class EarliestExit(Rules):
    """Not before the end of the n-th calendar, fiscal or membership year after that of joining (0: that year)."""

    years_after_joining: int = Field(0, ge=0, le=5, title=gettext_noop("years after the year of joining"))
    at: EndAt = Field(EndAt.CALENDAR_YEAR, title=gettext_noop("at"))


class Exit(Rules):
    """Notice by the member. Either `to` with a length of notice, or fixed `dates`.

    The notice is counted forward from receipt, months clamped at month ends; the last day is the first allowed one
    that is not before it. By § 39 (2) BGB the whole may not bind longer than two years.
    """

    form: Forms = Field((Form.TEXT,), title=gettext_noop("form"))
    to_whom: Keys = Field((), title=gettext_noop("addressed to"))
    counts: Counts = Field(Counts.RECEIPT, title=gettext_noop("what counts"))
    notice: Length | None = Field(None, title=gettext_noop("notice"))
    to: EndAt = Field(EndAt.FISCAL_YEAR, title=gettext_noop("to"))
    dates: Annotated[tuple[ExitDate, ...], BeforeValidator(_as_list)] = Field((), title=gettext_noop("fixed dates"))
    earliest: EarliestExit | None = Field(None, title=gettext_noop("at the earliest"))
    other_date_by: Keys = Field((), title=gettext_noop("another date allowed by"))
    refund: bool = Field(False, title=gettext_noop("fees paid are refunded"))
    note: Text = Field("", title=gettext_noop("remark"))


class EndEvent(TextChoices):
    """What ends a membership by itself."""

    DEATH = "death", _("death")
    BUSINESS_GIVEN_UP = "business_given_up", _("giving up the business")
    MOVED_AWAY = "moved_away", _("moving away")
    INSOLVENCY = "insolvency", _("insolvency")
    LIQUIDATION = "liquidation", _("liquidation")
    EMPLOYEE = "employee", _("becoming an employee")
    CIVIC_RIGHTS = "civic_rights", _("loss of civic rights")
    LINK = "link", _("end of the tie it hangs on")
    CONDITION = "condition", _("a condition of the type is no longer met")
    ARREARS = "arrears", _("fees long unpaid")


class EndWhen(TextChoices):
    AT_ONCE = "at_once", _("at once")
    MONTH_END = "month_end", _("at the end of the month")
    CALENDAR_YEAR_END = "calendar_year_end", _("at the end of the calendar year")
    FISCAL_YEAR_END = "fiscal_year_end", _("at the end of the fiscal year")


class AutomaticEnd(Rules):
    event: EndEvent = Field(title=gettext_noop("event"))
    detail: Text = Field("", title=gettext_noop("wording"))
    unless: Text = Field("", title=gettext_noop("unless"))
    types: Keys = Field((), title=gettext_noop("only for the types"))
    when: EndWhen = Field(EndWhen.AT_ONCE, title=gettext_noop("takes effect"))
    after: Length | None = Field(None, title=gettext_noop("after"))
    refund: bool = Field(False, title=gettext_noop("fees paid are refunded"))


class Procedure(Rules):
    """What an exclusion and a removal share."""

    decision: DecidedBy | None = Field(None, title=gettext_noop("decided by"))
    hearing: bool = Field(False, title=gettext_noop("hearing before"))
    hearing_period: Length | None = Field(None, title=gettext_noop("time for the hearing"))
    reasons_in_writing: bool = Field(False, title=gettext_noop("reasons in writing"))
    delivery: Forms = Field((), title=gettext_noop("delivered"))
    appeal: Appeal | None = Field(None, title=gettext_noop("appeal"))
    rights_rest: bool = Field(False, title=gettext_noop("rights rest until it is final"))
    when: EndWhen = Field(EndWhen.AT_ONCE, title=gettext_noop("takes effect"))
    effect: Text = Field("", title=gettext_noop("effect"))
    note: Text = Field("", title=gettext_noop("remark"))


class Exclusion(Procedure):
    """Only on grounds the statutes name, never without a hearing (L-GOV-15)."""

    reasons: Texts = Field((), title=gettext_noop("grounds"))


class ArrearsRemoval(Procedure):
    """Removal from the register for arrears. All conditions that are set must hold together (L-DUES-12)."""

    unpaid_for: Length | None = Field(None, title=gettext_noop("unpaid for"))
    reminders: int = Field(0, ge=0, le=5, title=gettext_noop("reminders sent"))
    counts: Counts = Field(Counts.RECEIPT, title=gettext_noop("counted from"))
    after_reminder: Length | None = Field(None, title=gettext_noop("and unpaid after the last reminder for"))
    threatened: bool = Field(False, title=gettext_noop("the reminder must threaten it"))
    automatic: bool = Field(False, title=gettext_noop("without a decision"))
    only_without_reason: bool = Field(False, title=gettext_noop("only where the member gives no reason"))
    clause: Text = Field("", title=gettext_noop("clause of the statutes"))


class Suspension(Rules):
    """Dormant membership: only where a clause names it (L-DUES-8)."""

    clause: Text = Field(title=gettext_noop("clause of the statutes"))
    while_in_arrears: bool = Field(False, title=gettext_noop("while fees are in arrears"))
    on_request: bool = Field(False, title=gettext_noop("at the member's request"))
    decision: DecidedBy | None = Field(None, title=gettext_noop("decided by"))
    vote: bool = Field(False, title=gettext_noop("may still vote"))
    fee_percent: int = Field(100, ge=0, le=100, title=gettext_noop("percent of the fee"))
    at_most: Length | None = Field(None, title=gettext_noop("at most"))


class Way(TextChoices):
    """The ways out that statutes list; one that is listed and regulated nowhere is a gap."""

    EXIT = "exit", _("notice by the member")
    REMOVAL = "removal", _("removal from the list of members")
    EXCLUSION = "exclusion", _("exclusion")
    DEATH = "death", _("death")
    DISSOLUTION = "dissolution", _("dissolution of the company or the association")


class Leaving(Rules):
    ways: Annotated[tuple[Way, ...], BeforeValidator(_as_list)] = Field((), title=gettext_noop("membership ends by"))
    exit: Exit | None = Field(None, title=gettext_noop("notice by the member"))
    automatic: tuple[AutomaticEnd, ...] = Field((), title=gettext_noop("ends by itself"))
    exclusion: Exclusion | None = Field(None, title=gettext_noop("exclusion"))
    # Several grounds side by side: "three months despite a reminder" or "two reminders".
    arrears: Annotated[tuple[ArrearsRemoval, ...], BeforeValidator(_as_list)] = Field(
        (), title=gettext_noop("removal for arrears")
    )
    suspension: Annotated[tuple[Suspension, ...], BeforeValidator(_as_list)] = Field(
        (), title=gettext_noop("dormant membership")
    )
