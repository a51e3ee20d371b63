"""Who is reminded of what: stages in their order with days between, quiet days, and why somebody is left alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.billing.models import Invoice
from verein.money import euros

from .drafts import Draft, DraftCharge, DraftLine

FEE_KEY = "reminder:"  # how the key of a charge begins that is the fee of a reminder
LAPSES_AFTER_YEARS = 3  # from the end of the year (§§ 195, 199 BGB, L-DUES-13)
HIGHEST_FEE_CENTS = 999  # 10 € and more are void (L-DUES-11)


@dataclass(frozen=True)
class Stage:
    """`number` counts from 1; `days` after the due date. An empty name or text means the house's own words."""

    number: int
    days: int
    name: str = ""
    text: str = ""
    fee_cents: int = 0
    is_last: bool = False

    @property
    def title(self) -> str:
        """What the letter calls itself, in the language that is active."""
        if self.name:
            return self.name
        if self.number == 1 and not self.is_last:
            return _("Payment reminder")
        return _("Last reminder") if self.is_last else _("Reminder no. %(n)d") % {"n": self.number - 1}

    @property
    def words(self) -> str:
        """The text of the letter, in the language that is active."""
        if self.text:
            return self.text
        if self.is_last:
            return _(
                "despite our reminders we have not received your payment. Please pay by the day named below, or write "
                "to us if something stands against it: together we will find a way."
            )
        if self.number == 1:
            return _(
                "perhaps it has slipped your attention: the following amounts are still open. We would be glad to "
                "receive your payment by the day named below."
            )
        return _(
            "unfortunately we have not received your payment in spite of our payment reminder. Please pay the "
            "following amounts by the day named below."
        )


def stages_of(rows: Iterable[Mapping[str, Any]]) -> list[Stage]:
    """The stages as the settings keep them, in the order of their days."""
    ordered = sorted(rows, key=lambda row: row["days"])
    return [Stage(number=number, **row) for number, row in enumerate(ordered, 1)]


def why_not_stages(stages: Sequence[Stage], *, cap_cents: int, regulated_cents: int = 0) -> str | None:
    """Why these stages cannot be used, or None (L-DUES-11, L-DUES-12).

    `regulated_cents`: what the dues regulations name as the fee of a reminder; 0 where they name none.
    """
    if not stages:
        return _("Without a stage nobody can be reminded.")
    if len({stage.days for stage in stages}) < len(stages):
        return _("Two stages cannot be on the same day.")
    if any(stage.is_last for stage in stages[:-1]):
        return _("Only the stage with the most days can be the last one.")
    if any(stage.fee_cents > cap_cents for stage in stages):
        return _("A fee is higher than the limit.")
    if regulated_cents and any(stage.fee_cents > regulated_cents for stage in stages):
        return _("A fee is higher than the dues regulations allow: %(fee)s.") % {"fee": euros(regulated_cents)}
    return None


# --- Quiet days ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Quiet:
    """Days on which no reminder goes out, both included; `yearly` leaves the years aside, also over New Year."""

    name: str
    from_on: date
    last_on: date
    yearly: bool = False

    def has(self, day: date) -> bool:
        if not self.yearly:
            return self.from_on <= day <= self.last_on
        first, last, asked = ((each.month, each.day) for each in (self.from_on, self.last_on, day))
        return first <= asked <= last if first <= last else asked >= first or asked <= last


def quiet_of(rows: Iterable[Mapping[str, Any]]) -> list[Quiet]:
    """The calendar as the settings keep it."""
    days = ("from_on", "last_on")
    return [Quiet(**{**row, **{name: date.fromisoformat(row[name]) for name in days}}) for row in rows]


def first_open_day(day: date, quiet: Sequence[Quiet]) -> date | None:
    """`day`, or the next one that is not quiet; None where every day of a year is."""
    for ahead in range(367):
        found = day + timedelta(days=ahead)
        if not any(each.has(found) for each in quiet):
            return found
    return None


def why_not_remind_today(today: date, quiet: Sequence[Quiet]) -> str | None:
    """Why no reminder goes out today, with the day from which it may; or None."""
    found = first_open_day(today, quiet)
    if found == today:
        return None
    if found is None:
        return _("Every day is a quiet one: please look at the calendar in the settings.")
    return _("These are quiet days: no reminder goes out. They may from %(day)s on.") % {"day": date_format(found)}


# --- One account -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Late:
    """An overdue charge: what is open, the stage it has reached (0: none), the last time it came back, if it did.

    `is_fee`: it is the fee of a reminder, which is asked for along with others but never alone. `is_collected`: a debit
    is running for it, announced, or will be drawn by the mandate.
    """

    charge_id: int
    number: str
    due_on: date
    open_cents: int
    reached: int = 0
    is_fee: bool = False
    is_running: bool = False
    is_collected: bool = False
    returned_on: date | None = None
    return_code: str = ""

    def lapses_on(self) -> date:
        """The last day of the claim."""
        return date(self.due_on.year + LAPSES_AFTER_YEARS, 12, 31)


