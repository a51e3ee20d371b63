"""Payment: intervals without due dates, steps without days, estimates nobody makes."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from members.dues.models.regulations import By, FeeBook, IfMissing, Measured
from members.rules.contradictions import Problem, error, warning


def of_payment(book: FeeBook) -> Iterator[Problem]:
    for index, plan in enumerate(book.payment.plans):
        path, facts = f"payment.plans[{index}]", {"name": plan.name}
        if plan.dues and plan.every_months:
            yield error(path, _("%(name)s: due dates are given twice, one by one and by months.") % facts)
        for number, due in enumerate(plan.dues):
            if due.day is None and due.month is None:
                yield error(f"{path}.dues[{number}]", _("%(name)s: a due date has no day.") % facts)
    if book.payment.plans and all(plan.on_request for plan in book.payment.plans):
        yield warning("payment.plans", _("Every interval is only on request; nobody has a usual one."))
    if book.payment.reminder_cents > 500:
        yield warning("payment.reminder_cents", _("Only what a reminder really costs may be charged."))
    yield from _prorations(book)
    yield from _declared(book)


def _prorations(book: FeeBook) -> Iterator[Problem]:
    for name, rule in (("joining", book.joining), ("leaving", book.leaving)):
        if rule.by == By.STEPS and not rule.steps:
            yield error(f"{name}.steps", _("Say from which day of the year which part is owed."))
        if rule.by != By.STEPS and rule.steps:
            yield error(f"{name}.steps", _("Steps are given, but the year is divided in another way."))
        if rule.by == By.UNSTATED:
            yield warning(f"{name}.by", _("The unit of the pro rata amount is not stated; months are taken."))
    if book.leaving.by == By.STEPS:
        yield error("leaving.by", _("Steps are for those who join."))


def _declared(book: FeeBook) -> Iterator[Problem]:
    if book.declaration.if_missing == IfMissing.UNSTATED and book.quantities and book.declaration.by:
        yield warning("declaration.if_missing", _("Say what counts where a member declares nothing."))
    for index, quantity in enumerate(book.quantities):
        if quantity.measured == Measured.ON_DAY and quantity.day is None:
            facts = {"name": quantity.name}
            yield error(f"quantities[{index}].day", _("%(name)s: the key date is missing.") % facts)
