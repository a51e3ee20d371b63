"""What checks about admission compute; see `computing`."""

from collections.abc import Callable, Mapping
from typing import Any

from members.models.rulebook import Appeal, Decision, Rulebook
from members.rules.joining import (
    admission_rule,
    appeal_window,
    decision_on_admission,
    decision_on_refusal,
    minimum_term_until,
    objection_until,
    outcome,
    silent_acceptance_on,
    start_day,
    veto_until,
)

Given = Mapping[str, Any]


def differs(found: object, expected: object) -> str:
    return "" if found == expected else f"computed {found}, not {expected}"


def _start(rulebook: Rulebook, given: Given, check: Given) -> str:
    found = start_day(
        rulebook,
        type_key=check.get("type"),
        applied_on=given["applied"],
        decided_on=given["decided"],
        paid_on=given.get("paid"),
    )
    return differs(found, given["day"])


def _decision(rulebook: Rulebook, check: Given) -> Decision:
    """The decision a check is about: on an admission, unless `about` says otherwise."""
    about = check.get("about", "admission")
    if about == "admission":
        return decision_on_admission(rulebook, check.get("type"))
    if about == "refusal":
        return decision_on_refusal(rulebook, check.get("type"))
    objection, exclusion, appeal = (
        rulebook.admission.objection,
        rulebook.leaving.exclusion,
        _appeal_rule(rulebook, check),
    )
    found: dict[str, Decision | None] = {
        "objection": objection.decision if objection else None,
        "exclusion": exclusion.decision if exclusion else None,
        "arrears": next((clause.decision for clause in rulebook.leaving.arrears), None),
        "exclusion_appeal": appeal.decision if appeal else None,
        "admission_appeal": appeal.decision if appeal else None,
        "dissolution": rulebook.dissolution.decision,
        "poll": rulebook.dissolution.poll,
        "above_limit": rulebook.board.above_limit,
        "board": rulebook.board.decision,
        **{str(row.matter.value): row.decision for row in rulebook.general_meeting.resolutions},
    }
    decision = found[about]
    assert decision is not None, check
    return decision


def _decides(rulebook: Rulebook, given: list[str], check: Given) -> str:
    return differs(list(_decision(rulebook, check).body), given)


def _vote(rulebook: Rulebook, given: Given, check: Given) -> str:
    found = outcome(
        _decision(rulebook, check),
        yes=given["for"],
        no=given["against"],
        chair_vote=given.get("chair"),
        office_votes=given.get("offices"),
        present=given.get("present"),
    )
    to = list(found.by.body) if found.by else None
    return differs(found.result.value, given["result"]) or differs(to, given.get("to"))


def _appeal_rule(rulebook: Rulebook, check: Given) -> Appeal | None:
    match check.get("about", "admission"):
        case "admission" | "admission_appeal":
            return admission_rule(rulebook, check.get("type")).appeal
        case "arrears":
            return next((clause.appeal for clause in rulebook.leaving.arrears), None)
        case _:
            return rulebook.leaving.exclusion.appeal if rulebook.leaving.exclusion else None


def _appeal(rulebook: Rulebook, given: Given, check: Given) -> str:
    sent = given.get("dispatched", given.get("received"))
    window = appeal_window(
        _appeal_rule(rulebook, check), decided_on=sent, dispatched_on=sent, received_on=given.get("received")
    )
    first, last = window or (None, None)
    return differs(last, given.get("last")) or differs(first, given.get("first", first))


def _veto(rulebook: Rulebook, given: Given, check: Given) -> str:
    return differs(veto_until(rulebook, type_key=None, received_on=given["received"]), given["last"])


def _objection(rulebook: Rulebook, given: Given, check: Given) -> str:
    found = objection_until(rulebook, type_key=None, decided_on=given["decided"], announced_on=given.get("announced"))
    return differs(found, given["last"])


def _silence(rulebook: Rulebook, given: Given, check: Given) -> str:
    return differs(
        silent_acceptance_on(rulebook, type_key=given.get("type"), received_on=given["received"]), given["day"]
    )


def _minimum_term(rulebook: Rulebook, given: Given, check: Given) -> str:
    return differs(minimum_term_until(rulebook, type_key=given.get("type"), joined_on=given["joined"]), given["last"])


ADMISSION: dict[str, Callable[[Rulebook, Any, Given], str]] = {
    "start": _start,
    "decides": _decides,
    "vote": _vote,
    "appeal": _appeal,
    "veto": _veto,
    "objection": _objection,
    "silence": _silence,
    "minimum_term": _minimum_term,
}