@dataclass(frozen=True)
class Debtor:
    """Facts about an account with overdue charges. `blocked`: what is missing for a document, in words, or ""."""

    late: Sequence[Late]
    has_died: bool = False
    is_away: bool = False
    paused_until: date | None = None
    pause_reason: str = ""
    reminded_on: date | None = None
    credit_cents: int = 0
    is_reachable: bool = True
    blocked: str = ""


@dataclass(frozen=True)
class Step:
    """What a reminder would say: its stage, and each charge with the stage it reaches by it."""

    stage: Stage
    items: Sequence[tuple[Late, int]]
    fee_cents: int = 0

    @property
    def open_cents(self) -> int:
        return sum(late.open_cents for late, _stage in self.items)


@dataclass(frozen=True)
class Verdict:
    """Either a step, or why not; neither where nothing is due yet."""

    step: Step | None = None
    reason: str = ""
    kept: Sequence[Late] = field(default_factory=tuple)  # left out of the step: debits on their way, lapsed claims


def distance(stage: Stage, stages: Sequence[Stage]) -> int:
    """Days between the stage before and this one; before the first stage there is the due date."""
    return stage.days - (stages[stage.number - 2].days if stage.number > 1 else 0)


def verdict(debtor: Debtor, stages: Sequence[Stage], today: date) -> Verdict:
    """What happens to an account in a run of today. Stages never jump: each charge goes up by one at a time."""
    asked = [each for each in debtor.late if not (each.is_running or each.is_collected or each.lapses_on() < today)]
    kept = [each for each in debtor.late if each not in asked]
    ready = [each for each in asked if _next(each, stages, today)]
    if not ready:
        return Verdict(reason=_why_none_ready(debtor, asked, stages, today), kept=kept)
    stage = max((found for each in ready if (found := _next(each, stages, today))), key=lambda found: found.number)
    if reason := next(_why_not_remind(debtor, stage, stages, today), None):
        return Verdict(reason=reason, kept=kept)
    items = [(each, found.number if (found := _next(each, stages, today)) else each.reached) for each in asked]
    return Verdict(Step(stage, items, stage.fee_cents), kept=kept)


def _next(late: Late, stages: Sequence[Stage], today: date) -> Stage | None:
    """The stage after the one reached, if its day has come."""
    if late.is_fee or late.reached >= len(stages):
        return None
    stage = stages[late.reached]
    return stage if late.due_on + timedelta(days=stage.days) <= today else None


def _why_none_ready(debtor: Debtor, asked: Sequence[Late], stages: Sequence[Stage], today: date) -> str:
    """ "" where an account is simply not late enough yet."""
    late_enough = [each for each in debtor.late if each.is_fee or each.due_on + timedelta(days=stages[0].days) <= today]
    if any(each.is_running for each in late_enough):
        return _("A debit is running.")
    if any(each.is_collected for each in late_enough):
        return _("It is collected by debit: no reminder before that has failed.")
    if not asked and late_enough:
        day = date_format(max(each.lapses_on() for each in late_enough))
        return _("The claim has lapsed on %(day)s: it can only be written off.") % {"day": day}
    if asked and all(each.is_fee for each in asked):
        return _("Only the fee of a reminder is open: nobody is reminded of that alone.")
    if any(each.reached >= len(stages) for each in asked):
        return _("The last stage has gone out already.")
    return ""


def _why_not_remind(debtor: Debtor, stage: Stage, stages: Sequence[Stage], today: date) -> Iterator[str]:
    if debtor.has_died:
        yield _("The member has died.")
    if debtor.paused_until and debtor.paused_until >= today:
        facts = {"day": date_format(debtor.paused_until, "SHORT_DATE_FORMAT"), "reason": debtor.pause_reason}
        yield _("Reminders rest until %(day)s: %(reason)s") % facts
    if debtor.is_away:
        yield _("The member takes a time out.")
    if debtor.reminded_on and (again := debtor.reminded_on + timedelta(days=distance(stage, stages))) > today:
        facts = {"day": date_format(debtor.reminded_on, "SHORT_DATE_FORMAT"), "again": date_format(again)}
        yield _("Reminded on %(day)s; the next one may go out from %(again)s on.") % facts
    if debtor.credit_cents > 0:
        yield _("There is credit of %(amount)s: use it first.") % {"amount": euros(debtor.credit_cents)}
    if not debtor.is_reachable:
        yield _("There is neither an e-mail address nor a postal address.")
    if debtor.blocked and stage.fee_cents:
        yield debtor.blocked


def fee_draft(account_id: int, stage: Stage, today: date, pay_until: date) -> Draft:
    """The document of a reminder's fee: compensation, no supply, so without VAT."""
    line = DraftLine("reminder", stage.title, stage.fee_cents, stage.fee_cents)
    charge = DraftCharge(f"{FEE_KEY}{account_id}:{today}", stage.fee_cents, pay_until)
    return Draft(today, today + timedelta(days=1), [line], [charge], kind=Invoice.Kind.FEE.value)


def why_not_withdraw(*, is_withdrawn: bool) -> str | None:
    return _("This reminder is withdrawn already.") if is_withdrawn else None
