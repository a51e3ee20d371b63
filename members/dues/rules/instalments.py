"""When what is due: the payment intervals, due dates of every year, and those of newcomers."""

from calendar import monthrange
from datetime import date, timedelta

from django.utils.translation import gettext as _

from members.dues.models.regulations import BankingDay, By, Due, Newcomers, Plan
from members.rules.calendar import add, easter

from .conditions import Case, holds
from .facts import ONE_DAY, Period, month_after
from .result import Instalment, Purpose, parts


def plan_of(case: Case) -> Plan | None:
    """The interval the member has chosen, where the regulations offer it to this member; else the first that fits."""
    fitting = [plan for plan in case.book.payment.plans if _fits(plan, case)]
    chosen = next((plan for plan in fitting if plan.key == case.facts.plan), None)
    return chosen or next((plan for plan in fitting if not plan.on_request), None)


def _fits(plan: Plan, case: Case) -> bool:
    method = case.facts.method or case.book.payment.required or case.book.payment.preferred
    return holds(plan.when, case) and (not plan.methods or method in plan.methods)


def due_dates(plan: Plan | None, period: Period) -> list[date]:
    """All of a year, in order; its first day where nothing is said."""
    if plan is None or not (plan.dues or plan.every_months):
        return [period.from_on]
    if plan.every_months:
        starts = period.months()[:: plan.every_months]
        return [_day_of_month(month.from_on, plan.day) for month in starts]
    return sorted(_due(due, period) for due in plan.dues)


def _day_of_month(month: date, day: int) -> date:
    return month.replace(day=min(day, monthrange(month.year, month.month)[1])) if month.day == 1 else month


def _due(due: Due, period: Period) -> date:
    if due.day:
        return period.day_of(due.day)
    if due.month:
        month = next((one.from_on for one in period.months() if one.from_on.month == due.month), period.from_on)
        first = month.replace(day=1)
        if due.week is None:
            return first
        return first + timedelta(days=-first.weekday() % 7 + 7 * (due.week - 1))
    return period.from_on


def newcomer_due(rule: Newcomers, joined_on: date) -> date:
    """When a newcomer pays, where no regular due date is taken."""
    if rule.after:
        return add(joined_on, rule.after)
    if rule.day_of_next_month:
        return _day_of_month(month_after(joined_on.replace(day=1)), rule.day_of_next_month)
    return joined_on


def instalments(case: Case, cents: int, *, month_cents: int | None) -> list[Instalment]:
    """The parts of the dues; those of a newcomer on the due dates that are still ahead, the first one at once."""
    if not cents:
        return []
    plan = plan_of(case)
    days = due_dates(plan, case.period)
    spells = case.facts.spells(case.period)
    joined_on = spells[0].from_on if spells else case.period.from_on
    if joined_on > case.period.from_on:
        days = _ahead(case.book.payment.newcomers, days, joined_on)
    elif joined_on == case.facts.joined:
        # Who joins on the first day pays on the regular due dates, never before joining.
        days = [max(day, joined_on) for day in days]
    if spells and case.book.leaving.by != By.FULL:
        # Who leaves and owes a part of the year only has paid it by then.
        days = [day for day in days if day < spells[-1].until_on] or days[:1]
    amounts = parts(cents, len(days))
    if month_cents and len(days) == 12 and cents - 11 * month_cents > 0:
        amounts = [month_cents] * 11 + [cents - 11 * month_cents]
    detail = plan.name if plan else _("no due date is stated: the first day")
    if case.book.payment.banking_day == BankingDay.NEXT:
        days = [next_banking_day(day) for day in days]
    return [
        Instalment(day, amount, Purpose.DUES, number, len(days), detail)
        for number, (day, amount) in enumerate(zip(days, amounts, strict=True), 1)
    ]


def _ahead(rule: Newcomers, days: list[date], joined_on: date) -> list[date]:
    coming = [day for day in days if day >= joined_on]
    if rule.next_due and coming:
        return coming
    first = newcomer_due(rule, joined_on)
    return [first, *(day for day in coming if day > first)] if len(days) > 1 else [first]


def surcharge(case: Case) -> Plan | None:
    """The plan, where it costs more."""
    plan = plan_of(case)
    return plan if plan and (plan.surcharge_cents or plan.surcharge_percent) else None


def next_banking_day(day: date) -> date:
    """The day itself or the next one on which TARGET is open (L-SEPA-5)."""
    sunday = easter(day.year)
    closed = {sunday - 2 * ONE_DAY, sunday + ONE_DAY}
    fixed = {(1, 1), (5, 1), (12, 25), (12, 26)}
    while day.weekday() >= 5 or day in closed or (day.month, day.day) in fixed:
        day += ONE_DAY
    return day
