"""Why somebody may not give notice, be excluded or removed, or be put to rest: by the statutes and the law."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.admission.models import Notice, Proceeding
from members.models import Membership, Person, Seat
from members.models import Suspension as SuspensionPeriod
from members.models.rulebook import ArrearsRemoval, EndEvent, Length, Procedure, Rulebook, Suspension, Unit
from members.rules.calendar import add


def why_not_give_notice(
    membership: Membership,
    *,
    joined_on: date,
    has_notice: bool,
    received_on: date,
    today: date,
    seat: Seat | None = None,
) -> str | None:
    """A notice needs a running membership; for a company only its representative or the deputy speaks (`seat`)."""
    if has_notice:
        return _("Notice has been given already.")
    if membership.until_on is not None:
        last_day = date_format(membership.last_day or membership.until_on)
        return _("This membership already ends on %(day)s.") % {"day": last_day}
    if received_on > today:
        return _("The notice cannot have been received in the future.")
    if received_on < joined_on:
        day = date_format(joined_on)
        return _("The membership begins on %(day)s only: no notice can have been received before.") % {"day": day}
    if seat is not None and seat.role == Seat.Role.CONTACT:
        return _("Only the representative of the company or the deputy can give notice for it.")
    return None


def why_not_settle(notice: Notice) -> str | None:
    """A notice is confirmed or refused once."""
    if notice.is_open:
        return None
    return _("This notice is settled already: %(state)s.") % {"state": notice.get_state_display()}


def why_not_withdraw(notice: Notice, *, by_office: bool, today: date) -> str | None:
    """The member may withdraw until the notice is confirmed; later both sides must agree, which the office enters."""
    if notice.state in (Notice.State.WITHDRAWN, Notice.State.REFUSED):
        return why_not_settle(notice)
    if notice.last_day is not None and notice.last_day < today:
        return _("The membership has ended already.")
    if not by_office and not notice.is_open:
        return _("The notice has been confirmed. It can be withdrawn by agreement: please write to the office.")
    return None


def why_not_agree_on(notice: Notice, last_day: date, *, rulebook: Rulebook, from_on: date) -> str | None:
    """Another last day than the computed one: only where the statutes let the board allow it, or for good reason."""
    if reason := why_not_settle(notice):
        return reason
    exit_rule = rulebook.leaving.exit
    if exit_rule is not None and not exit_rule.other_date_by and notice.kind == Notice.Kind.ORDINARY:
        return _("The statutes do not let anybody allow another day.")
    if last_day < from_on:
        return _("The last day lies before the first one, %(day)s.") % {"day": date_format(from_on)}
    return None


# --- Events that end a membership by themselves ----------------------------------------------------------------------
def events_that_end(rulebook: Rulebook, type_key: str) -> list[EndEvent]:
    """What the statutes say ends a membership of this type by itself, death and unpaid fees apart."""
    rules = rulebook.leaving.automatic
    found = [rule.event for rule in rules if not rule.types or type_key in rule.types]
    return [event for event in EndEvent if event in found and event not in (EndEvent.DEATH, EndEvent.ARREARS)]


def why_not_end_by(rulebook: Rulebook, event: EndEvent, type_key: str) -> str | None:
    """Death always ends it (§ 38 BGB); everything else only where the statutes say so."""
    if event == EndEvent.DEATH:
        return None
    for rule in rulebook.leaving.automatic:
        if rule.event == event and (not rule.types or type_key in rule.types):
            return None
    return _("The statutes do not say that this ends a membership.")


def why_not_record_death(person: Person, died_on: date, today: date) -> str | None:
    if person.died_on is not None:
        return _("The death has been entered already.")
    return _("This day lies in the future.") if died_on > today else None


# --- Proceedings -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Arrears:
    """What is known about the arrears of a member on a day."""

    unpaid_since: date
    reminders: int
    last_reminder_on: date | None
    threatened: bool


def why_not_remove_for_arrears(
    rulebook: Rulebook, arrears: Arrears, today: date, *, clause_number: int | None = None
) -> str | None:
    """Removal needs a clause, and all conditions of one clause must hold together (L-DUES-12).

    `clause_number`: only the clause with this number, from 0, is asked; None: any of them is enough.
    """
    every = rulebook.leaving.arrears
    clauses = every if clause_number is None else every[clause_number : clause_number + 1]
    if not clauses:
        return _("The statutes have no clause on removal for arrears.")
    reasons = [next(_missing(clause, arrears, today), None) for clause in clauses]
    return None if None in reasons else reasons[0]


def _missing(clause: ArrearsRemoval, arrears: Arrears, today: date) -> Iterator[str]:
    if clause.unpaid_for and today <= add(arrears.unpaid_since, clause.unpaid_for):
        day = date_format(add(arrears.unpaid_since, clause.unpaid_for))
        yield _("The arrears are not old enough: the statutes allow removal after %(day)s.") % {"day": day}
    if arrears.reminders < clause.reminders:
        number = clause.reminders
        yield ngettext(
            "The statutes ask for %(n)d reminder first.", "The statutes ask for %(n)d reminders first.", number
        ) % {"n": number}
    if clause.after_reminder:
        if arrears.last_reminder_on is None:
            yield _("The statutes ask for a reminder first.")
        elif today <= add(arrears.last_reminder_on, clause.after_reminder):
            day = date_format(add(arrears.last_reminder_on, clause.after_reminder))
            yield _("The time given by the last reminder runs until %(day)s.") % {"day": day}
    if clause.threatened and not arrears.threatened:
        yield _("The reminder must have threatened the removal.")


def why_not_open(rulebook: Rulebook, kind: str, *, belongs: bool, has_open: bool) -> str | None:
    """Exclusion only on grounds that the statutes name (L-GOV-15), one proceeding at a time."""
    if not belongs:
        return _("There is no membership that could be ended.")
    if has_open:
        return _("A proceeding is open already.")
    if kind == Proceeding.Kind.EXCLUSION and rulebook.leaving.exclusion is None:
        return _("The statutes have no clause on exclusion.")
    return None


def why_not_decide(proceeding: Proceeding, decided_on: date, today: date) -> str | None:
    """Never without a hearing: the member was asked, and has answered or the time for it is over."""
    if proceeding.decided_on is not None:
        return _("This has been decided on %(day)s.") % {"day": date_format(proceeding.decided_on)}
    if decided_on > today or decided_on < proceeding.opened_on:
        return _("The day of the decision must lie between the opening and today.")
    if proceeding.hearing_sent_on is None:
        return _("The member must be heard first: ask for a statement.")
    waits = proceeding.hearing_until is None or decided_on <= proceeding.hearing_until
    if waits and not proceeding.hearing_note:
        return _("The member’s time for a statement is not over yet.")
    return None


def why_not_change(proceeding: Proceeding) -> str | None:
    """Nothing is added to what was decided or dropped."""
    if proceeding.closed_on is not None:
        return _("This has been closed on %(day)s.") % {"day": date_format(proceeding.closed_on)}
    if proceeding.decided_on is not None:
        return _("This has been decided on %(day)s.") % {"day": date_format(proceeding.decided_on)}
    return None


def why_not_ask(proceeding: Proceeding, clause: Procedure | None, until: date, today: date) -> str | None:
    """A statement needs time: the day for it lies after today, and not before the statutes' time for it is over."""
    if reason := why_not_change(proceeding):
        return reason
    if until <= today:
        return _("The day for the statement must lie in the future.")
    if clause and clause.hearing_period and until < (first := add(today, clause.hearing_period)):
        return _("The statutes give the member time for a statement until %(day)s.") % {"day": date_format(first)}
    return None


