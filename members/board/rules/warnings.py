"""Where the statutes are not met by an election: said before it is saved, and no obstacle."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from members.board.models import Term
from members.models.rulebook import Body, Office, Rulebook

from .bodies import offices_of
from .results import Change, Facts
from .terms import office_name, vacancies


def warnings_of(changes: Sequence[Change], after: Sequence[Term], facts: Facts) -> list[str]:
    found: list[str] = []
    for change in changes:
        reasons = _of_term(change.begins, change.office, after, facts) if change.begins else _of_vacancy(change)
        found += [f"{change.title}: {reason}" for reason in reasons]
    if changes:
        found += _of_bodies(changes, after, facts)
    return list(dict.fromkeys(found))


def _of_vacancy(change: Change) -> Iterable[str]:
    if change.office.stays_until_successor and change.ends:
        yield _("By the statutes %(name)s remains in office until a successor is elected.") % {
            "name": change.ends.term.person.name
        }


def _of_term(term: Term, office: Office, after: Sequence[Term], facts: Facts) -> Iterable[str]:
    yield from _of_person(term, office, facts)
    yield from _of_other_offices(term, office, after, facts.rulebook)
    if not office.re_election and term.follows and term.follows.person_id == term.person_id:
        yield _("The statutes do not allow a re-election.")
    if term.in_absence and office.in_absence is False:
        yield _("The statutes do not allow the election of somebody who is absent.")
    if term.how == Term.How.CO_OPTED:
        yield from _of_co_option(office, facts.rulebook)
    if term.how == Term.How.ACTING and term.until_on is None and term.due_on is None:
        yield _("Nobody has said until when %(name)s acts.") % {"name": term.person.name}


def _of_person(term: Term, office: Office, facts: Facts) -> Iterable[str]:
    name = {"name": term.person.name}
    types = facts.types.get(term.person_id, frozenset())
    if office.members_only and not types:
        yield _("%(name)s is not a member on the day of the election.") % name
    elif types and not any(may_be_elected(facts.rulebook, kind, office) for kind in types):
        yield _("%(name)s may not be elected to it as this kind of member.") % name
    if term.person_id in facts.without_account:
        yield _("%(name)s has no account yet: the rights of the office need one. Send an invitation.") % name


def may_be_elected(rulebook: Rulebook, type_key: str, office: Office) -> bool:
    """Whether members of this type are eligible; what the statutes do not say is allowed."""
    rule = rulebook.type(type_key)
    places = {office.key, office.body}
    if office.eligible_types and type_key not in office.eligible_types:
        return False
    if rule is None:
        return True
    if rule.eligible is False or places & set(rule.not_eligible_for):
        return False
    return not rule.eligible_for or bool(places & set(rule.eligible_for))


def _of_other_offices(term: Term, office: Office, after: Sequence[Term], rulebook: Rulebook) -> Iterable[str]:
    """Two offices in one person are allowed unless the statutes say otherwise (L-GOV-11)."""
    for other in after:
        if other is term or other.person_id != term.person_id or not _together(other, term):
            continue
        held = rulebook.office(other.office_key)
        if held is None or held.key == office.key:
            continue
        forbidden = {office.key, office.body} & set(held.not_with) or {held.key, held.body} & set(office.not_with)
        if forbidden or (rulebook.board.combining_offices is False and held.body == office.body):
            yield _("%(name)s is also %(office)s; the statutes do not allow both together.") % {
                "name": term.person.name,
                "office": office_name(held, other.form),
            }


def _together(one: Term, other: Term) -> bool:
    return (one.until_on is None or one.until_on > other.from_on) and (
        other.until_on is None or other.until_on > one.from_on
    )


def _of_co_option(office: Office, rulebook: Rulebook) -> Iterable[str]:
    if not office.co_option_by:
        yield _("The statutes do not say who fills this office between elections.")
        return
    names = ", ".join(_name(rulebook, key) for key in office.co_option_by)
    yield _("Between elections this office is filled by: %(bodies)s.") % {"bodies": names}


def _name(rulebook: Rulebook, key: str) -> str:
    body, office = rulebook.body(key), rulebook.office(key)
    return body.name if body else office_name(office, key=key)


def _of_bodies(changes: Sequence[Change], after: Sequence[Term], facts: Facts) -> Iterable[str]:
    day = max([facts.elected_on, *(change.begins.from_on for change in changes if change.begins)])
    touched = {change.office.key for change in changes}
    for vacancy in vacancies(facts.rulebook, after, day):
        if vacancy.office.key in touched:
            yield f"{vacancy.office.name}: {vacancy.sentence(day)}"
    for body in facts.rulebook.bodies:
        offices = {office.key for office in offices_of(facts.rulebook, [body.key])}
        if offices & touched:
            holders = [term for term in after if term.office_key in offices and _runs_on(term, day)]
            yield from (f"{body.name}: {reason}" for reason in _of_body(body, holders, facts))


def _of_body(body: Body, holders: Sequence[Term], facts: Facts) -> Iterable[str]:
    people = {term.person_id for term in holders}
    if body.seats_min and len(people) < body.seats_min:
        yield _("%(count)d people, the statutes ask for at least %(wanted)d.") % {
            "count": len(people),
            "wanted": body.seats_min,
        }
    if body.seats_max and len(people) > body.seats_max:
        yield _("%(count)d people, the statutes allow at most %(wanted)d.") % {
            "count": len(people),
            "wanted": body.seats_max,
        }
    for share in body.composition:
        fitting = sum(1 for person in people if facts.types.get(person, frozenset()) & set(share.types))
        if fitting * share.denominator < len(people) * share.numerator:
            names = ", ".join(rule.name if (rule := facts.rulebook.type(key)) else key for key in share.types)
            yield _("%(fitting)d of %(count)d are %(types)s; the statutes ask for at least %(share)s.") % {
                "fitting": fitting,
                "count": len(people),
                "types": names,
                "share": f"{share.numerator}/{share.denominator}",
            }


def _runs_on(term: Term, day: date) -> bool:
    return term.from_on <= day and (term.until_on is None or term.until_on > day)
