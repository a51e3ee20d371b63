"""Contradictions of bodies, offices and meetings: seats, terms, representation, shares."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from members.models.rulebook import Body, Office, Part, Representation26, Represents, Rulebook
from members.rules.calendar import add
from members.rules.references import records

from .found import Problem, error, warning
from .leaving import _LONG_AGO


def of_bodies(rulebook: Rulebook) -> Iterator[Problem]:
    for index, body in enumerate(rulebook.bodies):
        yield from _body(rulebook, body, f"bodies[{index}]")
    for index, office in enumerate(rulebook.offices):
        yield from _office(rulebook, office, f"offices[{index}]")
    for path, record in records(rulebook):
        if isinstance(record, Part) and record.numerator > record.denominator:
            yield error(path, _("A share cannot be more than the whole."))
    yield from _representation(rulebook)
    yield from _meeting(rulebook)


def _body(rulebook: Rulebook, body: Body, path: str) -> Iterator[Problem]:
    facts = {"name": body.name}
    if body.seats_min is not None and body.seats_max is not None and body.seats_min > body.seats_max:
        yield error(f"{path}.seats_min", _("%(name)s: more seats at least than at most.") % facts)
    if body.leave_each_year and body.seats_max is not None and body.leave_each_year > body.seats_max:
        text = _("%(name)s: more members leave every year than it has.")
        yield error(f"{path}.leave_each_year", text % facts)
    if body.key in body.includes:
        yield error(f"{path}.includes", _("%(name)s: cannot include itself.") % facts)
    needed = sum(office.seats_min for office in rulebook.offices if office.body == body.key and office.required)
    if body.seats_max is not None and needed > body.seats_max:
        text = _("%(name)s: has %(seats)d seats at most, but its offices need %(needed)d.")
        yield error(f"{path}.seats_max", text % {**facts, "seats": body.seats_max, "needed": needed})


def _office(rulebook: Rulebook, office: Office, path: str) -> Iterator[Problem]:
    facts = {"name": office.name}
    if office.seats_min > office.seats_max:
        yield error(f"{path}.seats_min", _("%(name)s: more holders at least than at most.") % facts)
    if len(office.first_terms) > office.seats_max:
        text = _("%(name)s: more terms at the first election than holders.")
        yield error(f"{path}.first_terms", text % facts)
    if office.first_terms and office.term is None:
        text = _("%(name)s: terms at the first election are named, but not the regular term.")
        yield warning(f"{path}.term", text % facts)
    if office.trades and len(office.trades) > office.seats_max:
        yield error(f"{path}.trades", _("%(name)s: more industries than holders.") % facts)
    if office.key in office.not_with:
        yield error(f"{path}.not_with", _("%(name)s: excludes itself.") % facts)
    eligible = [rule for key in office.eligible_types if (rule := rulebook.type(key))]
    if eligible and all(rule.eligible is False or office.key in rule.not_eligible_for for rule in eligible):
        text = _("%(name)s: nobody may hold it, since none of its membership types may be elected.")
        yield error(f"{path}.eligible_types", text % facts)


def _representation(rulebook: Rulebook) -> Iterator[Problem]:
    said = [office for office in rulebook.offices if office.represents != Represents.NO]
    if not rulebook.offices:
        return
    rule = rulebook.board.representation
    if rule == Representation26.OFFICES and not said:
        text = _("How the association is represented is to be said at each office, but no office says it.")
        yield error("board.representation", text)
    jointly = [office for office in said if office.represents == Represents.JOINTLY]
    others = sum(office.seats_max for office in said)
    if rule == Representation26.OFFICES and jointly and others < 2:
        text = _("%(name)s: represents only together with another one, but there is no other.")
        yield error("board.representation", text % {"name": jointly[0].name})


def _meeting(rulebook: Rulebook) -> Iterator[Problem]:
    rule = rulebook.general_meeting
    for name in ("motions_before", "statutes_motions_before"):
        length = getattr(rule, name)
        if length and rule.notice and add(_LONG_AGO, length) >= add(_LONG_AGO, rule.notice):
            text = _("Motions are due before the invitation need arrive.")
            yield warning(f"general_meeting.{name}", text)
