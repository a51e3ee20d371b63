"""The decisions an application has to pass, one after the other, and what follows from each."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from members.models.rulebook import Admission, Decision, Mode, Rulebook
from members.rules import Outcome, Result, admission_rule, decision_on_admission

ADMISSION, REFUSAL, OBJECTION, APPEAL, VETO = "admission", "refusal", "objection", "appeal", "veto"


@dataclass(frozen=True)
class Stage:
    """One decision. A yes admits, only where the purpose is `refusal` a yes refuses."""

    purpose: str
    decision: Decision


def dump(stages: Iterable[Stage]) -> list[dict[str, Any]]:
    """As `Application.stages` stores it."""
    return [{"purpose": stage.purpose, "decision": stage.decision.model_dump(mode="json")} for stage in stages]


def load(stored: Iterable[dict[str, Any]]) -> list[Stage]:
    return [Stage(row["purpose"], Decision.model_validate(row["decision"])) for row in stored]


def first_stages(rulebook: Rulebook, type_key: str) -> list[Stage]:
    """Who decides, then whose consent and confirmation it needs. After a declaration: who may still refuse it."""
    rule = admission_rule(rulebook, type_key)
    if rule.mode == Mode.DECLARATION:
        return [Stage(VETO, Decision(body=rule.veto.by))] if rule.veto else []
    decision = decision_on_admission(rulebook, type_key)
    further = [Decision(body=(key,)) for key in (*decision.consent_of, *decision.confirmed_by)]
    return [Stage(ADMISSION, each) for each in (decision, *further)]


def after(stages: list[Stage], outcome: Outcome, rule: Admission) -> tuple[list[Stage], Result]:
    """What is left to decide, and where the application stands: a refusal may need a decision of its own."""
    stage, rest = stages[0], stages[1:]
    if outcome.result == Result.GOES_ON and outcome.by:
        return [Stage(stage.purpose, outcome.by), *rest], Result.GOES_ON
    said_yes = outcome.result == Result.ACCEPTED
    if stage.purpose == REFUSAL:
        return [], Result.REFUSED if said_yes else Result.ACCEPTED
    if said_yes:
        return rest, Result.GOES_ON if rest else Result.ACCEPTED
    other = rule.refusal_decision
    if stage.purpose == ADMISSION and other and other.body and other.body != stage.decision.body:
        return [Stage(REFUSAL, other)], Result.GOES_ON
    return [], Result.REFUSED


def decision_on_appeal(rule: Admission) -> Decision:
    """Who decides on an appeal; where the statutes name nobody, the general meeting."""
    named = rule.appeal.decision if rule.appeal else None
    by_objection = rule.objection.decision if rule.objection else None
    decision = named if named and named.body else by_objection
    return decision if decision and decision.body else Decision(body=("general_meeting",))


def decision_on_objection(rulebook: Rulebook, rule: Admission, type_key: str) -> Decision:
    """Who decides on an objection; where the statutes name nobody, whoever decided before."""
    named = rule.objection.decision if rule.objection else None
    return named if named and named.body else decision_on_admission(rulebook, type_key)
