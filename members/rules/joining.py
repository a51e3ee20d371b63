"""How somebody becomes a member: who decides, what the votes mean, from which day, and the periods around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from members.models.rulebook import (
    Admission,
    Appeal,
    BodyKind,
    Counts,
    Decision,
    EndAt,
    Majority,
    Payment,
    Rulebook,
    StartAt,
    Tie,
)

from .calendar import ONE_DAY, add, last_day_of
from .exits import minimum_term_until

__all__ = [
    "Outcome", "Result", "admission_rule", "appeal_window", "decision_on_admission", "decision_on_refusal",
    "minimum_term_until", "objection_until", "outcome", "silent_acceptance_on", "start_day", "veto_until",
]  # fmt: skip


class Result(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"
    GOES_ON = "goes_on"


@dataclass(frozen=True)
class Outcome:
    """What a vote means; `by` is the next decision where the matter goes on to another body, else None."""

    result: Result
    by: Decision | None = None


def admission_rule(rulebook: Rulebook, type_key: str | None) -> Admission:
    """The rules of the type where it has its own, else those of the association."""
    own = rulebook.type(type_key) if type_key else None
    return own.admission if own and own.admission else rulebook.admission


def decision_on_admission(rulebook: Rulebook, type_key: str | None) -> Decision:
    """Who decides on an application; honorary members by who grants it, without any rule the board."""
    own = rulebook.type(type_key) if type_key else None
    decision = (own and own.granted) or admission_rule(rulebook, type_key).decision or Decision()
    return decision if decision.body else decision.model_copy(update={"body": (_board(rulebook),)})


def decision_on_refusal(rulebook: Rulebook, type_key: str | None) -> Decision:
    """Who may refuse: another body only where the statutes name one."""
    return admission_rule(rulebook, type_key).refusal_decision or decision_on_admission(rulebook, type_key)


def _board(rulebook: Rulebook) -> str:
    return next((body.key for body in rulebook.bodies if body.kind == BodyKind.BOARD), "board")


def start_day(
    rulebook: Rulebook, *, type_key: str | None, applied_on: date, decided_on: date, paid_on: date | None
) -> date | None:
    """The first day of the membership; None: it waits for a payment.

    The list of members is written and the statutes are handed over with the decision. `application_month` may lie
    before the decision: that is what such statutes want.
    """
    start = admission_rule(rulebook, type_key).start
    needs_payment = bool(start.needs_payment) or start.at == StartAt.PAYMENT
    if needs_payment and paid_on is None:
        return None
    day = {
        StartAt.NEXT_MONTH: last_day_of(EndAt.MONTH, decided_on, rulebook, decided_on) + ONE_DAY,
        StartAt.APPLICATION: applied_on,
        StartAt.APPLICATION_MONTH: applied_on.replace(day=1),
        StartAt.NEXT_YEAR: last_day_of(EndAt.FISCAL_YEAR, decided_on, rulebook, decided_on) + ONE_DAY,
    }.get(start.at, decided_on)
    return max(day, paid_on) if needs_payment and paid_on else day


def rights_wait_for(rulebook: Rulebook, type_key: str | None) -> tuple[Payment, ...]:
    """What must be paid before the rights of a membership that has begun can be used."""
    start = admission_rule(rulebook, type_key).start
    return (start.needs_payment or (Payment.YEAR,)) if start.rights_need_payment else ()


def veto_until(rulebook: Rulebook, *, type_key: str | None, received_on: date) -> date | None:
    """The last day on which a declaration received then can be refused; None: no veto."""
    veto = admission_rule(rulebook, type_key).veto
    return add(received_on, veto.period) if veto else None


def objection_until(
    rulebook: Rulebook, *, type_key: str | None, decided_on: date, announced_on: date | None = None
) -> date | None:
    """The last day for an objection; None where there is none or the statutes give no period."""
    objection = admission_rule(rulebook, type_key).objection
    if objection is None or objection.period is None:
        return None
    return add(decided_on if objection.counts == Counts.DECISION else announced_on or decided_on, objection.period)


def silent_acceptance_on(rulebook: Rulebook, *, type_key: str | None, received_on: date) -> date | None:
    """The day on which an application nobody answered counts as accepted: the one after the period."""
    length = admission_rule(rulebook, type_key).silence_accepts_after
    return add(received_on, length) + ONE_DAY if length else None


def appeal_window(
    appeal: Appeal | None, *, decided_on: date, dispatched_on: date, received_on: date | None = None
) -> tuple[date, date | None] | None:
    """First and last day of an appeal (last None: no period named); None where there is no appeal.

    Where the receipt is not known, or the statutes fix it ("three days after dispatch"), the dispatch counts.
    """
    if appeal is None or not appeal.possible:
        return None
    first = {Counts.DECISION: decided_on, Counts.RECEIPT: received_on or dispatched_on}.get(
        appeal.counts, dispatched_on
    )
    if appeal.starts_after:
        first = add(dispatched_on, appeal.starts_after)
    return first, add(first, appeal.period) if appeal.period else None


def outcome(
    decision: Decision,
    *,
    yes: int,
    no: int,
    chair_vote: bool | None = None,
    office_votes: Mapping[str, bool] | None = None,
    present: int | None = None,
) -> Outcome:
    """What the votes mean. `yes` and `no` count heads; abstentions count for nothing (L-GOV-5).

    `office_votes` says how the holders of offices voted whose vote counts more (`decision.votes`), `chair_vote` how
    the chair did, for a tie; `present` (all who are present, abstaining or not) is what an absolute majority is of.
    """
    for office, voted_yes in (office_votes or {}).items():
        extra = decision.votes.get(office, 1) - 1
        yes, no = (yes + extra, no) if voted_yes else (yes, no + extra)
    if yes == no and yes:
        accepted = decision.tie == Tie.ACCEPTED or (decision.tie == Tie.CHAIR and chair_vote is True)
        accepted = accepted and decision.majority == Majority.SIMPLE
    else:
        accepted = yes > 0 and _is_majority(decision.majority, yes, no, max(present or 0, yes + no))
    if accepted:
        return Outcome(Result.ACCEPTED)
    return Outcome(Result.GOES_ON, decision.otherwise) if decision.otherwise else Outcome(Result.REFUSED)


def _is_majority(majority: Majority, yes: int, no: int, present: int) -> bool:
    return {
        Majority.SIMPLE: yes > no,
        Majority.ABSOLUTE: 2 * yes > present,
        Majority.TWO_THIRDS: 3 * yes >= 2 * (yes + no),
        Majority.THREE_QUARTERS: 4 * yes >= 3 * (yes + no),
        Majority.UNANIMOUS: no == 0,
    }[majority]
