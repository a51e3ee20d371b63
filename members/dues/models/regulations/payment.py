"""When and how dues are paid: joining and leaving in the middle of a year, instalments, due dates, admission fee."""

from typing import Annotated

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import BeforeValidator, Field

from members.models.rulebook import Length, MonthDay, Need, Rules
from members.models.rulebook.base import DecidedBy, Key, Keys, Text, YesNo, _as_list

from .base import Cents, Percent, Tax, When


class By(TextChoices):
    """How a year is divided for those who join or leave in it."""

    FULL = "full", _("the full year is owed")
    MONTHS = "months", _("by months")
    QUARTERS = "quarters", _("by quarters begun")
    HALF_YEARS = "half_years", _("by half-years begun")
    DAYS = "days", _("by days")
    STEPS = "steps", _("by the day of the year")
    # "Proportional", and nobody says in what: computed by months, the first and the last of them included.
    UNSTATED = "unstated", _("pro rata, unit not stated (computed by months)")


class EdgeMonth(TextChoices):
    """Whether the month in which somebody joins or leaves counts."""

    COUNTS = "counts", _("counts")
    IF_FULL = "if_full", _("counts only if it is full")
    NEVER = "never", _("does not count")


class Step(Rules):
    """Who joins on or after this day of the year owes so much of it."""

    from_on: MonthDay = Field(title=gettext_noop("joining from"))
    percent: Percent = Field(title=gettext_noop("percent"))


class Proration(Rules):
    by: By = Field(By.FULL, title=gettext_noop("in the middle of a year"))
    month: EdgeMonth = Field(EdgeMonth.COUNTS, title=gettext_noop("that month"))
    steps: Annotated[tuple[Step, ...], BeforeValidator(_as_list)] = Field((), title=gettext_noop("steps"))
    note: Text = Field("", title=gettext_noop("remark"))


class Due(Rules):
    """A due date of every year: a day, or the first, second … full week of a month (its Monday)."""

    day: MonthDay | None = Field(None, title=gettext_noop("on"))
    week: int | None = Field(None, ge=1, le=4, title=gettext_noop("week"))
    month: int | None = Field(None, ge=1, le=12, title=gettext_noop("month"))


class Method(TextChoices):
    DEBIT = "debit", _("direct debit")
    TRANSFER = "transfer", _("transfer")
    STANDING_ORDER = "standing_order", _("standing order")
    INVOICE = "invoice", _("invoice")
    CASH = "cash", _("cash")


Methods = Annotated[tuple[Method, ...], BeforeValidator(_as_list)]


class Plan(Rules):
    """A payment interval: fixed due dates, or every so many months on a day. Equal parts, the last evens out."""

    key: Key = Field(title=gettext_noop("key"))
    name: Text = Field(title=gettext_noop("name"))
    when: When = Field(When(), title=gettext_noop("for"))
    # Only for those who pay in one of these ways; none: for all.
    methods: Methods = Field((), title=gettext_noop("only with the way of payment"))
    dues: Annotated[tuple[Due, ...], BeforeValidator(_as_list)] = Field((), title=gettext_noop("due"))
    every_months: int | None = Field(None, ge=1, le=12, title=gettext_noop("every so many months"))
    day: int = Field(1, ge=1, le=31, title=gettext_noop("on the day of the month"))
    surcharge_cents: Cents = Field(0, title=gettext_noop("surcharge"))
    surcharge_percent: Percent | None = Field(None, title=gettext_noop("surcharge in percent"))
    on_request: bool = Field(False, title=gettext_noop("only on request"))


class Newcomers(Rules):
    """When those pay who join in the middle of a year; nothing set: on the day of joining."""

    after: Length | None = Field(None, title=gettext_noop("after joining"))
    day_of_next_month: int | None = Field(None, ge=1, le=31, title=gettext_noop("day of the month after joining"))
    # The next regular due date, where one follows in this year.
    next_due: bool = Field(False, title=gettext_noop("on the next due date"))


class BankingDay(TextChoices):
    SAME = "same", _("stays where it is")
    NEXT = "next", _("moves to the next banking day")


class Payment(Rules):
    # The first plan that fits is the usual one; others are chosen by the member.
    plans: Annotated[tuple[Plan, ...], BeforeValidator(_as_list)] = Field((), title=gettext_noop("intervals"))
    newcomers: Newcomers = Field(Newcomers(), title=gettext_noop("who joins in the middle of a year"))
    banking_day: BankingDay = Field(BankingDay.SAME, title=gettext_noop("a due date at a weekend"))
    due_set_by: Keys = Field((), title=gettext_noop("due dates set by"))
    invoice_by: MonthDay | None = Field(None, title=gettext_noop("invoices go out by"))
    methods: Methods = Field((), title=gettext_noop("ways of payment"))
    preferred: Method | None = Field(None, title=gettext_noop("in principle by"))
    required: Method | None = Field(None, title=gettext_noop("only by"))
    exceptions_by: Keys = Field((), title=gettext_noop("exceptions allowed by"))
    received_counts: bool = Field(False, title=gettext_noop("paid in time when it has arrived"))
    returned_debit_passed_on: bool = Field(
        False, title=gettext_noop("the bank's costs of a returned debit are passed on")
    )
    reminder_cents: Cents = Field(0, title=gettext_noop("reminder fee"))
    further_damage: bool = Field(False, title=gettext_noop("higher damage may be claimed"))
    # A head office pays for its companies in one sum and splits it as it likes; each owes at least its own fee.
    group_collects: bool = Field(False, title=gettext_noop("a head office may pay for its companies"))
    arrears: Text = Field("", title=gettext_noop("consequences of arrears"))


class AdmissionFee(Rules):
    key: Key = Field("admission", title=gettext_noop("key"))
    name: Text = Field("", title=gettext_noop("name"))
    clause: Text = Field("", title=gettext_noop("clause of the dues regulations"))
    when: When = Field(When(), title=gettext_noop("for"))
    # Any one of these is enough to be freed of it.
    not_for: Annotated[tuple[When, ...], BeforeValidator(_as_list)] = Field((), title=gettext_noop("waived for"))
    # Nothing set: an admission fee is charged, and how much is not stated here.
    cents: Cents | None = Field(None, title=gettext_noop("amount"))
    percent_of_fee: Percent | None = Field(None, title=gettext_noop("percent of the annual dues"))
    set_by: DecidedBy | None = Field(None, title=gettext_noop("set by"))
    waived_by: Keys = Field((), title=gettext_noop("may be reduced or waived by"))
    again: bool = Field(True, title=gettext_noop("also from those who were members before"))
    parts: int | None = Field(None, ge=2, le=36, title=gettext_noop("payable in monthly parts"))
    parts_for: Text = Field("", title=gettext_noop("parts on request for"))
    due: Newcomers = Field(Newcomers(), title=gettext_noop("due"))
    tax: Tax | None = Field(None, title=gettext_noop("value added tax"))
    application: YesNo = Field(Need.NO, title=gettext_noop("parts only on application"))
