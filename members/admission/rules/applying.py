"""What applicants, sponsors and members may do, and why not."""

import re
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.admission.models import Application, State
from members.models.rulebook import Admission, By, Mode, Need, TypeRule

CONFIRM_DAYS = 7
LINKS_AT_MOST = 2
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


def why_not_apply(*, is_open: bool, offers: int, rule: Admission) -> str | None:
    """Why there is no form; `offers` is the number of types that can be applied for."""
    if rule.mode == Mode.INVITATION:
        return _("New members are invited by the association. Please write to us.")
    if not is_open or not offers:
        return _("Applications by the website are not possible at present. Please write to us.")
    return None


def why_not_text(text: str) -> str | None:
    """Advertising is full of links; people who apply are not."""
    if len(_LINK.findall(text)) > LINKS_AT_MOST:
        return _("Please use no more than two links.")
    return None


def why_not_confirm(application: Application, now: datetime) -> str | None:
    if application.state != State.RECEIVED:
        return _("This application has been confirmed already.")
    if now > application.created_at + timedelta(days=CONFIRM_DAYS):
        return _("The link was valid for seven days. Please send your application again.")
    return None


def why_not_withdraw(application: Application) -> str | None:
    if not application.is_under_way:
        return _("This application is closed: %(state)s.") % {"state": application.get_state_display()}
    return None


def why_not_ask(application: Application) -> str | None:
    return None if application.is_undecided else why_not_withdraw(application) or _("This has been decided already.")


def why_not_answer(application: Application) -> str | None:
    if application.state != State.ASKED:
        return _("There is no open question.")
    return None


def why_not_note_payment(application: Application, *, rights_wait: bool) -> str | None:
    """While the application is under way, and afterwards as long as rights wait for the money."""
    return None if rights_wait else why_not_withdraw(application)


def wants_proof(rule: Admission, type_rule: TypeRule | None) -> bool:
    """Whether the statutes ask whoever applies for a proof, of this type or of every."""
    asked = {rule.proof, type_rule.proof if type_rule else Need.NO}
    return bool(asked & {Need.YES, Need.YEARLY})


def why_not_hand_in(application: Application, *, wanted: bool) -> str | None:
    """A proof is handed in while somebody may still look at it."""
    if not wanted:
        return _("No proof is needed here.")
    if application.proof_on:
        return _("We have seen your proof already.")
    return None if application.is_undecided else why_not_withdraw(application) or _("This has been decided already.")


def why_not_sponsor(application: Application, *, answered: bool) -> str | None:
    if answered:
        return _("You have answered already. Thank you.")
    return None if application.is_undecided else _("This application no longer needs an answer.")


def why_not_object(
    application: Application, rule: Admission, *, today: date, is_member: bool, already: bool
) -> str | None:
    """Only while an announced admission waits, or where it counts until somebody objects; once each."""
    objection = rule.objection
    if objection is None or application.announced_on is None:
        return _("The statutes do not provide for objections here.")
    if application.state not in {State.OBJECTION, State.ADMITTED} or application.stages:
        return _("This has been decided already.")
    if application.objection_until and today > application.objection_until:
        return _("Objections were possible until %(day)s.") % {"day": date_format(application.objection_until)}
    if objection.by and By.MEMBERS not in objection.by:
        return _("By the statutes members cannot object.")
    if not is_member:
        return _("Only members can object.")
    return _("You have objected already.") if already else None


def why_not_appeal(application: Application, rule: Admission, *, today: date) -> str | None:
    """The applicant's own way out of a refusal, once."""
    by_applicant = rule.objection is not None and By.APPLICANT in rule.objection.by
    if not by_applicant and (rule.appeal is None or not rule.appeal.possible):
        return _("The statutes do not provide for an appeal.")
    if application.state != State.REFUSED:
        return _("There is no refusal.")
    if application.appealed_on:
        return _("You have appealed already; the decision on it is final.")
    if application.appeal_until and today > application.appeal_until:
        return _("An appeal was possible until %(day)s.") % {"day": date_format(application.appeal_until)}
    return None