def statement_until(clause: Procedure | None, today: date) -> date:
    """The day to suggest for the statement: the time the statutes give, else two weeks."""
    return add(today, clause.hearing_period if clause and clause.hearing_period else Length(2, Unit.WEEKS))


def why_not_deliver(proceeding: Proceeding, delivered_on: date, today: date) -> str | None:
    if proceeding.closed_on is not None or proceeding.decided_on is None:
        return _("There is no decision that could be delivered.")
    if proceeding.delivered_on is not None:
        return _("It was delivered on %(day)s.") % {"day": date_format(proceeding.delivered_on)}
    if not proceeding.decided_on <= delivered_on <= today:
        return _("The day of delivery must lie between the decision and today.")
    return None


def why_not_decide_appeal(proceeding: Proceeding, decided_on: date, today: date) -> str | None:
    if proceeding.appealed_on is None or proceeding.closed_on is not None:
        return _("There is no appeal to decide on.")
    if not proceeding.appealed_on <= decided_on <= today:
        return _("The day of the decision must lie between the appeal and today.")
    return None


def why_not_close(proceeding: Proceeding, today: date) -> str | None:
    """Before a decision it can be dropped; after one it is final when nobody has appealed in time."""
    if proceeding.closed_on is not None:
        return _("This has been closed on %(day)s.") % {"day": date_format(proceeding.closed_on)}
    if proceeding.decided_on is None:
        return None
    if proceeding.delivered_on is None:
        return _("The member does not know of the decision yet: enter when it was delivered.")
    if proceeding.appealed_on is not None:
        return _("The appeal must be decided first.")
    if not proceeding.appeal_is_over(today):
        return _("The time for an appeal is not over yet.")
    return None


def why_not_appeal(proceeding: Proceeding, received_on: date, *, possible: bool) -> str | None:
    if not possible:
        return _("The statutes give no appeal against it.")
    if proceeding.delivered_on is None or proceeding.appealed_on is not None:
        return _("An appeal cannot be entered at this stage.")
    if proceeding.appeal_until is not None and received_on > proceeding.appeal_until:
        return _("The appeal came too late: the last day was %(day)s.") % {"day": date_format(proceeding.appeal_until)}
    return None


# --- Dormant membership ----------------------------------------------------------------------------------------------
def clause_for(rulebook: Rulebook, reason: str) -> Suspension | None:
    """The clause that lets a membership rest for this reason (`Suspension.Reason`), or None."""
    for clause in rulebook.leaving.suspension:
        if (reason == "arrears" and clause.while_in_arrears) or (reason == "request" and clause.on_request):
            return clause
    return None


def why_not_suspend(
    rulebook: Rulebook, reason: str, *, from_on: date, until_on: date | None, taken: bool
) -> str | None:
    """Only under a clause (L-DUES-8), not longer than it allows, and once at a time (`taken`)."""
    if taken:
        return _("The membership is dormant in this time already.")
    clause = clause_for(rulebook, reason)
    if clause is None:
        return _("The statutes have no clause for this. A time out of the network is possible at any time.")
    if until_on is not None and until_on <= from_on:
        return _("The end lies before the beginning.")
    if clause.at_most is not None:
        longest = add(from_on, clause.at_most)
        if until_on is None or until_on > longest:
            return _("By the statutes it may last until %(day)s at most.") % {"day": date_format(longest)}
    return None


def why_not_resume(suspension: SuspensionPeriod, from_on: date) -> str | None:
    if suspension.until_on is not None and suspension.until_on <= from_on:
        return _("The membership is not dormant any more on that day.")
    if from_on <= suspension.from_on:
        return _("The end lies before the beginning.")
    return None
