"""What the results of an election change, what forbids it, and where the statutes are not met."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.board.models import Term
from members.models import Person
from members.models.rulebook import CoOption, Office, Rulebook

from .results import Change, Ending, Facts, Plan, Result
from .terms import ONE_DAY, begins_on, co_option_due, default_form, is_due, regular_end
from .warnings import warnings_of


def plan_results(results: Iterable[Result], facts: Facts) -> Plan:
    """All results of one election together, so that people may change places."""
    changes: list[Change] = []
    obstacles: list[str] = []
    for result in results:
        office = facts.rulebook.office(result.office_key)
        if office is None:
            obstacles.append(_("The statutes know no office “%(key)s”.") % {"key": result.office_key})
        else:
            changes.append(_change(result, office, facts, changes))
    after = terms_after(facts.terms, changes)
    for change in changes:
        obstacles += _obstacles(change, after, facts)
    return Plan(tuple(changes), tuple(dict.fromkeys(obstacles)), tuple(warnings_of(changes, after, facts)))


def terms_after(terms: Sequence[Term], changes: Sequence[Change]) -> list[Term]:
    """All terms as they will stand, endings applied to copies."""
    ends = {change.ends.term.pk: change.ends.until_on for change in changes if change.ends}
    rows = [_ended(term, ends[term.pk]) if term.pk in ends else term for term in terms]
    return rows + [change.begins for change in changes if change.begins]


def _ended(term: Term, until_on: date) -> Term:
    return Term(
        pk=term.pk, person=term.person, office_key=term.office_key, seat=term.seat, from_on=term.from_on,
        until_on=until_on, due_on=term.due_on, form=term.form,
    )  # fmt: skip


def _change(result: Result, office: Office, facts: Facts, before: list[Change]) -> Change:
    from_on = result.from_on or begins_on(office, facts.elected_on)
    replaced = result.replaces or _holder_of_single_seat(office, facts.terms, from_on)
    if replaced is not None and replaced.until_on is not None and replaced.until_on <= from_on:
        ends = None
    else:
        ends = _ending(replaced, from_on, result.person) if replaced else None
    begins = None
    if result.person is not None:
        follows = replaced or _last_on_seat(office, result.seat, facts.terms, from_on)
        begins = _begins(result, result.person, office, from_on, follows)
        _set_end(begins, office, follows, facts.rulebook, _nth_first(office, facts, before))
    return Change(result, office, begins, ends)


def _holder_of_single_seat(office: Office, terms: Iterable[Term], from_on: date) -> Term | None:
    """Where an office has one seat, whoever is there then makes room."""
    if office.seats_max > 1 or office.trades:
        return None
    return next((term for term in terms if term.office_key == office.key and _runs_on(term, from_on)), None)


def _last_on_seat(office: Office, seat: str, terms: Iterable[Term], from_on: date) -> Term | None:
    """The latest holder of a seat that stands empty; of several equal seats nobody knows which it was."""
    if office.seats_max > 1 and not office.trades:
        return None
    over = [
        term
        for term in terms
        if term.office_key == office.key and term.seat == seat and term.until_on and term.until_on <= from_on
    ]
    return max(over, key=lambda term: term.from_on, default=None)


def _ending(term: Term, from_on: date, successor: Person | None) -> Ending:
    over = term.due_on is not None and term.due_on <= from_on
    same = successor is not None and successor.pk == term.person_id
    how = Term.Ended.TERM_OVER if over or same or successor is None else Term.Ended.SUCCESSOR
    return Ending(term, max(from_on, term.from_on + ONE_DAY), how)


def _begins(result: Result, person: Person, office: Office, from_on: date, follows: Term | None) -> Term:
    again = follows is not None and follows.person_id == person.pk
    how = Term.How.RE_ELECTED if again and result.how == Term.How.ELECTED else result.how
    return Term(
        person=person,
        office_key=office.key,
        seat=result.seat or (follows.seat if again and follows else ""),
        from_on=from_on,
        until_on=result.until_on,
        how=how,
        in_absence=result.in_absence,
        form=follows.form if again and follows else default_form(person),
        follows=follows,
        note=result.note,
    )


def _nth_first(office: Office, facts: Facts, before: list[Change]) -> int | None:
    """Which holder of the very first election this is, from 0; None later on."""
    earlier = [term for term in facts.terms if term.office_key == office.key]
    if any(term.elected_on != facts.elected_on for term in earlier):
        return None
    return len(earlier) + sum(1 for change in before if change.office.key == office.key and change.begins)


def _set_end(term: Term, office: Office, follows: Term | None, rulebook: Rulebook, nth_first: int | None) -> None:
    """The regular end; who was not elected serves the rest of the term, and `stays_until_successor` leaves it open."""
    due_on = regular_end(office, term.from_on, nth_first=nth_first)
    serves_out = term.how in (Term.How.CO_OPTED, Term.How.ACTING) or office.by_election_for_rest
    if serves_out and follows and follows.due_on and follows.due_on > term.from_on:
        due_on = follows.due_on
    elif term.how == Term.How.ACTING:
        due_on = None
    until_meeting = term.how == Term.How.CO_OPTED and office.co_option_until == CoOption.NEXT_MEETING
    if until_meeting:
        due_on = co_option_due(office, rulebook, term.from_on, due_on)
    term.due_on = due_on
    # Until the meeting: the election there ends it, on whatever day it is held.
    if term.until_on is None and not until_meeting and not office.stays_until_successor and due_on is not None:
        term.until_on = due_on


def _obstacles(change: Change, after: Sequence[Term], facts: Facts) -> list[str]:
    found: list[str] = []
    if change.ends and change.ends.until_on > (change.begins.from_on if change.begins else change.ends.until_on):
        known = {"name": change.ends.term.person.name, "day": date_format(change.ends.term.from_on)}
        found.append(_("%(name)s has held this office only since %(day)s.") % known)
    if change.begins:
        found += [reason for reason in _against(change.begins, change.office, after, facts) if reason]
    return [f"{change.office.name}: {reason}" for reason in found]


def _against(term: Term, office: Office, after: Sequence[Term], facts: Facts) -> Iterable[str | None]:
    yield _why_not_dates(term)
    yield _why_not_anybody(office, facts.rulebook)
    if term.person.died_on:
        yield _("%(name)s has died.") % {"name": term.person.name}
    others = [other for other in after if other is not term and other.office_key == term.office_key]
    yield _why_not_twice(term, others)
    yield _why_not_seat(term, office, others)
    yield _why_not_more(term, office, others)


def _why_not_dates(term: Term) -> str | None:
    if term.until_on is not None and term.until_on <= term.from_on:
        return _("The term would end before it begins on %(day)s.") % {"day": date_format(term.from_on)}
    return None


def _why_not_anybody(office: Office, rulebook: Rulebook) -> str | None:
    known = {rule.key for rule in rulebook.types}
    if office.eligible_types and known and not known & set(office.eligible_types):
        return _("By the statutes nobody may hold this office: the membership types it asks for do not exist.")
    return None


def _why_not_twice(term: Term, others: Iterable[Term]) -> str | None:
    if any(other.person_id == term.person_id and _overlap(other, term) for other in others):
        return _("%(name)s already holds this office at that time.") % {"name": term.person.name}
    return None


def _why_not_seat(term: Term, office: Office, others: Iterable[Term]) -> str | None:
    """A Beisitzer of an industry needs one that the statutes name, and nobody else on it."""
    if not office.trades:
        return None
    if term.seat not in office.trades:
        return _("Choose the industry of the seat: %(trades)s.") % {"trades": ", ".join(office.trades)}
    taken = next((other for other in others if other.seat == term.seat and _overlap(other, term)), None)
    if taken is None:
        return None
    return _("The seat “%(seat)s” is held by %(name)s.") % {"seat": term.seat, "name": taken.person.name}


def _why_not_more(term: Term, office: Office, others: Sequence[Term]) -> str | None:
    """More holders than seats on any day of the term."""
    seats = max(office.seats_max, len(office.trades))
    days = {term.from_on, *(other.from_on for other in others if _runs_on(term, other.from_on))}
    if any(sum(_runs_on(other, day) for other in others) >= seats for day in days):
        return _("By the statutes at most %(count)d may hold this office at once.") % {"count": seats}
    return None


def _runs_on(term: Term, day: date) -> bool:
    return term.from_on <= day and (term.until_on is None or term.until_on > day)


def _overlap(one: Term, other: Term) -> bool:
    return (one.until_on is None or one.until_on > other.from_on) and (
        other.until_on is None or other.until_on > one.from_on
    )


def why_not_end(term: Term, until_on: date) -> str | None:
    """A term ends once, and not before it began; `until_on` is the first day without the office."""
    if term.last_day is not None and term.last_day < until_on:
        return _("This term already ends on %(day)s.") % {"day": date_format(term.last_day)}
    if until_on <= term.from_on:
        return _("The last day lies before the first one, %(day)s.") % {"day": date_format(term.from_on)}
    return None


def why_not_cancel(term: Term, *, followed: bool, day: date) -> str | None:
    """What was entered by mistake is taken back; what has become history is not."""
    if followed:
        return _("Somebody was elected after this term. Take that back first.")
    if term.until_on is not None and term.until_on <= day and not is_due(term, day):
        return _("This term is over. What was stays in the records.")
    return None
