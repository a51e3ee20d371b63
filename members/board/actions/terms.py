"""Writes: terms of office, from the election to the end.

Lock order: the settings of the offices concerned by their key, then terms. Rights follow in the same transaction.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from members.board.models import Handover, OfficeSetting, Term
from members.board.queries import gather_facts
from members.board.rules import Change, Result, plan_results, why_not_cancel, why_not_end
from members.models import Person, User
from verein import audit

from .handover import start_handover
from .refusal import BoardRefused, refuse
from .rights import apply_rights


def lock_offices(keys: Iterable[str]) -> None:
    """Of two people who fill the same office, one waits."""
    wanted = sorted(set(keys))
    OfficeSetting.objects.bulk_create([OfficeSetting(office_key=key) for key in wanted], ignore_conflicts=True)
    list(OfficeSetting.objects.select_for_update().filter(office_key__in=wanted).order_by("office_key"))


@transaction.atomic
def record_results(
    results: Sequence[Result], *, elected_on: date, actor: User | None, today: date
) -> tuple[list[Term], tuple[str, ...]]:
    """Enter the results of all offices of one meeting together; returns the new terms and the warnings.

    Raises BoardRefused with every obstacle; then nothing at all has changed.
    """
    if elected_on > today:
        raise BoardRefused(_("The election lies in the future. Enter its results when they are known."))
    if not results:
        raise BoardRefused(_("There is no result to enter: choose for at least one office."))
    lock_offices(result.office_key for result in results)
    plan = plan_results(results, gather_facts([r.person for r in results if r.person], elected_on))
    if plan.obstacles:
        raise BoardRefused(*plan.obstacles)
    for change in plan.changes:
        if change.ends:
            _end(change.ends.term, until_on=change.ends.until_on, how=change.ends.how, actor=actor)
    begun = [term for change in plan.changes if (term := _begin(change, elected_on, actor))]
    for change in plan.changes:
        if change.ends or change.begins:
            start_handover(given=_given(change), taken=change.begins, office=change.office)
    apply_rights(today)
    return begun, plan.warnings


def _given(change: Change) -> Term | None:
    return change.ends.term if change.ends else (change.begins.follows if change.begins else None)


def _begin(change: Change, elected_on: date, actor: User | None) -> Term | None:
    if change.begins is None:
        return None
    term = change.begins
    term.elected_on = elected_on
    term.save(force_insert=True)
    audit.log("board.begin_term", term, actor=actor, fields=["person", "office_key", "from_on", "until_on", "due_on"])
    return term


def _end(term: Term, *, until_on: date, how: str, actor: User | None) -> None:
    term.until_on, term.ended_how = until_on, how
    term.save(update_fields=["until_on", "ended_how"])
    audit.log("board.end_term", term, actor=actor, fields=["until_on", "ended_how"])


def elect(
    person: Person, *, office_key: str, elected_on: date, actor: User | None, today: date, **details: Any
) -> Term:
    """One election; `details` are the other fields of `Result` (seat, replaces, from_on, in_absence, note …).

    The same person again is a re-election. Raises BoardRefused.
    """
    result = Result(office_key=office_key, person=person, **details)
    return record_results([result], elected_on=elected_on, actor=actor, today=today)[0][0]


def co_opt(
    person: Person, *, office_key: str, decided_on: date, actor: User | None, today: date, **details: Any
) -> Term:
    """The board fills an empty seat; who held it before is served out. Raises BoardRefused."""
    details = {**details, "how": Term.How.CO_OPTED}
    return elect(person, office_key=office_key, elected_on=decided_on, actor=actor, today=today, **details)


def appoint_acting(
    person: Person, *, office_key: str, decided_on: date, actor: User | None, today: date, **details: Any
) -> Term:
    """Somebody does the work of an empty office for the time being. Raises BoardRefused."""
    details = {**details, "how": Term.How.ACTING}
    return elect(person, office_key=office_key, elected_on=decided_on, actor=actor, today=today, **details)


def resign(term: Term, *, until_on: date, actor: User | None, today: date) -> Term:
    """The holder gives up the office; `until_on` is the first day without it, today for "at once"."""
    return _end_early(term, until_on=until_on, how=Term.Ended.RESIGNED, actor=actor, today=today)


def recall(term: Term, *, until_on: date, actor: User | None, today: date) -> Term:
    """The body that elected the holder takes the office away; `until_on` as in `resign`."""
    return _end_early(term, until_on=until_on, how=Term.Ended.RECALLED, actor=actor, today=today)


@transaction.atomic
def _end_early(term: Term, *, until_on: date, how: str, actor: User | None, today: date) -> Term:
    lock_offices([term.office_key])
    term = Term.objects.select_for_update(of=("self",)).select_related("person").get(pk=term.pk)
    refuse(why_not_end(term, until_on))
    _end(term, until_on=until_on, how=how, actor=actor)
    start_handover(given=term, taken=None)
    apply_rights(today)
    return term


@transaction.atomic
def cancel_term(term: Term, *, actor: User | None, today: date) -> None:
    """Take back what was entered by mistake: the term before runs on as if nothing had been entered."""
    lock_offices([term.office_key])
    term = Term.objects.select_for_update(of=("self",)).select_related("follows").get(pk=term.pk)
    refuse(why_not_cancel(term, followed=Term.objects.filter(follows=term).exists(), day=today))
    before = term.follows
    Handover.objects.filter(taken=term).delete()
    audit.log("board.cancel_term", term, actor=actor)
    term.delete()
    if before and before.until_on == term.from_on and before.ended_how in (Term.Ended.SUCCESSOR, Term.Ended.TERM_OVER):
        before.ended_how, before.until_on = "", _end_before_succession(before)
        before.save(update_fields=["until_on", "ended_how"])
        audit.log("board.reopen_term", before, actor=actor, fields=["until_on", "ended_how"])
    apply_rights(today)


def _end_before_succession(term: Term) -> date | None:
    """Where the statutes let holders stay, the end is open again; elsewhere it is the regular one."""
    office = gather_facts([], term.from_on).rulebook.office(term.office_key)
    return None if office is None or office.stays_until_successor else term.due_on
