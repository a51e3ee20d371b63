"""Contradictions of admission: periods nobody can use, vetoes against decisions, missing deciders."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from members.models.rulebook import Admission, Appeal, Mode, Rulebook
from members.rules.references import records

from .found import Problem, error, warning


def of_admission(rulebook: Rulebook) -> Iterator[Problem]:
    for path, record in records(rulebook):
        if isinstance(record, Admission):
            yield from _admission(record, path)
        elif isinstance(record, Appeal):
            yield from _appeal(record, path)


def _admission(rule: Admission, path: str) -> Iterator[Problem]:
    if rule.veto and rule.mode == Mode.DECISION:
        text = _("A veto belongs to an admission by declaration; here the association decides beforehand.")
        yield warning(f"{path}.veto", text)
    if rule.silence_accepts_after and rule.mode == Mode.DECLARATION:
        text = _("Membership arises by declaration, so there is nothing that silence could accept.")
        yield warning(f"{path}.silence_accepts_after", text)
    if rule.objection and not rule.objection.by:
        yield warning(f"{path}.objection.by", _("Say who may object."))
    if rule.refusal_decision and not rule.refusal_decision.body:
        yield warning(f"{path}.refusal_decision.body", _("Say who decides on a refusal."))


def _appeal(rule: Appeal, path: str) -> Iterator[Problem]:
    if not rule.possible and (rule.period or rule.to or rule.decision.body):
        yield error(path, _("There is no appeal, yet a period, an addressee or a decision is named for it."))
    if rule.possible and rule.starts_after and rule.period is None:
        yield warning(f"{path}.period", _("The appeal has a beginning but no period."))
    if rule.possible and not rule.decision.body:
        yield warning(f"{path}.decision", _("Say who decides on the appeal."))
