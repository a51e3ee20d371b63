"""Contradictions of leaving: notice beyond the law, dates nobody reaches, forms the law forbids, missing hearings."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

from members.models.rulebook import (
    ArrearsRemoval,
    EndAt,
    Exclusion,
    Exit,
    Form,
    Leaving,
    Length,
    Rulebook,
    Suspension,
    Unit,
)
from members.rules.calendar import add, in_year, last_day_of
from members.rules.exits import stays_bound, uncapped_last_day
from members.rules.references import records
from members.rules.words import day, day_of_year

from .found import Problem, error, warning

# A year and its neighbours, with 29 February in it.
_DAYS = [date(2027, 1, 1) + timedelta(days=number) for number in range(731)]
_LONG_AGO = date(2001, 1, 1)
_POST = {Form.REGISTERED, Form.RETURN_RECEIPT}


def of_leaving(rulebook: Rulebook) -> Iterator[Problem]:
    yield from _exit(rulebook, None, rulebook.leaving.exit, "leaving.exit")
    for index, rule in enumerate(rulebook.types):
        yield from _exit(rulebook, rule.key, rule.exit, f"types[{index}].exit")
    for path, record in records(rulebook):
        if isinstance(record, Suspension):
            yield from _suspension(record, path)
        elif isinstance(record, ArrearsRemoval):
            yield from _arrears(record, path)
        elif isinstance(record, Exclusion):
            yield from _exclusion(record, path)
        elif isinstance(record, Leaving):
            yield from _ways(record, path)


def _exit(rulebook: Rulebook, type_key: str | None, rule: Exit | None, path: str) -> Iterator[Problem]:
    if rule is None:
        return
    if rule.form and set(rule.form) <= _POST:
        text = _("A registered letter may not be required: a letter or an e-mail is enough (§ 127 BGB).")
        yield warning(f"{path}.form", text)
    if rule.to == EndAt.UNSTATED and not rule.dates:
        text = _("To which day somebody can leave is not stated, so it is any day after the notice (§ 39 BGB).")
        yield warning(f"{path}.to", text)
    for received_on in _DAYS:
        joined_on = received_on if rule.earliest or rulebook.admission.minimum_term else _LONG_AGO
        last_day = uncapped_last_day(rulebook, type_key=type_key, received_on=received_on, joined_on=joined_on)
        if stays_bound(received_on, last_day):
            facts = {"received": day(received_on), "last_day": day(last_day)}
            text = _(
                "A notice received on %(received)s would end the membership only on %(last_day)s. "
                "The law allows two years at most (§ 39 (2) BGB), so the membership ends after two years."
            )
            yield warning(path, text % facts)
            break
    yield from _dates(rulebook, type_key, rule, path)
    yield from _two_readings(rulebook, rule, path)


def _two_readings(rulebook: Rulebook, rule: Exit, path: str) -> Iterator[Problem]:
    """Months before the end of a short month: counted back, notice would be due earlier than counted forward."""
    if rule.notice is None or rule.notice.unit != Unit.MONTHS or rule.dates:
        return
    ends = sorted({last_day_of(rule.to, received_on, rulebook, _LONG_AGO) for received_on in _DAYS})
    for last_day in ends if rule.to not in (EndAt.ANY_DAY, EndAt.UNSTATED, EndAt.MEMBERSHIP_YEAR) else ():
        in_time = [received_on for received_on in _DAYS if add(received_on, rule.notice) <= last_day]
        back = add(last_day, Length(-rule.notice.number, Unit.MONTHS))
        if _DAYS[0] <= back and last_day <= _DAYS[-1] and back != in_time[-1]:
            facts = {"last_day": day(last_day), "back": day(back), "forward": day(in_time[-1])}
            text = _(
                "Counted back from %(last_day)s notice would be due on %(back)s; counted forward from its receipt, "
                "as here, %(forward)s is in time."
            )
            yield warning(f"{path}.notice", text % facts)
            return


def _dates(rulebook: Rulebook, type_key: str | None, rule: Exit, path: str) -> Iterator[Problem]:
    """A fixed date that no notice ever leads to."""
    if not rule.dates:
        return
    reached = {
        uncapped_last_day(rulebook, type_key=type_key, received_on=received_on, joined_on=_LONG_AGO)
        for received_on in _DAYS
    }
    for index, fixed in enumerate(rule.dates):
        if not any(in_year(fixed.to, year) in reached for year in (2027, 2028, 2029)):
            text = _("Nobody can ever leave to %(to)s: another date always comes first, or notice is too late.")
            yield warning(f"{path}.dates[{index}]", text % {"to": day_of_year(fixed.to)})
    if rule.notice:
        text = _("A notice and fixed days are named; both must be kept.")
        yield warning(f"{path}.notice", text)


def _suspension(rule: Suspension, path: str) -> Iterator[Problem]:
    if not rule.clause.strip():
        text = _("A dormant membership needs a clause of the statutes; a resolution is not enough. Name the clause.")
        yield error(f"{path}.clause", text)


def _exclusion(rule: Exclusion, path: str) -> Iterator[Problem]:
    if not rule.reasons:
        yield warning(f"{path}.reasons", _("Nobody can be excluded without grounds in the statutes. Name them."))
    if not rule.hearing:
        text = _("No hearing is named. An exclusion needs one even where the statutes are silent.")
        yield warning(f"{path}.hearing", text)
    if rule.decision is None:
        yield warning(f"{path}.decision", _("Say who decides on an exclusion; else the general meeting does."))


def _arrears(rule: ArrearsRemoval, path: str) -> Iterator[Problem]:
    if not (rule.unpaid_for or rule.reminders or rule.after_reminder):
        text = _("Nothing says when somebody is removed for arrears: name a time or a number of reminders.")
        yield warning(path, text)
    if rule.after_reminder and not rule.reminders:
        text = _("A time after the last reminder is named, but no reminder.")
        yield warning(f"{path}.reminders", text)
    if rule.automatic and rule.decision:
        text = _("Removal is said to come without a decision, yet somebody decides on it.")
        yield error(f"{path}.automatic", text)


def _ways(rule: Leaving, path: str) -> Iterator[Problem]:
    """What is listed as a way out and regulated nowhere."""
    regulated = {"exit": rule.exit, "exclusion": rule.exclusion, "removal": rule.arrears}
    names = {
        "exit": _("notice by the member"),
        "exclusion": _("exclusion"),
        "removal": _("removal from the list of members"),
    }
    for way in rule.ways:
        if way.value in regulated and not regulated[way.value]:
            text = _("Membership ends by: %(way)s. But how is said nowhere.")
            yield warning(f"{path}.ways", text % {"way": names[way.value]})
