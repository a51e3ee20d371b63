"""Sentences on reductions, the year, joining and leaving, admission fee, levies, payment, and the rest."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.dues.models.regulations import (
    AdmissionFee,
    BankingDay,
    By,
    Counted,
    EdgeMonth,
    FeeBook,
    Hardship,
    Levy,
    LevyShare,
    Newcomers,
    Payment,
    Plan,
    Proration,
    Reduction,
    Within,
)
from members.dues.rules.words import joined, money, percent
from members.rules.words import day, day_of_year, length_of, listed

from .phrases import Names, asked, decides, due, headed, sentence, tax_of, tax_words, who


def on_reductions(book: FeeBook, names: Names) -> Iterator[str]:
    for rule in book.reductions:
        yield sentence(headed(rule.name, rule.clause, rule.when, names), _reduction(rule, names)) or f"{rule.name}."
    if len(book.reductions) > 1:
        yield _("Where several reductions fit: %(how)s.") % {"how": book.combine.label}
    if book.hardship:
        yield sentence(_("In hardship"), _hardship(book.hardship, names))


def _reduction(rule: Reduction, names: Names) -> Iterator[str]:
    if rule.percent_off:
        off = ", ".join(percent(each) for each in rule.percent_off)
        yield _("%(percent)s off") % {"percent": off} if len(rule.percent_off) == 1 else _(
            "%(percent)s off, year by year"
        ) % {"percent": off}  # fmt: skip
    if rule.minus_cents is not None:
        yield _("%(amount)s off") % {"amount": money(rule.minus_cents)}
    if rule.fee_cents is not None:
        yield _("%(amount)s instead, if that is less") % {"amount": money(rule.fee_cents)}
    if rule.pays_minimum:
        yield _("the lowest band")
    yield from _time(rule)
    yield asked(rule.proof, _("proof"))
    yield asked(rule.application, _("application"))
    yield decides(rule.decision, names)
    if not rule.with_proration:
        yield _("not where the dues are pro rata already")
    if rule.voluntary_more:
        yield _("members may pay all the same")


def _time(rule: Reduction) -> Iterator[str]:
    since = Counted(rule.since).label if rule.since else ""
    if rule.years:
        count = ngettext("for %(n)d year", "for %(n)d years", rule.years) % {"n": rule.years}
        yield joined([count, _("from %(day)s") % {"day": since} if since else "", f"({rule.year.label})"], " ")
    if rule.until_opening:
        yield _("until the business opens")
    if rule.from_on:
        yield _("from %(day)s") % {"day": day(rule.from_on)}
    if rule.last_on:
        yield _("until %(day)s") % {"day": day(rule.last_on)}
    if rule.within != Within.MONTHS:
        yield str(rule.within.label)


def _hardship(rule: Hardship, names: Names) -> Iterator[str]:
    if rule.kinds:
        yield listed((str(kind.label) for kind in rule.kinds), either=True)
    yield asked(rule.application, _("application"))
    yield decides(rule.decision, names)
    yield rule.note


def on_year(book: FeeBook, _names: Names) -> Iterator[str]:
    yield _("The year of dues is %(year)s.") % {"year": book.year.label}
    yield _("Where the membership type changes in a year counts: %(which)s.") % {"which": book.status.label}
    yield sentence(_("Who joins in the middle of a year"), _proration(book.joining))
    yield sentence(_("Who leaves in the middle of a year"), _proration(book.leaving))
    if book.association_founded_on:
        yield _("The association was founded on %(day)s.") % {"day": day(book.association_founded_on)}


def _proration(rule: Proration) -> Iterator[str]:
    yield str(rule.by.label)
    if rule.by in (By.MONTHS, By.UNSTATED) and rule.month != EdgeMonth.COUNTS:
        yield _("the month itself: %(how)s") % {"how": rule.month.label}
    for step in rule.steps:
        facts = {"day": day_of_year(step.from_on), "percent": percent(step.percent)}
        yield _("from %(day)s on %(percent)s of it") % facts
    yield rule.note


def on_admission(book: FeeBook, names: Names) -> Iterator[str]:
    for fee in book.admission_fees:
        head = headed(fee.name or _("Admission fee"), fee.clause, fee.when, names)
        yield sentence(head, _admission_fee(fee, names))
    for levy in book.levies:
        yield sentence(headed(levy.name, levy.clause, levy.when, names), _levy(levy, names)) or f"{levy.name}."


def _admission_fee(fee: AdmissionFee, names: Names) -> Iterator[str]:
    if fee.cents is not None:
        yield money(fee.cents)
    elif fee.percent_of_fee is not None:
        yield _("%(percent)s of the annual dues") % {"percent": percent(fee.percent_of_fee)}
    else:
        yield _("the amount is not stated here")
    if fee.not_for:
        yield _("waived for: %(who)s") % {"who": "; ".join(who(when, names) for when in fee.not_for)}
    if not fee.again:
        yield _("not again from a former member")
    if fee.parts:
        text = ngettext("on request in %(n)d part", "on request in %(n)d monthly parts", fee.parts) % {"n": fee.parts}
        yield f"{text} ({fee.parts_for})" if fee.parts_for else text
    yield _newcomers(fee.due)
    yield decides(fee.set_by, names)
    if fee.waived_by:
        yield _("may be reduced or waived by: %(who)s") % {"who": names.bodies(fee.waived_by)}
    yield tax_of(fee.tax)


def _newcomers(rule: Newcomers) -> str:
    if rule.after:
        return _("due %(length)s after joining") % {"length": length_of(rule.after)}
    if rule.day_of_next_month:
        return _("due on day %(day)d of the month after joining") % {"day": rule.day_of_next_month}
    return _("due on the next due date") if rule.next_due else ""


def _levy(levy: Levy, names: Names) -> Iterator[str]:
    yield levy.purpose
    if levy.only_participants:
        yield _("only those who take part pay")
    if levy.share != LevyShare.UNSTATED:
        yield str(levy.share.label)
    if levy.cap_percent is not None:
        yield _("at most %(percent)s of the annual dues") % {"percent": percent(levy.cap_percent)}
    if levy.cap_cents is not None:
        yield _("at most %(amount)s") % {"amount": money(levy.cap_cents)}
    if levy.once_per_company:
        yield _("once for each company")
    if levy.due_before_event:
        yield _("due before the event")
    yield decides(levy.decision, names)
    yield tax_of(levy.tax)


def on_payment(book: FeeBook, names: Names) -> Iterator[str]:
    rule = book.payment
    for plan in rule.plans:
        yield sentence(headed(plan.name, "", plan.when, names), _plan(plan)) or f"{plan.name}."
    if text := _newcomers(rule.newcomers):
        yield sentence(_("Who joins in the middle of a year"), [text])
    if rule.banking_day == BankingDay.NEXT:
        yield _("A due date at a weekend or a bank holiday moves to the next banking day.")
    yield from _ways(rule, names)
    yield from _late(rule)


def _plan(plan: Plan) -> Iterator[str]:
    if plan.dues:
        yield _("due on %(days)s") % {"days": listed(due(each) for each in plan.dues)}
    if plan.every_months:
        text = ngettext("every month", "every %(n)d months", plan.every_months) % {"n": plan.every_months}
        yield _("%(often)s on day %(day)d") % {"often": text, "day": plan.day}
    if plan.methods:
        yield _("only by %(ways)s") % {"ways": listed((str(way.label) for way in plan.methods), either=True)}
    if plan.surcharge_cents:
        yield _("surcharge %(amount)s") % {"amount": money(plan.surcharge_cents)}
    if plan.surcharge_percent:
        yield _("surcharge %(amount)s") % {"amount": percent(plan.surcharge_percent)}
    if plan.on_request:
        yield _("on request")


def _ways(rule: Payment, names: Names) -> Iterator[str]:
    if rule.required:
        text = _("Dues are paid by %(way)s only.") % {"way": rule.required.label}
        yield text
    elif rule.preferred:
        yield _("Dues are paid by %(way)s in principle.") % {"way": rule.preferred.label}
    if rule.methods:
        yield _("Ways of payment: %(ways)s.") % {"ways": listed(str(way.label) for way in rule.methods)}
    if rule.exceptions_by:
        yield _("Exceptions are allowed by: %(who)s.") % {"who": names.bodies(rule.exceptions_by)}
    if rule.due_set_by:
        yield _("Due dates are set by: %(who)s.") % {"who": names.bodies(rule.due_set_by)}
    if rule.invoice_by:
        yield _("Invoices go out by %(day)s.") % {"day": day_of_year(rule.invoice_by)}
    if rule.group_collects:
        yield _("A head office may pay for its companies.")


def _late(rule: Payment) -> Iterator[str]:
    if rule.received_counts:
        yield _("Paid in time is what has arrived in time.")
    if rule.reminder_cents:
        yield _("A reminder costs %(amount)s.") % {"amount": money(rule.reminder_cents)}
    if rule.returned_debit_passed_on:
        yield _("Who causes a returned debit bears what the bank takes for it.")
    if rule.further_damage:
        yield _("Higher damage may be claimed.")
    if rule.arrears:
        yield _("Arrears: %(text)s") % {"text": rule.arrears}


def on_rest(book: FeeBook, names: Names) -> Iterator[str]:
    if book.clause:
        yield _("The statutes allow dues in %(clause)s.") % {"clause": book.clause}
    if book.set_by and book.set_by.body:
        yield _("The dues regulations are decided by: %(who)s.") % {"who": names.bodies(book.set_by.body)}
    yield _("Changes are in force from: %(day)s.") % {"day": book.changes_from.label}
    yield sentence(_("Value added tax"), [tax_words(book.tax), book.tax.note])
    if book.sharing:
        yield _("Passed on to other levels: %(text)s") % {"text": book.sharing}
    yield from book.remarks
