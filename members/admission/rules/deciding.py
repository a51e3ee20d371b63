"""What has to be there before a decision, who may take it, and why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.admission.models import Application, State
from members.models.rulebook import Admission, BodyKind, Rulebook, TypeRule
from members.models.rulebook.joining import Reasons
from members.rules import Result, add

from .applying import wants_proof
from .stages import APPEAL, OBJECTION, VETO, Stage


@dataclass(frozen=True)
class Progress:
    """What is known of an applicant: visits as a guest, sponsors who said yes, why the type does not fit (or "")."""

    visits: int = 0
    first_visit: date | None = None
    sponsors: int = 0
    type_reason: str = ""


def missing(
    application: Application, rule: Admission, type_rule: TypeRule | None, progress: Progress, today: date
) -> list[str]:
    """What the statutes ask for before an admission and is not there yet, in words."""
    return list(_missing(application, rule, type_rule, progress, today))


def _missing(
    application: Application, rule: Admission, type_rule: TypeRule | None, progress: Progress, today: date
) -> Iterator[str]:
    yield from _missing_as_guest(rule, progress, today)
    lacking = rule.sponsors - progress.sponsors
    if lacking > 0:
        yield ngettext("%(n)d sponsor is missing.", "%(n)d sponsors are missing.", lacking) % {"n": lacking}
    if wants_proof(rule, type_rule) and application.proof_on is None:
        yield _("The proof is there, nobody has looked at it yet.") if application.proof else _("The proof is missing.")
    if rule.transfer and application.transfer_from and application.transfer_on is None:
        yield _("Not confirmed yet: so far a member of %(of)s.") % {"of": application.transfer_from}
    wanted = {*rule.conditions, *(type_rule.conditions if type_rule else ())}
    if open_conditions := wanted - set(application.conditions):
        yield _("Not confirmed: %(conditions)s") % {"conditions": "; ".join(sorted(open_conditions))}
    if progress.type_reason and not (application.exception and may_be_excepted(type_rule)):
        yield progress.type_reason


def moves_freely(application: Application, rule: Admission) -> bool:
    """Whether the applicant comes from a sister body, proven, and the statutes want no decision then."""
    proven = bool(application.transfer_from and application.transfer_on) and application.is_undecided
    return proven and rule.transfer is not None and not rule.transfer.must_be_accepted


def may_be_excepted(type_rule: TypeRule | None) -> bool:
    """Whether the statutes let somebody grant an exception from what a type asks for."""
    return bool(type_rule and (type_rule.exceptions_by or type_rule.cap.unless_holder_agrees))


def _missing_as_guest(rule: Admission, progress: Progress, today: date) -> Iterator[str]:
    lacking = rule.guest_visits - progress.visits
    if lacking > 0:
        text = ngettext("%(n)d visit as a guest is missing.", "%(n)d visits as a guest are missing.", lacking)
        yield text % {"n": lacking}
    if rule.guest_period:
        if progress.first_visit is None:
            yield _("There was no visit as a guest yet.")
        elif (since := add(progress.first_visit, rule.guest_period)) > today:
            yield _("The time as a guest lasts until %(day)s.") % {"day": date_format(since)}


def why_not_decide(application: Application, stages: list[Stage]) -> str | None:
    """Whether anything is to be decided at all."""
    if not stages:
        return _("There is nothing to decide: %(state)s.") % {"state": application.get_state_display()}
    if application.state == State.ASKED:
        return _("The applicant has been asked something. Please wait for the answer.")
    waits = stages[0].purpose in {OBJECTION, APPEAL, VETO} or application.state == State.OPEN
    return None if waits else _("There is nothing to decide: %(state)s.") % {"state": application.get_state_display()}


def is_meeting(rulebook: Rulebook, body_keys: tuple[str, ...]) -> bool:
    """Whether a body decides only when it meets: nobody votes for it on this page."""
    bodies = [rulebook.body(key) for key in body_keys]
    return any(
        (body and body.kind == BodyKind.GENERAL_MEETING) or key in {"general_meeting", "members"}
        for key, body in zip(body_keys, bodies, strict=True)
    )


def why_not_vote(
    application: Application, stages: list[Stage], *, entitled: bool, voted: bool, by_meeting: bool
) -> str | None:
    if reason := why_not_decide(application, stages):
        return reason
    if by_meeting:
        return _("The general meeting decides. Please enter its result.")
    if not entitled:
        return _("You do not belong to the body that decides on this.")
    return _("You have voted already.") if voted else None


def why_not_conclude(application: Application, stages: list[Stage], *, votes: int) -> str | None:
    if reason := why_not_decide(application, stages):
        return reason
    return None if votes else _("Nobody has voted yet.")


def why_not_meeting(
    application: Application, stages: list[Stage], *, held_on: date, today: date, votes: int
) -> str | None:
    """`votes`: yes and no together; an abstention alone decides nothing."""
    if reason := why_not_decide(application, stages):
        return reason
    if held_on > today:
        return _("This day lies in the future.")
    received_on = application.confirmed_at.date() if application.confirmed_at else application.created_at.date()
    if held_on < received_on:
        return _("The application arrived later, on %(day)s.") % {"day": date_format(received_on)}
    return None if votes else _("Please enter how many voted for it and against it.")


def why_not_accept(lacking: list[str]) -> str | None:
    """An admission waits until nothing is missing; a refusal never has to."""
    return _("Not yet: %(missing)s") % {"missing": " ".join(lacking)} if lacking else None


def why_not_refuse(result: Result, rule: Admission, *, reason: str) -> str | None:
    if result == Result.REFUSED and rule.refusal_reasons == Reasons.REQUIRED and not reason.strip():
        return _("By the statutes a refusal needs a reason. Please enter it.")
    return None


def why_not_admit(application: Application) -> str | None:
    """The office admits who was accepted and is waited for by nobody else."""
    if application.state == State.ACCEPTED:
        return None
    return _("Not accepted yet: %(state)s.") % {"state": application.get_state_display()}


def why_not_close_objections(application: Application, today: date) -> str | None:
    """A period the statutes give runs by itself; without one the office says when it is over."""
    if application.state != State.OBJECTION:
        return _("Nobody waits for objections.")
    if application.objection_until and today <= application.objection_until:
        return _("Objections are possible until %(day)s.") % {"day": date_format(application.objection_until)}
    return None
